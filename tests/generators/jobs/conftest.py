"""A database of jobs of each kind, and workers on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from generators.dbos_engine import DbosJobs
from generators.jobs_database import connect, make_engine, prepare
from tests.generators.jobs.chats import Chats
from tests.generators.jobs.players import Players
from tests.generators.jobs.processes import Processes
from tests.postgres import database, server_or_skip

Figure = Callable[[str, float], None]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server; its database `prepared` has every table of the jobs."""
    for server in server_or_skip():
        with database(server, "prepared") as url:
            engine = make_engine(url)
            client = connect(engine)
            prepare(engine, client)
            client.destroy()
            engine.dispose()
            yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of jobs."""
    with address(request, tmp_path) as made:
        yield made


@pytest.fixture
async def jobs(url: str) -> AsyncIterator[DbosJobs]:
    engine = DbosJobs(url)
    yield engine
    await engine.close()


@pytest.fixture
def figure(capsys: pytest.CaptureFixture[str], url: str) -> Figure:
    """Prints how long something took, also in a test that passes."""

    def show(what: str, seconds: float) -> None:
        with capsys.disabled():
            print(f"\n{url.split(':')[0]}: {what}: {seconds:.1f} s")  # noqa: T201

    return show


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    with Processes(tmp_path) as started:
        yield started


@pytest.fixture
def players(tmp_path: Path, url: str, processes: Processes) -> Players:
    return Players(tmp_path, url, processes)


@pytest.fixture
def chats(tmp_path: Path, url: str, processes: Processes) -> Chats:
    return Chats(tmp_path, url, processes)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[DbosJobs, Players]]:
    """Jobs that one worker makes, for all tests of a module."""
    folder = tmp_path_factory.mktemp("served")
    with address(request, folder) as url, Processes(folder) as processes:
        workers = Players(folder, url, processes)
        workers.start()
        engine = DbosJobs(url)
        yield engine, workers
        asyncio.run(engine.close())


@contextmanager
def address(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of an empty database, of the kind that the parameter of the request names."""
    if request.param == "sqlite":
        yield f"sqlite:///{folder}/jobs.db"
        return
    server = request.getfixturevalue("postgres")
    with database(server, f"jobs_{uuid4().hex[:12]}", "prepared") as url:
        yield url
