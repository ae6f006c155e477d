"""What whoever runs Backprep can watch, asked for over HTTP as Prometheus does."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import aiohttp
import pytest

import bot
from bot.chat.event import Person, Place, TextSent
from bot.chat.platform import Conversation
from bot.chat.reply import Reply
from bot.metrics import Measured, Metrics
from bot.monitoring import Monitor
from bot.storage.ports import Tallies, Tally
from tests.fakes import MemoryEngine

TALLY = Tally(answers=7, posts={"sent": 3, "failed": 1}, late=2)


class Counted:
    """Fills in `Tallies`; `broken` makes it fail."""

    broken = False

    async def now(self) -> Tally:
        if self.broken:
            raise ConnectionError("away")
        return TALLY


class Listening:
    """A monitor that listens, and what can be asked of it."""

    def __init__(self, tallies: Tallies, engine: MemoryEngine) -> None:
        self.metrics = Metrics()
        self.said: list[str] = []
        self._heard = asyncio.Event()
        self.monitor = Monitor(0, self.metrics, tallies, engine, self._say)

    def _say(self, text: str) -> None:
        self.said.append(text)
        self._heard.set()

    async def get(self, path: str) -> tuple[int, str]:
        await self._heard.wait()
        address = self.said[0].removeprefix("Metrics: ").removesuffix("/metrics")
        async with aiohttp.ClientSession() as session, session.get(address + path) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def listening() -> AsyncIterator[Listening]:
    one = Listening(Counted(), MemoryEngine())
    running = asyncio.create_task(one.monitor.run())
    yield one
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def number(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, text
    return float(found[1])


async def test_what_the_databases_hold_is_counted_at_each_request(listening: Listening) -> None:
    status, text = await listening.get("/metrics")

    assert status == 200
    assert number(text, "backprep_answers") == 7
    assert number(text, 'backprep_daily_posts{state="sent"}') == 3
    assert number(text, 'backprep_daily_posts{state="planned"}') == 0
    assert number(text, "backprep_daily_posts_late") == 2
    assert number(text, 'backprep_jobs{state="waiting"}') == 0


async def test_what_people_wait_for_is_timed(listening: Listening) -> None:
    listening.metrics.acknowledged("discord", 0.03)
    listening.metrics.acknowledged("discord", 1.2)

    _, text = await listening.get("/metrics")

    assert number(text, 'backprep_ack_seconds_bucket{le="0.05",platform="discord"}') == 1
    assert number(text, 'backprep_ack_seconds_count{platform="discord"}') == 2


async def test_it_is_well_while_both_databases_answer() -> None:
    tallies = Counted()
    one = Listening(tallies, MemoryEngine())
    running = asyncio.create_task(one.monitor.run())

    assert await one.get("/healthz") == (200, '{"database": "ok", "jobs": "ok"}')
    tallies.broken = True
    assert await one.get("/healthz") == (503, '{"database": "ConnectionError", "jobs": "ok"}')
    assert (await one.get("/metrics"))[0] == 200

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_port_that_is_taken_is_said_and_ends_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said: list[str] = []
        port = taken.getsockname()[1]

        await Monitor(port, Metrics(), Counted(), MemoryEngine(), said.append).run()

    assert said == [f"Metrics are off: port {port} is taken. Change BACKPREP_METRICS_PORT."]


class Echo:
    """Fills in `Conversation` as far as it is asked here."""

    async def dispatch(self, event: TextSent) -> Reply:
        return Reply("Heard")


async def test_what_people_do_is_counted_by_platform_and_kind(listening: Listening) -> None:
    conversation = Measured(cast(Conversation, Echo()), listening.metrics)
    where = Place("slack", "T1", "C1")

    said = TextSent(id="e1", who=Person("slack", "U1", "Ana"), where=where, text="Hi")
    reply = await conversation.dispatch(said)

    assert reply == Reply("Heard")
    _, text = await listening.get("/metrics")
    assert number(text, 'backprep_events_total{kind="TextSent",platform="slack"}') == 1
    assert number(text, 'backprep_handling_seconds_count{platform="slack"}') == 1


async def test_the_dashboard_asks_for_numbers_that_there_are(listening: Listening) -> None:
    event = TextSent(
        id="e", who=Person("slack", "U", "Ana"), where=Place("slack", "T", "C"), text=""
    )
    listening.metrics.handled(event, 0.1)
    listening.metrics.acknowledged("slack", 0.1)
    _, text = await listening.get("/metrics")
    there_are = set(re.findall(r"^(backprep_\w+)", text, re.MULTILINE))

    dashboard = (Path(bot.__file__).parent / "grafana.json").read_text()
    asked = {
        name
        for panel in json.loads(dashboard)["panels"]
        for target in panel["targets"]
        for name in re.findall(r"backprep_\w+", target["expr"])
    }

    assert asked
    assert asked <= there_are
