"""The worker: claims jobs, makes them, and takes over those of workers that never came back. No torch of its own."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from dbos import DBOS, DBOSConfig, StepOptions
from sqlalchemy.exc import DBAPIError

from generators.away import reason
from generators.batcher import Turn
from generators.engine import PRIORITIES, JobError, Json, Priority, Progress
from generators.jobs_database import (
    APPLICATION,
    JSON,
    POLL_S,
    SLOTS,
    VERSION,
    WORKFLOW,
    connect,
    make_engine,
    prepare,
)
from generators.task import Show, Task
from generators.tending import Tending
from generators.turns import Turns

_log = logging.getLogger(__name__)

CLAIMS = 1_000
"""DBOS counts claims, of which a job that only stood in line when workers died may have many; `Turns` counts runs."""
SHOW_EVERY_S = 0.5
_BROKEN = (
    "Something broke on our side while this was made. It is in the worker's log; please try again."
)
_UNWRITTEN = (
    "It was made, but could not be kept: {reason}. Whoever runs the worker has to see to that."
)
_MAKE: StepOptions = {"name": "make", "preemptible": True}
"""A running job that is cancelled stops at once."""


@dataclass(frozen=True, slots=True)
class Times:
    """How patient a worker is."""

    beat_s: float = 2.0
    """Between two signs of life."""
    patience_s: float = 30.0
    """A worker without a sign of life for so long does not come back: others take its jobs over."""
    hung_s: float = 60.0
    """An event loop that stands still for so long ends the process."""
    drain_s: float = 3.0
    """What is not done so long after being told to stop is handed back, for the next worker to make."""
    keep: timedelta = timedelta(days=30)
    """Jobs that ended longer ago are forgotten."""


USUAL = Times()


class Worker:
    """Makes jobs until it is told to stop. DBOS allows one in a process."""

    def __init__(
        self,
        url: str,
        name: str,
        find: Callable[[str], Awaitable[Task]],
        times: Times = USUAL,
    ) -> None:
        """`find` gives the task for a kind of job or raises JobError; `name` is this worker's alone while it lives."""
        self._engine = make_engine(url, connections=16)
        self._name, self._find, self._times = name, find, times
        self._tending = Tending(self._engine, name, times.patience_s, time.monotonic)
        self._turns = Turns(self._tending)
        self._took_s: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=50))

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is soon done and hand the rest back.

        Jobs may still be running when it returns; what they make is not taken. End the process.
        """
        await asyncio.to_thread(self._prepare)
        self._launch()
        tending = asyncio.gather(self._beat(), self._look_after(), self._forget_old())
        try:
            await stop.wait()
        finally:
            tending.cancel()
            with suppress(asyncio.CancelledError):
                await tending
            faulthandler.cancel_dump_traceback_later()
            await self._drain()
            await asyncio.to_thread(self._leave)

    def _prepare(self) -> None:
        client = connect(self._engine)
        prepare(self._engine, client)
        for priority, slots in SLOTS.items():
            client.register_queue(
                priority,
                worker_concurrency=slots.all,
                partition_worker_concurrency=slots.community,
                polling_interval_sec=POLL_S,
            )
        self._tending.clear(self._name)  # of our last life
        self._tending.beat({})

    def _launch(self) -> None:
        """Start claiming; jobs run in the event loop of the caller."""
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_engine": self._engine,
            "serializer": JSON,
            "application_version": VERSION,
            "executor_id": self._name,
            "use_listen_notify": False,
            "run_migrations": False,
            "log_level": "WARNING",
        }
        self._dbos = DBOS(config=config)

        async def make(
            held: AsyncExitStack, owner: str, kind: str, options: dict[str, Json], turn: Turn
        ) -> dict[str, Any]:
            await held.enter_async_context(self._turns.turn(str(DBOS.workflow_id), owner))
            return await self._make(kind, options, turn)

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=CLAIMS)
        async def job(
            kind: str, options: dict[str, Json], owner: str, community: str, priority: Priority
        ) -> dict[str, Any]:
            turn = Turn(PRIORITIES.index(priority), community)
            async with AsyncExitStack() as held:  # its turn ends when the step is written down
                return await DBOS.run_step_async(_MAKE, make, held, owner, kind, options, turn)

        DBOS.launch()
        logging.getLogger("dbos").addFilter(_is_news)

    async def _make(self, kind: str, options: dict[str, Json], turn: Turn) -> dict[str, Any]:
        began_s = time.monotonic()
        try:
            result = await (await self._find(kind))(options, turn, _throttled(_show))
        except JobError:
            raise
        except OSError as error:
            _log.exception("A job of the kind %s could not read or write.", kind)
            reason = error.strerror or type(error).__name__
            raise JobError(_UNWRITTEN.format(reason=reason)) from error
        except Exception as error:
            _log.exception("A job of the kind %s broke.", kind)
            raise JobError(_BROKEN) from error
        self._took_s[kind].append(time.monotonic() - began_s)
        return asdict(result)

    async def _beat(self) -> None:
        while True:
            faulthandler.dump_traceback_later(self._times.hung_s, exit=True)
            medians = {kind: median(took) for kind, took in self._took_s.items()}
            await _tried(asyncio.to_thread(self._tending.beat, medians))
            await asyncio.sleep(self._times.beat_s)

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(self._times.patience_s / 6)
            await _tried(asyncio.to_thread(self._take_over))

    def _take_over(self) -> None:
        if lost := self._tending.lost():
            _log.warning("No sign of life from %s: its jobs are made anew.", ", ".join(lost))
            for name in lost:
                self._tending.clear(name)
            DBOS._recover_pending_workflows(lost)  # noqa: SLF001  what DBOS's own conductor calls

    async def _forget_old(self) -> None:
        while True:
            await _tried(asyncio.to_thread(self._remove_old))
            await asyncio.sleep(3600)

    def _remove_old(self) -> None:
        if ids := self._tending.outdated(self._times.keep):
            DBOS.delete_workflows(ids)

    async def _drain(self) -> None:
        """Claim nothing more, and wait a moment for what is being made."""
        for claiming in self._dbos.background_thread_stop_events:
            claiming.set()
        clock = asyncio.get_running_loop().time
        until_s = clock() + self._times.drain_s
        await asyncio.sleep(2 * POLL_S)  # a claim may be under way
        while self._turns.begun and clock() < until_s:  # noqa: ASYNC110  also simple
            await asyncio.sleep(0.05)

    def _leave(self) -> None:
        if left := self._tending.hand_back(set(self._turns.begun)):
            _log.info("%d jobs were not done in time; the next worker makes them.", left)
        self._tending.leave()
        DBOS.destroy()
        self._engine.dispose()


def _throttled(show: Show) -> Show:
    """Passes on what comes at least SHOW_EVERY_S after the last."""
    clock = asyncio.get_running_loop().time
    last_s = clock() - SHOW_EVERY_S

    async def now_and_then(progress: Progress) -> None:
        nonlocal last_s
        if clock() - last_s >= SHOW_EVERY_S:
            last_s = clock()
            await show(progress)

    return now_and_then


async def _show(progress: Progress) -> None:
    await DBOS.set_event_async("progress", asdict(progress))


def _is_news(record: logging.LogRecord) -> bool:
    """DBOS writes the whole stack for every job that failed; what broke we have logged ourselves."""
    return "asynchronous workflow" not in record.getMessage()


async def _tried(work: Awaitable[None]) -> None:
    """What fails now, since the database is away, is tried again when it is next due."""
    try:
        await work
    except Exception as error:  # noqa: BLE001
        why = reason(error) if isinstance(error, DBAPIError) else ""
        _log.warning("The database of jobs: %s", why or type(error).__name__)
