"""What a worker makes of jobs, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.dbos_engine import DbosJobs
from generators.engine import Job, JobError
from tests.generators.jobs.players import Players, sleep, until, until_ended

Served = tuple[DbosJobs, Players]


async def test_the_tables_are_made_when_no_worker_ever_was(tmp_path: Path) -> None:
    jobs = DbosJobs(f"sqlite:///{tmp_path}/new/jobs.db")

    assert await jobs.status(["a"]) == {}
    assert (await jobs.enqueue(sleep("a"))).state == "waiting"
    await jobs.close()


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
