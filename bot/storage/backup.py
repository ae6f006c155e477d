"""A backup is one SQLite file, whatever kind of database it was made of; it restores into both kinds."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.storage.copying import copy_rows, count_rows, tables_of
from bot.storage.engine import read_url
from bot.storage.errors import DatabaseUnusableError, place, unusable
from bot.storage.upgrading import connected, lock_tables, migrate, revision_of

Rows = dict[str, int]
"""How many rows each table has."""


def back_up(url: str, file: Path) -> Rows:
    """Write all that the database holds at one moment to a new file, while the bot goes on working. Blocks.

    The file is for its owner only. It appears under its name once it is whole, checked and on the disk.

    Raises DatabaseUnusableError: the database cannot be read or has no tables yet, or the file exists.
    """
    if file.exists():
        raise DatabaseUnusableError(f"{file} exists already. Name another file for the backup.")
    half = file.with_name(f"{file.name}.half")
    half.unlink(missing_ok=True)
    os.close(os.open(half, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        copy = _from_sqlite if read_url(url).get_backend_name() == "sqlite" else _from_server
        copy(url, half)
        with _reading(half) as backup:
            rows = count_rows(backup)
        _reach_disk(half)
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    return rows


def restore(url: str, file: Path) -> Rows:
    """Fill an empty database from a backup, all of it or nothing, and upgrade it. Blocks.

    Raises DatabaseUnusableError: the file is no whole backup, or the database holds something.
    """
    with _reading(file) as backup, connected(url) as target:
        lock_tables(target)
        _clear(target)
        migrate(target, str(revision_of(backup)))
        copy_rows(backup, target)
        migrate(target)
        rows = count_rows(target)
        target.commit()
    return rows


def _from_sqlite(url: str, file: Path) -> None:
    """VACUUM INTO reads in one transaction, and nobody waits for it."""
    source = Path(str(read_url(url).database))
    if not source.exists():
        raise DatabaseUnusableError(f"There is no database {source} yet.")
    with connected(url) as connection, closing(connection.connection.cursor()) as cursor:
        cursor.execute("VACUUM INTO ?", (str(file),))


def _from_server(url: str, file: Path) -> None:
    """Copy what one transaction sees into the tables of the same revision."""
    with connected(url, "REPEATABLE READ") as source, connected(f"sqlite:///{file}") as target:
        source.execute(text("SET TRANSACTION READ ONLY"))
        revision = revision_of(source)
        if revision is None:
            where = place(source.engine.url)
            raise DatabaseUnusableError(f"The database {where} has no tables yet.")
        migrate(target, revision)
        copy_rows(source, target)
        target.commit()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # no second file beside it


@contextmanager
def _reading(file: Path) -> Iterator[Connection]:
    """A backup that was checked, opened so that nothing can change it."""
    if not file.is_file():
        raise DatabaseUnusableError(f"There is no backup {file}.")
    address = f"{file.absolute().as_uri()}?mode=ro"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True))
    try:
        with engine.connect() as connection:
            _check(connection, file)
            yield connection
    except DBAPIError as error:
        url = URL.create("sqlite", database=str(file))
        if reason := unusable(error, url):
            raise reason from error
        raise
    finally:
        engine.dispose()


def _check(backup: Connection, file: Path) -> None:
    found = backup.execute(text("PRAGMA integrity_check")).scalars().first()
    if found != "ok":
        raise DatabaseUnusableError(f"The backup {file} is damaged: {found}.")
    if revision_of(backup) is None:
        raise DatabaseUnusableError(f"{file} is no backup of Backprep, or one without tables.")


def _clear(target: Connection) -> None:
    """Drop empty tables, which may be of another revision than the backup's."""
    rows = {name: count for name, count in count_rows(target).items() if count}
    if rows:
        kept = ", ".join(f"{name} {count}" for name, count in rows.items())
        raise DatabaseUnusableError(
            f"The database {place(target.engine.url)} is not empty ({kept}), and a backup is restored into an"
            " empty one only. Stop Backprep, then move the database away or name a new one in DATABASE_URL."
        )
    for table in reversed(tables_of(target)):
        table.drop(target)
    target.execute(text("DROP TABLE IF EXISTS alembic_version"))


def _reach_disk(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
