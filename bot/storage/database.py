"""Runs work on the database, one transaction each, away from the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
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

        Raises DatabaseAwayError: the database cannot be reached; it is then unknown whether the work was done.
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
        self._engine.dispose()

    def _carry_out(self, work: Callable[[Connection], T]) -> T:
        try:
            return self._settle(work)
        except DBAPIError as error:
            if reason := unusable(error, self._engine.url):
                reason.__cause__ = error
                raise DatabaseAwayError from reason
            raise

    def _settle(self, work: Callable[[Connection], T]) -> T:
        """Begin again after a conflict; after a few, in turn, so that works of ours cannot starve each other."""
        for _ in range(_HASTY):
            try:
                return self._transact(work)
            except DBAPIError as error:
                _let_pass(error)
        with self._in_turn:
            for _ in range(_PATIENT):
                try:
                    return self._transact(work)
                except DBAPIError as error:
                    _let_pass(error)
            return self._transact(work)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            result = work(connection)
            connection.commit()
            return result


def _let_pass(error: DBAPIError) -> None:
    """Raise what is no conflict with another transaction."""
    if getattr(error.orig, "sqlstate", None) not in _CONFLICTS:
        raise error
