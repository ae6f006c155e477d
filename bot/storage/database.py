"""Runs work on the database, one transaction each, away from the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.exc import DBAPIError

from bot.storage.engine import make_engine, read_url
from bot.storage.errors import DatabaseAwayError, unusable
from bot.storage.threads import Threads

T = TypeVar("T")

_CONNECTIONS = 8
"""To PostgreSQL. SQLite has one writer at a time whatever we do, so it gets one thread."""
_CONFLICTS = {"40001", "40P01"}
"""SQLSTATE of serialization_failure and deadlock_detected: begin again (PostgreSQL manual, 13.5)."""
_HASTY, _PATIENT = 3, 50
"""Attempts side by side with others of this process, then those in turn."""


class Database:
    """The one way to the database: `await database.run(work)`."""

    def __init__(self, engine: Engine, threads: int) -> None:
        self._engine = engine
        self._threads = Threads(threads, "database")
        self._of_thread = threading.local()
        self._connections: list[Connection] = []
        self._in_turn = threading.Lock()

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a database that `upgrade(url)` has prepared; it connects with the first work.

        Raises DatabaseUnusableError: the address makes no sense, or the file cannot be made.
        """
        threads = 1 if read_url(url).get_backend_name() == "sqlite" else _CONNECTIONS
        return cls(make_engine(url, threads), threads)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Carry out `work` in one transaction, as if alone, and return what it returns once that is committed.

        What it raises undoes all it did. It may be begun anew after a conflict, so it has no other effects. A caller
        that is cancelled does not stop it: the transaction is carried out all the same.

        Raises DatabaseAwayError: the database cannot be reached. If it went away just now, while committing, the work
        may have been done; what must not be done twice names its row by a key.
        """
        return await self._threads.call(partial(self._carry_out, work))

    async def execute(self, statement: Executable, values: Mapping[str, object]) -> None:
        """Carry out one statement that returns nothing, in a transaction of its own, as `run` does."""

        def work(connection: Connection) -> None:
            connection.execute(statement, values)

        await self.run(work)

    async def close(self) -> None:
        """Finish the work handed over until now, then close every connection."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._threads.close()
        for connection in self._connections:
            connection.close()
        self._engine.dispose()

    def _carry_out(self, work: Callable[[Connection], T]) -> T:
        try:
            return self._settle(work)
        except DBAPIError as error:
            reason = unusable(error, self._engine.url)
            if reason is None:
                raise
            reason.__cause__ = error
            raise DatabaseAwayError from reason

    def _settle(self, work: Callable[[Connection], T]) -> T:
        """Begin again as long as it is worth it; after a few times in turn, so that none of ours starves another."""
        attempt = 1
        while True:
            with self._in_turn if attempt > _HASTY else nullcontext():
                try:
                    return self._transact(work)
                except _CameToNothingError as error:
                    if attempt == _HASTY + _PATIENT:
                        raise error.reason from None
            attempt += 1

    def _transact(self, work: Callable[[Connection], T]) -> T:
        connection = self._connection()
        committing = False
        try:
            result = work(connection)
            committing = True
            connection.commit()
        except BaseException as error:
            connection.rollback()
            if isinstance(error, DBAPIError) and _came_to_nothing(error, committing):
                raise _CameToNothingError(error) from error
            raise
        return result

    def _connection(self) -> Connection:
        """This thread's own; to take one from the pool each time costs as much as two statements."""
        connection: Connection | None = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = self._of_thread.connection = self._engine.connect()
            self._connections.append(connection)
        return connection


class _CameToNothingError(Exception):
    """The transaction surely did nothing, and may go better from the beginning."""

    def __init__(self, reason: DBAPIError) -> None:
        self.reason = reason


def _came_to_nothing(error: DBAPIError, committing: bool) -> bool:
    """After a conflict, or when the connection was lost before the commit; the next use makes a new one."""
    lost = error.connection_invalidated and not committing
    return lost or getattr(error.orig, "sqlstate", None) in _CONFLICTS
