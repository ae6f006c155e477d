"""Brings a database's tables to what this version needs."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.storage.engine import make_engine
from bot.storage.errors import DatabaseUnusableError, place, unusable

_UPGRADING = 0x6261636B70726570
"""Key of PostgreSQL's advisory lock: "backprep" in ASCII."""
_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps what it works on in globals of its module."""


def upgrade(url: str) -> None:
    """Make or change the tables as needed; all of it or nothing. Blocks.

    Two processes may do it together: the second waits for the first, then finds nothing left to do.

    Raises DatabaseUnusableError: the database cannot be reached or written, or is of a newer version.
    """
    with connected(url) as connection:
        lock_tables(connection)
        migrate(connection)
        connection.commit()


@contextmanager
def connected(url: str, isolation: str = "READ COMMITTED") -> Iterator[Connection]:
    """A connection of its own for looking after the database; `isolation` is for PostgreSQL.

    Raises DatabaseUnusableError in the place of the driver's errors about the database.
    """
    engine = make_engine(url)
    try:
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level=isolation)
        with engine.connect() as connection:
            yield connection
    except (DBAPIError, sqlite3.Error) as error:
        if reason := unusable(error, engine.url):
            raise reason from error
        raise
    finally:
        engine.dispose()


def lock_tables(connection: Connection) -> None:
    """Wait until no other process changes tables; until the end of this transaction none begins to.

    On SQLite, the transaction itself is that lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to `revision` inside the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    try:
        with _ONE_AT_A_TIME:
            command.upgrade(config, revision)
    except CommandError as error:
        raise DatabaseUnusableError(
            f"The database {place(connection.engine.url)} was made by a newer Backprep."
            " Install that version, or restore a backup of this one."
        ) from error


def revision_of(connection: Connection) -> str | None:
    """The revision a database is at; None when it is new."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision this version needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option(
        "script_location", str(files("bot.storage") / "migrations").replace("%", "%%")
    )
    config.set_main_option("path_separator", "os")
    return config
