"""Who is taken for lost, by a clock that the test turns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, update

from generators.dbos_engine import DbosJobs
from generators.jobs_database import connect as client_of
from generators.jobs_database import make_engine, prepare, status, translated
from generators.tending import Tending
from generators.worker import USUAL
from tests.generators.jobs.players import sleep


class Clock:
    """Shows the seconds that it was turned on."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    client = client_of(engine)
    prepare(engine, client)
    yield engine
    client.destroy()
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def held_by(jobs: DbosJobs, engine: Engine, name: str) -> None:
    """A job that this worker claimed."""
    await jobs.enqueue(sleep("a"))
    with translated(engine).begin() as connection:
        mine = update(status).where(status.c.workflow_uuid == "a")
        connection.execute(
            mine.values(status="PENDING", executor_id=name, application_version="jobs-1")
        )


async def test_a_silent_worker_is_lost_once_our_patience_is_at_its_end(
    jobs: DbosJobs, engine: Engine, clock: Clock
) -> None:
    await held_by(jobs, engine, "other")
    ours = Tending(engine, "ours", 30, clock)

    seen = []
    for clock.s in (0, 10, 20, 29, 30):
        seen.append(ours.lost())

    assert seen == [[], [], [], [], ["other"]]


async def test_a_worker_that_never_comes_back_is_lost_within_45_seconds_as_times_usually_are(
    jobs: DbosJobs, engine: Engine, clock: Clock
) -> None:
    await held_by(jobs, engine, "other")
    other = Tending(engine, "other", USUAL.patience_s, clock)
    ours = Tending(engine, "ours", USUAL.patience_s, clock)
    apart_s = USUAL.patience_s / 6
    other.beat({})
    ours.lost()
    clock.s += 0.01
    other.beat({})  # the last time, just after we looked

    while not ours.lost():
        clock.s += apart_s

    assert clock.s <= 45


async def test_a_beating_worker_is_not_lost(jobs: DbosJobs, engine: Engine, clock: Clock) -> None:
    await held_by(jobs, engine, "other")
    ours, other = Tending(engine, "ours", 30, clock), Tending(engine, "other", 30, clock)

    for clock.s in (0, 10, 20, 30, 40):
        other.beat({})
        assert ours.lost() == []


async def test_who_could_not_look_takes_nobody_for_lost(
    jobs: DbosJobs, engine: Engine, clock: Clock
) -> None:
    await held_by(jobs, engine, "other")
    ours = Tending(engine, "ours", 30, clock)
    ours.lost()

    clock.s = 100  # the database was away, or this machine slept

    assert ours.lost() == []


async def test_the_wait_is_told_by_what_workers_have_measured(
    jobs: DbosJobs, engine: Engine, clock: Clock
) -> None:
    Tending(engine, "ours", 30, clock).beat({"sleep": 2.0})

    waits = [(await jobs.enqueue(sleep(f"{i}"))).wait_s for i in range(18)]

    assert waits[0] == 2.0
    assert waits[-1] == 4.0  # sixteen of a community run at a time


async def test_what_is_handed_back_counts_as_not_begun(
    jobs: DbosJobs, engine: Engine, clock: Clock
) -> None:
    await held_by(jobs, engine, "ours")
    ours = Tending(engine, "ours", 30, clock)
    ours.begin("a")
    assert ours.place("a", "owner of a") == 1

    assert ours.hand_back({"a"}) == 1

    assert ours.place("a", "owner of a") == 0
    assert (await jobs.status(["a"]))["a"].state == "waiting"
