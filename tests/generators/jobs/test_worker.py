"""What jobs survive: killed, stopped and hanging workers.

What depends on the database runs on both kinds, the rest on the one where it is more likely.
"""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from dataclasses import replace

import pytest

from generators.dbos_engine import DbosJobs
from generators.engine import Job, JobError
from tests.generators.jobs.conftest import Figure
from tests.generators.jobs.players import Players, sleep, until_ended, until_state, wait
from tests.generators.jobs.processes import kill


async def test_a_job_whose_worker_is_killed_is_made_by_the_next(
    jobs: DbosJobs, players: Players, figure: Figure
) -> None:
    worker = players.start()
    players.load()
    await jobs.enqueue(sleep("a", s=3))
    await players.until_begun("a")

    kill(worker)
    players.start()
    figure("runs again after the start", await players.until_begun("a", times=2))

    assert (await until_ended(jobs, ["a"]))[0].state == "done"
    assert players.runs() == Counter({"begin a": 2, "end a": 1})


async def test_a_job_that_kills_its_worker_is_given_up(jobs: DbosJobs, players: Players) -> None:
    mates = [sleep(f"{i}", s=1) for i in range(4)]
    for job in (*mates, Job("die", {"name": "killer"}, "eve", "here", "killer")):
        await jobs.enqueue(job)

    for _ in range(3):
        killed = players.start()
        players.load()
        assert killed.wait(timeout=60) == -signal.SIGKILL
    players.start()
    await jobs.enqueue(sleep("next", s=0))
    ended = await until_ended(jobs, ["killer", "next", *(job.key for job in mates)])
    states = {each.id: each.state for each in ended}

    assert players.runs()["begin killer"] == 3
    assert (states["killer"], states["next"]) == ("failed", "done")
    assert Counter(states[job.key] for job in mates) == {"done": 4}
    with pytest.raises(JobError, match="died 3 times"):
        await jobs.result("killer")


async def test_a_stopped_worker_leaves_soon_and_loses_nothing(
    jobs: DbosJobs, players: Players
) -> None:
    wishes = [sleep(f"{i}", s=0.5 if i < 10 else 2, community=f"{i % 2}") for i in range(20)]
    worker = players.start()
    players.load()
    for job in wishes:
        await jobs.enqueue(job)
    await players.until_begun(*(job.key for job in wishes))

    worker.terminate()
    assert worker.wait(timeout=30) == 0
    players.start()
    ended = await until_ended(jobs, [job.key for job in wishes])

    assert {each.state for each in ended} == {"done"}
    assert all(players.runs()[f"end {job.key}"] == 1 for job in wishes)


async def test_the_jobs_of_a_worker_that_never_comes_back_are_taken_over(
    jobs: DbosJobs, players: Players
) -> None:
    lost = players.start()
    players.load()
    await jobs.enqueue(wait("a"))
    await players.until_begun("a")
    players.start()
    await players.until_known(2)

    kill(lost)
    await players.until_begun("a", times=2)
    players.release()

    assert (await until_ended(jobs, ["a"]))[0].state == "done"
    assert players.runs() == Counter({"begin a": 2, "end a": 1})


async def test_a_worker_that_wakes_up_too_late_changes_nothing(
    jobs: DbosJobs, players: Players
) -> None:
    asleep = players.start()
    players.load()
    await jobs.enqueue(wait("a"))
    await players.until_begun("a")
    await players.freeze(asleep)
    players.start()
    await players.until_begun("a", times=2)
    players.release()
    await until_ended(jobs, ["a"])
    before = await jobs.result("a")

    asleep.send_signal(signal.SIGCONT)
    await jobs.enqueue(sleep("b"))
    await until_ended(jobs, ["b"])

    assert await jobs.result("a") == before
    assert [each.state for each in await jobs.list_unfinished()] == ["done", "done"]


async def test_two_workers_make_each_job_once(jobs: DbosJobs, players: Players) -> None:
    wishes = [sleep(f"{i}", community=f"{i % 5}") for i in range(300)]
    players.load()
    await asyncio.gather(*map(jobs.enqueue, wishes))
    players.start()
    players.start()

    ended = await until_ended(jobs, [job.key for job in wishes])

    assert {each.state for each in ended} == {"done"}
    assert players.runs() == Counter(
        {f"{what} {i}": 1 for what in ("begin", "end") for i in range(300)}
    )


async def test_a_busy_community_does_not_keep_the_others_waiting(
    jobs: DbosJobs, players: Players, figure: Figure
) -> None:
    flood = [sleep(f"a{i}", s=2, community="a") for i in range(60)]
    await asyncio.gather(*map(jobs.enqueue, flood))
    players.start()
    await until_state(jobs, "a0", "running")

    few = [sleep(f"b{i}", community="b") for i in range(4)]
    await asyncio.gather(*map(jobs.enqueue, few))
    figure("B's jobs run after A's flood", await players.until_begun(*(job.key for job in few)))
    await until_ended(jobs, [job.key for job in few])

    found = await jobs.status([job.key for job in flood])
    assert Counter(each.state for each in found.values())["waiting"] >= 12


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_training_never_delays_a_picture(jobs: DbosJobs, players: Players) -> None:
    for i in range(6):
        await jobs.enqueue(replace(sleep(f"t{i}", s=3), priority="training"))
    players.start()
    await until_state(jobs, "t0", "running")

    await jobs.enqueue(sleep("picture"))
    await until_ended(jobs, ["picture"])

    found = await jobs.status([f"t{i}" for i in range(6)])
    assert "done" not in {each.state for each in found.values()}
