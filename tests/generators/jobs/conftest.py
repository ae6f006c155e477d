"""A database of jobs of each kind, and workers on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from generators.dbos_engine import DbosJobs
from generators.jobs_database import connect, make_engine, prepare
from tests.generators.jobs.players import Players
from tests.postgres import database, server_or_skip


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
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/jobs.db"
        return
    server = request.getfixturevalue("postgres")
    with database(server, f"jobs_{uuid4().hex[:12]}", "prepared") as address:
        yield address


@pytest.fixture
async def jobs(url: str) -> AsyncIterator[DbosJobs]:
    engine = DbosJobs(url)
    yield engine
    await engine.close()


@pytest.fixture
def players(tmp_path: Path, url: str) -> Iterator[Players]:
    with Players(tmp_path, url) as workers:
        yield workers
