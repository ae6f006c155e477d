"""PostgreSQL, with everything on it, ends without a word and comes back ten seconds later."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.bootstrap import Application, open_application
from bot.chat.event import CommandUsed
from bot.chat.reply import Reply
from bot.settings import Settings
from tests.generators.jobs.chats import Chats
from tests.generators.jobs.players import Players
from tests.generators.jobs.processes import Processes
from tests.journeys.playground import data_folder
from tests.postgres import Server, crashing_server_or_skip
from tests.talk import ANA, CHANNEL

AWAY_S = 10


@pytest.fixture
def server() -> Iterator[Server]:
    yield from crashing_server_or_skip()


@pytest.fixture
async def application(server: Server, tmp_path: Path) -> AsyncIterator[Application]:
    settings = Settings(
        _env_file=None,
        BACKPREP_DATA=data_folder(tmp_path),
        DATABASE_URL=SecretStr(server.url),
        JOBS_DATABASE_URL=SecretStr(server.url),
    )
    async with open_application(settings, lambda _: None, lambda *_: ()) as application:
        yield application


def asked(number: int) -> CommandUsed:
    question = {"question": "What is overfitting?"}
    return CommandUsed(id=f"{number}", who=ANA, where=CHANNEL, name="ask", options=question)


def title(answer: object) -> str:
    return answer.title if isinstance(answer, Reply) else ""


async def test_nothing_is_lost_and_questions_are_answered_meanwhile(
    application: Application, server: Server, tmp_path: Path
) -> None:
    dispatch = application.conversation.dispatch
    with Processes(tmp_path) as processes:
        players, chats = (
            Players(tmp_path, server.url, processes),
            Chats(tmp_path, server.url, processes),
        )
        players.start()
        chat = chats.start()
        chats.ask(chat, "sleep", [f"{i}" for i in range(6)], s=2)
        await players.until_begun(*(f"{i}" for i in range(6)))
        await chats.until_answered(6)

        server.crash()
        answer = await dispatch(asked(1))
        again = await dispatch(asked(1))
        chats.ask(chat, "sleep", ["meanwhile"])
        await asyncio.sleep(AWAY_S)
        server.start()

        chats.ask(chat, "sleep", ["meanwhile", "later"])
        await chats.until_said(8)

    assert title(answer).startswith("What is overfitting")
    assert again is None
    assert chats.results() == Counter(
        [f"{i} slept" for i in range(6)] + ["meanwhile slept", "later slept"]
    )
    assert title(await dispatch(asked(2))).startswith("What is overfitting")
