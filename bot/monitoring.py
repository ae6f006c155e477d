"""`/metrics` and `/healthz`, on this machine only: for Prometheus, and for whatever restarts what is not well."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.metrics import Metrics
from bot.storage.ports import Tallies, Tally
from generators.engine import JobEngine, Status

HOST = "127.0.0.1"
PATIENCE_S = 5.0
"""After which what does not answer is not well."""


class Monitor:
    """Serves both, counting the databases anew at each request."""

    def __init__(
        self,
        port: int,
        metrics: Metrics,
        tallies: Tallies,
        jobs: JobEngine,
        say: Callable[[str], None],
    ) -> None:
        """Port 0 takes any that is free."""
        self._port, self._say = port, say
        self._metrics, self._tallies, self._jobs = metrics, tallies, jobs

    async def run(self) -> None:
        """Listen until cancelled. Where the port is taken it says so and ends; the bot goes on without."""
        app = web.Application()
        app.add_routes([web.get("/metrics", self._show), web.get("/healthz", self._health)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self._port).start()
            host, port = runner.addresses[0][:2]
            self._say(f"Metrics: http://{host}:{port}/metrics")
            await asyncio.Event().wait()
        except OSError:
            self._say(f"Metrics are off: port {self._port} is taken. Change BACKPREP_METRICS_PORT.")
        finally:
            await runner.cleanup()

    async def _show(self, request: web.Request) -> web.Response:
        """What cannot be counted keeps its last number; /healthz says so."""
        tally, jobs = await self._count()
        if not isinstance(tally, BaseException) and not isinstance(jobs, BaseException):
            self._metrics.counted(tally, jobs)
        kind = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=self._metrics.text(), headers=kind)

    async def _health(self, request: web.Request) -> web.Response:
        """200 when both databases answer, else 503 with which does not."""
        tally, jobs = await self._count()
        states = {"database": _state(tally), "jobs": _state(jobs)}
        well = set(states.values()) == {"ok"}
        return web.json_response(states, status=200 if well else 503)

    async def _count(self) -> tuple[Tally | BaseException, Sequence[Status] | BaseException]:
        return await asyncio.gather(
            asyncio.wait_for(self._tallies.now(), PATIENCE_S),
            asyncio.wait_for(self._jobs.list_unfinished(), PATIENCE_S),
            return_exceptions=True,
        )


def _state(found: object) -> str:
    return type(found).__name__ if isinstance(found, BaseException) else "ok"
