"""Every store runs through the same tests: in memory, on SQLite, on PostgreSQL."""

from __future__ import annotations

import shutil
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
def other_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/other/restored.db"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/backprep.db"


@pytest.fixture(params=["sqlite", "postgres"])
def new_url(request: pytest.FixtureRequest) -> str:
    """A database without tables, of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "backprep.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres_server: str) -> Iterator[str]:
    with postgres.database(postgres_server, "migrated") as url:
        upgrade(url)
        yield "migrated"


@pytest.fixture
def migrated_sqlite_url(sqlite_url: str, migrated_file: Path) -> str:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    file.parent.mkdir()
    shutil.copy(migrated_file, file)
    return sqlite_url


@pytest.fixture
def migrated_postgres_url(postgres_server: str, migrated_database: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    with postgres.database(postgres_server, name, migrated_database) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """A database with its tables, of each kind."""
    return str(request.getfixturevalue(f"migrated_{request.param}_url"))


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database.open(url)
    yield database
    await database.close()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
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
    database = Database.open(request.getfixturevalue(f"migrated_{request.param}_url"))
    yield Stores(
        SqlLearners(database),
        SqlSeenEvents(database),
        SqlFeedback(database),
        SqlMissedQuestions(database),
        SqlSettings(database),
    )
    await database.close()
