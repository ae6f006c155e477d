"""What happens while the database of jobs is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from generators.dbos_engine import DbosJobs
from generators.engine import JobsAwayError
from tests.generators.jobs.players import Players, sleep, until_ended
from tests.generators.jobs.processes import Processes
from tests.generators.jobs.wire import Wire

AWAY_S = 2


@pytest.fixture
async def wire(url: str) -> AsyncIterator[Wire]:
    async with Wire(url) as one:
        yield one


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_nothing_is_lost_while_the_database_is_away(wire: Wire, tmp_path: Path) -> None:
    jobs = DbosJobs(wire.url)
    before = [sleep(f"{i}", s=2, owner=f"{i}") for i in range(6)]
    with Processes(tmp_path) as processes:
        players = Players(tmp_path, wire.url, processes)
        players.start()
        for job in before:
            await jobs.enqueue(job)
        await players.until_begun(*(job.key for job in before))

        await wire.cut()
        with pytest.raises(JobsAwayError, match="Nothing is lost"):
            await jobs.enqueue(sleep("meanwhile"))
        await asyncio.sleep(AWAY_S)
        await wire.mend()
        await jobs.enqueue(sleep("afterwards"))

        ended = await until_ended(jobs, [*(job.key for job in before), "afterwards"])

        assert {each.state for each in ended} == {"done"}
        assert all(players.runs()[f"end {job.key}"] == 1 for job in before)
    await jobs.close()
