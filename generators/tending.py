"""How workers look after each other and after the database: signs of life, jobs of the dead, old rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

from sqlalchemy import Connection, Engine, delete, func, select, update

from generators.engine import MOST_RUNNING
from generators.jobs_database import (
    VERSION,
    asked,
    lock_owner,
    now_ms,
    placed,
    status,
    translated,
    workers,
)

_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


class Tending:
    """One worker's view on all workers of a database."""

    def __init__(
        self, engine: Engine, name: str, patience_s: float, clock: Callable[[], float]
    ) -> None:
        """`clock` is monotonic, in seconds: other machines' clocks are not looked at."""
        self._engine, self._name = translated(engine), name
        self._patience_s, self._clock = patience_s, clock
        self._seen: dict[str, tuple[int, float]] = {}
        self._looked_s = clock()

    def beat(self, medians: Mapping[str, float]) -> None:
        """Show that this worker lives, and how long its jobs take: seconds by kind."""
        mine = workers.c.name == self._name
        with self._engine.begin() as connection:
            values = {"seen_ms": now_ms(connection), "medians": json.dumps(dict(medians))}
            alive = update(workers).where(mine).values(beat=workers.c.beat + 1, **values)
            if not connection.execute(alive).rowcount:
                connection.execute(workers.insert().values(name=self._name, beat=1, **values))

    def lost(self) -> list[str]:
        """Workers that hold jobs and have not shown a sign of life for as long as we are patient."""
        with self._engine.begin() as connection:
            holders = _holders(connection) - {self._name}
            rows = connection.execute(select(workers.c.name, workers.c.beat)).all()
        beats = {row.name: row.beat for row in rows}
        now_s = self._clock()
        if now_s - self._looked_s > self._patience_s / 2:
            self._seen.clear()  # we or the database were away: nobody could be seen
        self._looked_s = now_s
        for name in holders:
            beat = beats.get(name, 0)
            if self._seen.get(name, (-1, 0.0))[0] != beat:
                self._seen[name] = (beat, now_s)
        return sorted(name for name in holders if now_s - self._seen[name][1] >= self._patience_s)

    def place(self, job: str, owner: str) -> int | None:
        """How often a job was begun, once it may begin: None while its owner has their share in all workers."""
        running = (
            select(func.count())
            .select_from(placed)
            .join(asked, asked.c.id == placed.c.id)
            .join(status, status.c.workflow_uuid == placed.c.id)
            .where(asked.c.owner == owner, status.c.status == "PENDING", placed.c.id != job)
        )
        with self._engine.begin() as connection:
            lock_owner(connection, owner)
            connection.execute(delete(placed).where(placed.c.id == job))
            if connection.execute(running).scalar_one() >= MOST_RUNNING:
                return None
            connection.execute(placed.insert().values(id=job, worker=self._name))
            return connection.execute(select(asked.c.runs).where(asked.c.id == job)).scalar() or 0

    def clear(self, worker: str) -> None:
        """Note that a worker is dead, so that nothing runs in it."""
        with self._engine.begin() as connection:
            connection.execute(delete(placed).where(placed.c.worker == worker))

    def begin(self, job: str) -> None:
        """Count one more run, before anything can go wrong in it."""
        with self._engine.begin() as connection:
            begun = update(asked).where(asked.c.id == job)
            connection.execute(begun.values(runs=asked.c.runs + 1))

    def hand_back(self, begun: Collection[str]) -> int:
        """Let other workers have what this one holds, as if it had not begun with these; how many jobs."""
        held = (status.c.executor_id == self._name) & (status.c.status == "PENDING")
        again = update(status).where(held, status.c.application_version == VERSION)
        with self._engine.begin() as connection:
            connection.execute(delete(placed).where(placed.c.worker == self._name))
            unbegun = update(asked).where(asked.c.id.in_(begun), asked.c.runs > 0)
            connection.execute(unbegun.values(runs=asked.c.runs - 1))
            return connection.execute(
                again.values(
                    status="ENQUEUED",
                    owner_xid=None,
                    started_at_epoch_ms=None,
                    recovery_attempts=status.c.recovery_attempts - 1,
                )
            ).rowcount

    def leave(self) -> None:
        """Take this worker's name off, so that nobody waits for it."""
        with self._engine.begin() as connection:
            connection.execute(delete(workers).where(workers.c.name == self._name))

    def outdated(self, keep: timedelta) -> list[str]:
        """Jobs that ended longer ago; their own rows are removed here, DBOS's are left to DBOS."""
        with self._engine.begin() as connection:
            before = now_ms(connection) - round(keep.total_seconds() * 1000)
            old = select(status.c.workflow_uuid).where(
                status.c.status.in_(_ENDED), status.c.completed_at < before
            )
            ids = list(connection.execute(old).scalars())
            connection.execute(delete(asked).where(asked.c.id.in_(ids)))
            ended = select(status.c.workflow_uuid).where(status.c.status != "PENDING")
            connection.execute(delete(placed).where(placed.c.id.in_(ended)))
            connection.execute(delete(workers).where(workers.c.seen_ms < before))
        return ids


def _holders(connection: Connection) -> set[str]:
    held = select(status.c.executor_id).where(status.c.status == "PENDING").distinct()
    return {str(name) for name in connection.execute(held).scalars() if name}
