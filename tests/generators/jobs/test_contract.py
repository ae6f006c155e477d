"""The contract of the job engine while no worker is up: the one in memory, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from generators.dbos_engine import DbosJobs
from generators.engine import JobEngine, JobError, NoSuchJobError, PersonalJobs, TooManyJobsError
from tests.fakes import MemoryEngine
from tests.generators.jobs.conftest import address
from tests.generators.jobs.players import sleep


class Jobs(JobEngine, PersonalJobs, Protocol):
    """Both ports."""


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def jobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Jobs]:
    if request.param == "memory":
        yield MemoryEngine(worker_up=False)
        return
    with address(request, tmp_path) as url:
        engine = DbosJobs(url)
        yield engine
        await engine.close()


async def test_a_job_waits_until_a_worker_is_there(jobs: Jobs) -> None:
    status = await jobs.enqueue(replace(sleep("a"), reply_to={"channel": "7"}))

    assert (status.state, status.worker_up, status.wait_s) == ("waiting", False, None)
    assert status.job.reply_to == {"channel": "7"}


async def test_the_same_wish_twice_is_one_job(jobs: Jobs) -> None:
    await jobs.enqueue(sleep("a", s=1))
    again = await jobs.enqueue(sleep("a", s=2))

    assert again.job.options["s"] == 1
    assert len(await jobs.list_unfinished()) == 1


async def test_many_who_ask_at_once_all_get_a_place(jobs: Jobs) -> None:
    await asyncio.gather(*(jobs.enqueue(sleep(f"{i}")) for i in range(20)))

    assert sorted(each.ahead for each in await jobs.list_unfinished()) == list(range(20))


async def test_interactive_jobs_are_ahead_of_training(jobs: Jobs) -> None:
    await jobs.enqueue(replace(sleep("slow"), priority="training"))
    await jobs.enqueue(sleep("quick"))

    found = await jobs.status(["slow", "quick"])

    assert {name: each.ahead for name, each in found.items()} == {"quick": 0, "slow": 1}


async def test_a_person_has_five_jobs_at_most(jobs: Jobs) -> None:
    wishes = [sleep(f"{i}", owner="ana") for i in range(8)]
    told = await asyncio.gather(*map(jobs.enqueue, wishes), return_exceptions=True)

    refused = [each for each in told if isinstance(each, TooManyJobsError)]
    assert len(refused) == 3
    assert "5 jobs" in str(refused[0])
    assert len(await jobs.list_unfinished()) == 5
    await jobs.enqueue(sleep("other", owner="bob"))


async def test_daily_jobs_take_nobodys_place(jobs: Jobs) -> None:
    for number in range(8):
        await jobs.enqueue(replace(sleep(f"{number}", owner="ana"), priority="daily"))

    assert (await jobs.enqueue(sleep("own", owner="ana"))).state == "waiting"


async def test_what_is_not_done_has_no_result_and_no_progress(jobs: Jobs) -> None:
    await jobs.enqueue(sleep("a"))

    assert await jobs.progress("a") is None
    with pytest.raises(JobError, match="not done yet"):
        await jobs.result("a")


async def test_only_its_owner_cancels_a_job(jobs: Jobs) -> None:
    await jobs.enqueue(sleep("a", owner="ana"))

    assert not await jobs.cancel("a", "bob")
    assert await jobs.cancel("a", "ana")
    assert not await jobs.cancel("a", "ana")
    assert (await jobs.status(["a"]))["a"].state == "cancelled"


async def test_a_settled_job_is_not_listed_any_more(jobs: Jobs) -> None:
    await jobs.enqueue(sleep("a", owner="ana"))
    await jobs.enqueue(sleep("b"))
    await jobs.cancel("a", "ana")
    assert [each.id for each in await jobs.list_unfinished()] == ["a", "b"]

    await jobs.settle("a")

    assert [each.id for each in await jobs.list_unfinished()] == ["b"]


async def test_the_newest_jobs_of_a_person_are_listed_whatever_became_of_them(jobs: Jobs) -> None:
    for name in "abc":
        await jobs.enqueue(sleep(name, owner="ana"))
    await jobs.enqueue(sleep("d", owner="bob"))
    await jobs.cancel("c", "ana")

    assert [(each.id, each.state) for each in await jobs.newest("ana", 2)] == [
        ("c", "cancelled"),
        ("b", "waiting"),
    ]


async def test_a_person_can_be_forgotten(jobs: Jobs) -> None:
    await jobs.enqueue(sleep("a", owner="ana"))
    await jobs.enqueue(sleep("b", owner="bob"))

    assert [status.id for status, _ in await jobs.of("ana")] == ["a"]
    assert await jobs.forget("ana") == 1

    assert await jobs.of("ana") == []
    assert [each.id for each in await jobs.list_unfinished()] == ["b"]
    with pytest.raises(NoSuchJobError):
        await jobs.result("a")
