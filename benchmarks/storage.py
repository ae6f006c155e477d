"""Transactions per second through Database against plain sqlite3, with 32 callers in one event loop.

    python -m benchmarks.storage

A transaction records an answer, adds one to its learner's count and reads the count back. The baseline does the same
three statements with the same pragmas on one connection, in one thread behind the same `Threads`. The sides take turns
in one process, each beginning on empty tables. On a busy machine the ratio of CPU time is the steadier one; that of
PostgreSQL leaves out its server. PostgreSQL, where there is one, is that of
the tests: on loopback, SERIALIZABLE, without fsync.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, bindparam, select

from bot.storage.database import Database
from bot.storage.engine import PRAGMAS, make_engine
from bot.storage.threads import Threads
from tests import postgres

CALLERS, TURNS = 32, 9
TRANSACTIONS = 60
"""Of each caller in each turn."""

Transact = Callable[[int], Awaitable[int]]
"""A learner's id to their count after one more answer."""


class Figure(NamedTuple):
    """What one turn showed."""

    per_s: float
    """Transactions per second."""
    cpu_us: float
    """CPU time of this process per transaction, in microseconds."""


Measure = Callable[[], Awaitable[Figure]]
"""One turn."""

metadata = MetaData()
learner = Table("learner", metadata, Column("id", Integer, primary_key=True), Column("n", Integer))
answer = Table(
    "answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("learner_id", Integer, index=True),
    Column("given", Text),
)
_WHO = learner.c.id == bindparam("who")
RECORD = answer.insert().inline()
COUNT = learner.update().where(_WHO).values(n=learner.c.n + 1)
READ = select(learner.c.n).where(_WHO)


def main() -> None:
    """Print the table."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        sides: dict[str, Measure] = {
            "sqlite3": partial(plain, Path(folder) / "plain.db"),
            "Database on SQLite": partial(ours, f"sqlite:///{folder}/ours.db"),
        }
        if programs := postgres.find_programs():
            server = stack.enter_context(postgres.server(programs))
            sides["Database on PostgreSQL"] = partial(ours, server)
        report(asyncio.run(in_turns(sides)))


async def in_turns(sides: Mapping[str, Measure]) -> dict[str, list[Figure]]:
    """Transactions per second of every side in every turn, after one turn that does not count."""
    figures: dict[str, list[Figure]] = {name: [] for name in sides}
    for turn in range(TURNS + 1):
        for name, side in sides.items():
            figure = await side()
            figures[name] += [figure] if turn else []
    return figures


def report(figures: Mapping[str, list[Figure]]) -> None:
    """Print medians over the turns, and the medians of the ratios to the first side in the same turn."""
    baseline = next(iter(figures.values()))
    print(f"{'':<24}{'tx/s':>8}{'ratio':>8}{'CPU µs/tx':>12}{'ratio':>8}")
    for name, turns in figures.items():
        pairs = list(zip(turns, baseline, strict=True))
        per_s, cpu_us = median(turn.per_s for turn in turns), median(turn.cpu_us for turn in turns)
        faster = median(turn.per_s / other.per_s for turn, other in pairs)
        leaner = median(other.cpu_us / turn.cpu_us for turn, other in pairs)
        print(f"{name:<24}{per_s:>8,.0f}{faster:>8.2f}{cpu_us:>12.0f}{leaner:>8.2f}")


async def load(transact: Transact) -> Figure:
    """Let all callers work at once."""

    async def call(who: int) -> None:
        for _ in range(TRANSACTIONS):
            await transact(who)

    started, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*map(call, range(CALLERS)))
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    if await transact(0) != TRANSACTIONS + 1:
        raise AssertionError("a count was lost")
    count = CALLERS * TRANSACTIONS
    return Figure(count / took, 1e6 * cpu / count)


async def plain(file: Path) -> Figure:
    """What one would write without SQLAlchemy."""
    prepare(f"sqlite:///{file}")
    with closing(
        sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    ) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        threads = Threads(1, "plain")
        figure = await load(lambda who: threads.call(partial(by_hand, connection, who)))
        threads.close()
    return figure


def by_hand(connection: sqlite3.Connection, who: int) -> int:
    """One transaction in plain SQL."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("INSERT INTO answer (learner_id, given) VALUES (?, ?)", (who, "A"))
        connection.execute("UPDATE learner SET n = n + 1 WHERE id = ?", (who,))
        count: int = connection.execute("SELECT n FROM learner WHERE id = ?", (who,)).fetchone()[0]
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return count


async def ours(url: str) -> Figure:
    """The product's way."""
    prepare(url)
    database = Database.open(url)
    figure = await load(lambda who: database.run(partial(by_statements, who)))
    await database.close()
    return figure


def by_statements(who: int, connection: Connection) -> int:
    """The same transaction as a store does it."""
    connection.execute(RECORD, {"learner_id": who, "given": "A"})
    connection.execute(COUNT, {"who": who})
    count: int = connection.execute(READ, {"who": who}).scalar_one()
    return count


def prepare(url: str) -> None:
    """Empty tables with a row for each learner."""
    engine = make_engine(url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        connection.execute(learner.insert(), [{"id": who, "n": 0} for who in range(CALLERS)])
    engine.dispose()


if __name__ == "__main__":
    main()
