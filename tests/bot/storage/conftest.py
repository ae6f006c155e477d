"""Every store runs through the same tests: in memory, on SQLite, on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.missed_questions import SqlMissedQuestions
from bot.storage.ports import Feedback, Learners, MissedQuestions, SeenEvents, SettingsStore
from bot.storage.seen_events import SqlSeenEvents
from bot.storage.settings_store import SqlSettings
from bot.storage.upgrading import upgrade
from tests import postgres
from tests.fakes import (
    MemoryFeedback,
    MemoryLearners,
    MemoryMissedQuestions,
    MemorySeenEvents,
    MemorySettings,
)

_numbers = count()


@dataclass(frozen=True, slots=True)
class Stores:
    """One of each."""

    learners: Learners
    seen: SeenEvents
    feedback: Feedback
    missed: MissedQuestions
    settings: SettingsStore


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    yield from postgres.server_or_skip()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    with postgres.database(postgres_server, f"test_{next(_numbers)}") as url:
        yield url


@pytest.fixture
def other_postgres_url(postgres_server: str) -> Iterator[str]:
    with postgres.database(postgres_server, f"test_{next(_numbers)}") as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/backprep.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest) -> str:
    """A database without tables, of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def url(new_url: str) -> str:
    """A database with its tables, of each kind."""
    upgrade(new_url)
    return new_url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database.open(url)
    yield database
    await database.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    if request.param == "memory":
        yield Stores(
            MemoryLearners(),
            MemorySeenEvents(),
            MemoryFeedback(),
            MemoryMissedQuestions(),
            MemorySettings(),
        )
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url = request.getfixturevalue(name)
    upgrade(url)
    database = Database.open(url)
    yield Stores(
        SqlLearners(database),
        SqlSeenEvents(database),
        SqlFeedback(database),
        SqlMissedQuestions(database),
        SqlSettings(database),
    )
    await database.close()
