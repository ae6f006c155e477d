"""Who may run when: workers on one database, all in this process. One dies when it is forgotten."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from random import Random

import pytest
from sqlalchemy import Engine, update

from generators.dbos_engine import DbosJobs
from generators.engine import JobError
from generators.jobs_database import connect, make_engine, prepare, status, translated
from generators.tending import Tending
from generators.turns import RUNS, Turns
from tests.generators.jobs.players import sleep, until

KILLERS = {"1", "4", "7"}


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    client = connect(engine)
    prepare(engine, client)
    yield engine
    client.destroy()
    engine.dispose()


class Host:
    """A worker; what runs in it runs until it is let end."""

    def __init__(self, engine: Engine, name: str = "one") -> None:
        self._engine, self._name = translated(engine), name
        tending = Tending(engine, name, 30, lambda: 0.0)
        tending.clear(name)
        self._turns = Turns(tending)
        self.running: set[str] = set()
        self.given_up: set[str] = set()
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def claim(self, job: str, owner: str = "") -> None:
        """What DBOS does with a job that waits."""
        self._mark(job, status="PENDING", executor_id=self._name)
        self._tasks[job] = asyncio.create_task(self._run(job, owner or f"owner of {job}"))

    async def end(self, job: str) -> None:
        """Let a job come to its end."""
        self._ends[job].set()
        await self._tasks[job]
        self._mark(job, status="SUCCESS")

    async def die(self) -> None:
        """As by `kill -9`: the database is told nothing."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def until_running(self, *jobs: str) -> None:
        async def are_running() -> bool:
            return set(jobs) <= self.running

        await until(are_running)

    async def _run(self, job: str, owner: str) -> None:
        self._ends[job] = asyncio.Event()
        try:
            async with self._turns.turn(job, owner):
                self.running.add(job)
                with suppress(asyncio.CancelledError):
                    await self._ends[job].wait()
                self.running.discard(job)
        except JobError:
            self.given_up.add(job)

    def _mark(self, job: str, **columns: str) -> None:
        with self._engine.begin() as connection:
            mine = update(status).where(status.c.workflow_uuid == job)
            connection.execute(mine.values(**columns))


async def test_a_person_has_two_jobs_running_in_all_workers_together(
    jobs: DbosJobs, engine: Engine
) -> None:
    for name in "abc":
        await jobs.enqueue(sleep(name, owner="ana"))
    await jobs.enqueue(sleep("d"))
    one, two = Host(engine, "one"), Host(engine, "two")
    one.claim("a", "ana")
    one.claim("b", "ana")
    await one.until_running("a", "b")

    two.claim("c", "ana")
    two.claim("d")
    await two.until_running("d")
    assert two.running == {"d"}

    await one.end("a")
    await two.until_running("c")
    for host, name in ((one, "b"), (two, "c"), (two, "d")):
        await host.end(name)


async def test_what_a_dead_worker_ran_takes_nobodys_place(jobs: DbosJobs, engine: Engine) -> None:
    for name in "abc":
        await jobs.enqueue(sleep(name, owner="ana"))
    dead = Host(engine)
    dead.claim("a", "ana")
    dead.claim("b", "ana")
    await dead.until_running("a", "b")
    await dead.die()

    host = Host(engine)
    host.claim("c", "ana")
    await host.until_running("c")

    host.claim("a", "ana")
    await host.until_running("a")
    await host.die()


@pytest.mark.parametrize("seed", range(3))
async def test_a_job_is_given_up_only_when_it_kills_its_worker_itself(
    jobs: DbosJobs, engine: Engine, seed: int
) -> None:
    rng, left = Random(seed), {f"{number}" for number in range(9)}
    for name in left:
        await jobs.enqueue(sleep(name))
    deaths: Counter[str] = Counter()
    given_up: set[str] = set()

    while left:
        host = Host(engine)
        for name in rng.sample(sorted(left), len(left)):
            host.claim(name)
        if killer := await killed_by(host, left, rng):
            deaths[killer] += 1
            assert deaths[killer] < RUNS or host.running == {killer}
            await host.die()
        given_up |= host.given_up

    assert given_up == KILLERS
    assert max(deaths.values()) <= RUNS


async def killed_by(host: Host, left: set[str], rng: Random) -> str | None:
    """Let one running job after another end, until it is a killer's turn or nothing is left."""

    async def has_come_to_something() -> bool:
        return bool(host.running or host.given_up & left)

    while left:
        await until(has_come_to_something)
        left -= host.given_up
        if host.running:
            name = rng.choice(sorted(host.running))
            if name in KILLERS:
                return name
            await host.end(name)
            left.discard(name)
    return None
