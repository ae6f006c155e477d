"""The database of jobs: DBOS's tables and two of ours, in one SQLite file or on a PostgreSQL server."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from dbos import DBOSClient
from dbos import _serialization as decoding
from dbos._schemas import SCHEMA_PLACEHOLDER
from dbos._schemas.system_database import SystemSchema
from dbos._serialization import DBOSPortableJSONSerializer, DefaultSerializer
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    cast,
    create_engine,
    event,
    func,
    literal_column,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.schema import CreateIndex, CreateTable

from generators.away import wait_for_room
from generators.engine import JobError, Priority

APPLICATION = "backprep"
VERSION = "jobs-1"
"""Pinned: DBOS would make one from the source code, and no new version would take over an old one's jobs."""
WORKFLOW = "job"
JSON = DBOSPortableJSONSerializer()
POLL_S = 0.1
"""How often a worker looks for new jobs."""


_LIMITS = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "tcp_user_timeout": "10000",
    "options": "-c idle_in_transaction_session_timeout=10000",
}
"""How long PostgreSQL is waited for, and how long it waits for us: a worker that stands still holds no row for ever."""


@dataclass(frozen=True, slots=True)
class Slots:
    """How many jobs of one priority a worker holds at a time, and how many of these of one community."""

    all: int
    community: int


SLOTS: Mapping[Priority, Slots] = {
    "interactive": Slots(256, 16),
    "daily": Slots(16, 4),
    "training": Slots(2, 1),
}
"""One queue of DBOS's for each priority; partitioned by community, so that none keeps the others waiting."""

_tables = MetaData(schema=SCHEMA_PLACEHOLDER)

asked = Table(
    "backprep_job",
    _tables,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("options", Text, nullable=False),
    Column("owner", String, nullable=False, index=True),
    Column("community", String, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("reply_to", Text, nullable=False),
    Column("runs", Integer, nullable=False),
    Column("settled", Boolean, nullable=False),
)
"""What was asked for, and how often it was begun; DBOS's row of the same id says how far it is."""

workers = Table(
    "backprep_worker",
    _tables,
    Column("name", String, primary_key=True),
    Column("beat", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
    Column("medians", Text, nullable=False),
)
"""Who works: `beat` grows while a worker lives; `medians` is JSON, seconds by kind of job."""

placed = Table(
    "backprep_placed",
    _tables,
    Column("id", String, primary_key=True),
    Column("worker", String, nullable=False, index=True),
)
"""Jobs that were let run, and in which worker; one that has ended since says so in DBOS's row of the same id."""

status = SystemSchema.workflow_status


class UnpicklingRefusedError(JobError):
    """A row holds a pickle, which can run code; we write none."""


def _refuse(*_: object, **__: object) -> NoReturn:
    raise UnpicklingRefusedError("What was stored for this job is not ours, so it was not opened.")


def _write_nothing(*_: object) -> str:
    """DBOS notes that a row was refused in that row's own encoding, and would leave it unended if it could not."""
    return ""


class _NoPickle:
    """Stands where DBOS imported `pickle`."""

    dumps = loads = staticmethod(_refuse)


def forbid_unpickling() -> None:
    """Make DBOS unable to unpickle in this process; no setting does, as it chooses the decoder by each row.

    Importing this module does it, so that nobody can reach the jobs without.
    """
    setattr(decoding, "pickle", _NoPickle)  # noqa: B010  mypy knows that nobody else should
    setattr(DefaultSerializer, "deserialize", _refuse)  # noqa: B010
    setattr(DefaultSerializer, "serialize", _write_nothing)  # noqa: B010


forbid_unpickling()


def make_engine(url: str, connections: int = 8) -> Engine:
    """An engine on the database of jobs.

    SQLite: several processes share the file, so writers queue for the lock from their first statement on instead of
    failing half way; readers do not wait. Raises JobError, in words, for an address that makes no sense.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise JobError("JOBS_DATABASE_URL is no address of a database.") from error
    if address.get_backend_name() == "sqlite":
        return _sqlite(str(address.database))
    address = address.set(drivername="postgresql+psycopg")
    return create_engine(
        address.update_query_dict({k: v for k, v in _LIMITS.items() if k not in address.query}),
        pool_size=connections,
        max_overflow=connections,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _sqlite(file: str) -> Engine:
    path = Path(file)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(f"sqlite+pysqlite:///{path}", hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "handle_error", wait_for_room)
    return engine


def _set_up(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA busy_timeout = 30000")  # before WAL, which may have to wait
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def connect(engine: Engine) -> DBOSClient:
    """DBOS's client on our engine; it reads and writes rows, and runs nothing."""
    logging.getLogger("dbos").setLevel(logging.WARNING)
    return DBOSClient(
        system_database_engine=engine,
        serializer=JSON,
        lazy=True,
        use_listen_notify=False,
        retry_connection_errors=False,
        application_name=APPLICATION,
    )


def prepare(engine: Engine, client: DBOSClient) -> None:
    """Make or migrate every table; as often as you like, and from several processes at once."""
    client._sys_db.run_migrations()  # noqa: SLF001  the public way makes an engine of its own
    with translated(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(4711)"))
        for table in _tables.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))


def translated(engine: Engine) -> Engine:
    """The same engine, which finds DBOS's tables and ours where they are on this kind of database."""
    schema = None if engine.dialect.name == "sqlite" else "dbos"
    return engine.execution_options(schema_translate_map={SCHEMA_PLACEHOLDER: schema})


def lock_owner(connection: Connection, owner: str) -> None:
    """Let nobody else count or change this owner's jobs in this transaction; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        turn = text("SELECT pg_advisory_xact_lock(hashtext(:owner))")
        connection.execute(turn, {"owner": owner})


def now_ms(connection: Connection) -> Any:
    """The database's clock in milliseconds, as an expression: machines need not agree on the time."""
    if connection.dialect.name == "sqlite":
        return literal_column("CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)")
    return cast(func.extract("epoch", func.clock_timestamp()) * 1000, BigInteger)
