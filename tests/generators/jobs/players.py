"""Worker processes that a test starts, kills and stops, and what they did."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from generators.engine import Job, JobEngine, Status
from generators.jobs_database import make_engine, translated, workers
from tests.generators.jobs.processes import Process, Processes

PATIENCE_S = 3.0
ENDED = {"done", "failed", "cancelled"}


class Players:
    """Workers on one database and one folder."""

    def __init__(self, folder: Path, url: str, processes: Processes) -> None:
        self._folder, self._url, self._processes = folder, url, processes
        module = "tests.generators.jobs.playing"
        self._command = (module, str(folder), url, str(PATIENCE_S))

    def start(self) -> Process:
        """Start a worker; it takes about a second until it claims jobs."""
        return self._processes.start(*self._command)

    def load(self) -> None:
        """Let the next one start sooner."""
        self._processes.load(*self._command)

    async def freeze(self, worker: Process) -> None:
        """Stop it where it stands; but not while it writes to a file of SQLite's, which nobody else could then."""

        async def stands_still() -> bool:
            worker.send_signal(signal.SIGSTOP)
            if not self._url.startswith("sqlite") or _can_be_written(self._url):
                return True
            worker.send_signal(signal.SIGCONT)
            return False

        await until(stands_still)

    def release(self) -> None:
        """Let those jobs end that wait for it."""
        (self._folder / "released").touch()

    async def until_begun(self, *names: str, times: int = 1) -> float:
        """Wait until jobs are being made, for the first time or again; how many seconds it took."""

        async def have_begun() -> bool:
            runs = self.runs()
            return all(runs[f"begin {name}"] >= times for name in names)

        return await until(have_begun)

    async def until_ends(self, count: int) -> None:
        """Wait until so many runs came to their end in all."""

        async def are_there() -> bool:
            return self.ends() >= count

        await until(are_there)

    async def until_known(self, count: int) -> None:
        """Wait until so many workers have shown a sign of life."""
        engine = make_engine(self._url)

        async def are_there() -> bool:
            with translated(engine).begin() as connection:
                return len(connection.execute(select(workers.c.name)).all()) >= count

        await until(are_there)
        engine.dispose()

    def ends(self) -> int:
        """How many runs came to their end."""
        return sum(count for line, count in self.runs().items() if line.startswith("end"))

    def runs(self) -> Counter[str]:
        """How often each job was begun, and ended."""
        file = self._folder / "runs"
        return Counter(file.read_text().splitlines() if file.exists() else [])


def sleep(name: str, s: float = 0.05, owner: str = "", community: str = "here") -> Job:
    """A job that takes so long; by an owner of its own unless one is named."""
    return Job("sleep", {"name": name, "s": s}, owner or f"owner of {name}", community, name)


def wait(name: str) -> Job:
    """A job that ends once the test says so."""
    return Job("wait", {"name": name}, f"owner of {name}", "here", name)


async def until(true: Callable[[], Awaitable[bool]], limit_s: float = 90) -> float:
    """Wait for it; how long it took. A machine that is busy with other things gets its time."""
    clock = asyncio.get_running_loop().time
    began_s = clock()
    async with asyncio.timeout(limit_s):
        while not await true():  # noqa: ASYNC110  another process does it
            await asyncio.sleep(0.02)
    return clock() - began_s


async def until_state(jobs: JobEngine, job: str, *states: str, limit_s: float = 90) -> float:
    """Wait until a job is in one of these states."""

    async def is_there() -> bool:
        return (await jobs.status([job]))[job].state in states

    return await until(is_there, limit_s)


async def until_ended(jobs: JobEngine, ids: Sequence[str], limit_s: float = 120) -> list[Status]:
    """Wait until every one of these jobs has ended."""
    found: dict[str, Status] = {}

    async def are_there() -> bool:
        found.update(await jobs.status(ids))
        return len(found) == len(ids) and all(each.state in ENDED for each in found.values())

    await until(are_there, limit_s)
    return list(found.values())


def _can_be_written(url: str) -> bool:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0)) as file:
        try:
            file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True
