"""The contract of the job engine, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from generators.dbos_engine import DbosJobs
from generators.engine import Job, JobError, NoSuchJobError, TooManyJobsError
from tests.generators.jobs.players import Players, sleep, until, until_ended

Served = tuple[DbosJobs, Players]


async def test_a_job_waits_until_a_worker_is_there(jobs: DbosJobs) -> None:
    status = await jobs.enqueue(replace(sleep("a"), reply_to={"channel": "7"}))

    assert (status.state, status.worker_up, status.wait_s) == ("waiting", False, None)
    assert status.job.reply_to == {"channel": "7"}


async def test_the_tables_are_made_when_no_worker_ever_was(tmp_path: Path) -> None:
    jobs = DbosJobs(f"sqlite:///{tmp_path}/new/jobs.db")

    assert await jobs.status(["a"]) == {}
    assert (await jobs.enqueue(sleep("a"))).state == "waiting"
    await jobs.close()


async def test_the_same_wish_twice_is_one_job(jobs: DbosJobs) -> None:
    await jobs.enqueue(sleep("a", s=1))
    again = await jobs.enqueue(sleep("a", s=2))

    assert again.job.options["s"] == 1
    assert len(await jobs.list_unfinished()) == 1


async def test_many_who_ask_at_once_all_get_a_place(jobs: DbosJobs) -> None:
    await asyncio.gather(*(jobs.enqueue(sleep(f"{i}")) for i in range(20)))

    assert sorted(each.ahead for each in await jobs.list_unfinished()) == list(range(20))


async def test_interactive_jobs_are_ahead_of_training(jobs: DbosJobs) -> None:
    await jobs.enqueue(replace(sleep("slow"), priority="training"))
    await jobs.enqueue(sleep("quick"))

    found = await jobs.status(["slow", "quick"])

    assert {name: each.ahead for name, each in found.items()} == {"quick": 0, "slow": 1}


async def test_a_person_has_five_jobs_at_most(jobs: DbosJobs) -> None:
    wishes = [sleep(f"{i}", owner="ana") for i in range(8)]
    told = await asyncio.gather(*map(jobs.enqueue, wishes), return_exceptions=True)

    refused = [each for each in told if isinstance(each, TooManyJobsError)]
    assert len(refused) == 3
    assert "5 jobs" in str(refused[0])
    assert len(await jobs.list_unfinished()) == 5
    await jobs.enqueue(sleep("other", owner="bob"))


async def test_only_its_owner_cancels_a_job(jobs: DbosJobs) -> None:
    await jobs.enqueue(sleep("a", owner="ana"))

    assert not await jobs.cancel("a", "bob")
    assert await jobs.cancel("a", "ana")
    assert not await jobs.cancel("a", "ana")
    assert (await jobs.status(["a"]))["a"].state == "cancelled"


async def test_a_settled_job_is_not_listed_any_more(jobs: DbosJobs) -> None:
    await jobs.enqueue(sleep("a", owner="ana"))
    await jobs.enqueue(sleep("b"))
    await jobs.cancel("a", "ana")
    assert [each.id for each in await jobs.list_unfinished()] == ["a", "b"]

    await jobs.settle("a")

    assert [each.id for each in await jobs.list_unfinished()] == ["b"]


async def test_a_person_can_be_forgotten(jobs: DbosJobs) -> None:
    await jobs.enqueue(sleep("a", owner="ana"))
    await jobs.enqueue(sleep("b", owner="bob"))

    assert [status.id for status, _ in await jobs.of("ana")] == ["a"]
    assert await jobs.forget("ana") == 1

    assert await jobs.of("ana") == []
    assert [each.id for each in await jobs.list_unfinished()] == ["b"]
    with pytest.raises(NoSuchJobError):
        await jobs.result("a")


async def test_a_worker_makes_what_was_asked_for(served: Served) -> None:
    jobs, _ = served
    await jobs.enqueue(sleep("a", s=1.5))
    seen: list[float] = []

    async def has_ended() -> bool:
        shown = await jobs.progress("a")
        seen.extend([shown.share] if shown and shown.share not in seen else [])
        return (await jobs.status(["a"]))["a"].state == "done"

    await until(has_ended)

    result = await jobs.result("a")
    assert (result.text, result.settings) == ("a slept", {"name": "a", "s": 1.5})
    assert seen == sorted(seen)
    assert 2 <= len(seen) <= 4  # two a second
    assert (await jobs.enqueue(sleep("next"))).worker_up


async def test_a_failed_job_says_why(served: Served) -> None:
    jobs, _ = served
    for kind in ("refuse", "break", "fill", "sing"):
        await jobs.enqueue(Job(kind, {}, "ben", "here", kind))

    ended = await until_ended(jobs, ["refuse", "break", "fill", "sing"])

    assert {each.state for each in ended} == {"failed"}
    with pytest.raises(JobError, match="Please ask for less"):
        await jobs.result("refuse")
    with pytest.raises(JobError, match="Something broke on our side") as broken:
        await jobs.result("break")
    assert "secret" not in str(broken.value)
    with pytest.raises(JobError, match="could not be kept: No space left"):
        await jobs.result("fill")
    with pytest.raises(JobError, match="cannot make sing"):
        await jobs.result("sing")


async def test_a_running_job_can_be_cancelled(served: Served) -> None:
    jobs, workers = served
    await jobs.enqueue(sleep("long", s=60, owner="cleo"))
    await workers.until_begun("long")

    assert await jobs.cancel("long", "cleo")

    with pytest.raises(JobError, match="was cancelled"):
        await jobs.result("long")


async def test_two_jobs_of_one_person_run_at_a_time(served: Served) -> None:
    jobs, workers = served
    names = ["one", "two", "three"]
    for name in names:
        await jobs.enqueue(sleep(name, s=1, owner="dora"))

    await until_ended(jobs, names)

    lines = [line.split() for line in workers.runs()]
    assert [what for what, name in lines if name in names][:3] == ["begin", "begin", "end"]
