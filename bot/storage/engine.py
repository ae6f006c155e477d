"""SQLAlchemy engines: one SQLite file, or a PostgreSQL server."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import PoolProxiedConnection

from bot.storage.errors import DatabaseUnusableError

PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers and other processes do not wait for the writer
    "PRAGMA synchronous = NORMAL",  # see make_engine
    "PRAGMA busy_timeout = 10000",  # milliseconds that another process, as a backup, may hold the file
    "PRAGMA foreign_keys = ON",
)
_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}
_FORMS = "sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"


def make_engine(url: str, connections: int = 1) -> Engine:
    """An engine that keeps up to `connections` connections; it connects when first used.

    SQLite: every transaction takes the write lock when it begins, so that none fails half way. A transaction that was
    acknowledged survives the end of the process, `kill -9` included; when the whole machine loses power the last few
    may be missing, and the file is sound all the same (sqlite.org/pragma.html#pragma_synchronous, NORMAL with WAL).

    PostgreSQL: every transaction is SERIALIZABLE, since the same work runs one at a time on SQLite and relies on it.

    Raises DatabaseUnusableError: no such kind of database, or its file cannot be made.
    """
    address = read_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    return create_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # what people wrote stays out of logs
        isolation_level="SERIALIZABLE",
    )


def read_url(url: str) -> URL:
    """A database's address with the driver we use; its errors never show the password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUnusableError(
            f"DATABASE_URL is no address of a database: {_FORMS}."
        ) from None
    driver = _DRIVERS.get(address.get_backend_name())
    if driver is None:
        raise DatabaseUnusableError(f"DATABASE_URL names a database we do not know: {_FORMS}.")
    if "@" in (address.host or ""):
        raise DatabaseUnusableError(
            "DATABASE_URL has an @ in its user name or password: write it as %40."
        )
    address = address.set(drivername=driver)
    if driver.startswith("postgresql"):
        return address.update_query_dict(_query(address))
    if not address.database or address.database == ":memory:":
        raise DatabaseUnusableError("DATABASE_URL names no file: sqlite:///PATH.")
    return address


def _query(address: URL) -> dict[str, str]:
    """A server that is gone is noticed within seconds, also when its machine vanished without a word."""
    defaults = {
        "connect_timeout": "5",
        "keepalives_idle": "10",
        "tcp_user_timeout": "10000",
        "application_name": "backprep",
    }
    return {name: value for name, value in defaults.items() if name not in address.query}


def _sqlite(address: URL) -> Engine:
    file = Path(str(address.database))
    _make_private(file)
    engine = create_engine(address, pool_size=1, max_overflow=0, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    # A listener to the engine's "begin" would do as well, but slows down every statement.
    engine.dialect.do_begin = _begin_immediate  # type: ignore[method-assign]
    return engine


def _make_private(file: Path) -> None:
    """Make the file for its owner only; SQLite gives its -wal and -shm files the same rights."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        file.chmod(0o600)
    except OSError as error:
        raise DatabaseUnusableError(
            f"The database {file} cannot be made or written: {error.strerror}."
            " Name another place with BACKPREP_DATA or DATABASE_URL."
        ) from error


def _set_up(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver's guess
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin_immediate(dbapi_connection: PoolProxiedConnection) -> None:
    dbapi_connection.cursor().execute("BEGIN IMMEDIATE")
