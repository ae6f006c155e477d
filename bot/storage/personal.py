"""Everything the database holds about a person, found by walking its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, delete, select, text, update

from bot.storage.database import Database
from bot.storage.ports import Forgotten, Json, LearnerId
from bot.storage.tables import PERSON_KEY, account, learner, metadata, personal_blob

_OWN = text("""
    INSERT INTO personal_blob (learner_id, key) VALUES (:learner, :key)
    ON CONFLICT (learner_id, key) DO NOTHING
""")


class SqlPersonalData:
    """Fills in `PersonalData`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def export(self, learner: LearnerId) -> Mapping[str, list[Mapping[str, Json]]]:
        """Every row about a learner by table."""
        return await self._database.run(lambda connection: _export(connection, learner))

    async def forget(self, learner: LearnerId) -> Forgotten:
        """Delete every row about a learner, in one transaction."""
        return await self._database.run(lambda connection: _forget(connection, learner))

    async def owns_blob(self, learner: LearnerId, key: str) -> None:
        """Keep in mind that a file in the blob store is about this learner."""
        await self._database.execute(_OWN, {"learner": learner, "key": key})


def personal_tables() -> Iterator[Table]:
    """Tables with rows about people; those that refer to others come first."""
    return (table for table in reversed(metadata.sorted_tables) if _columns(table))


def _columns(table: Table) -> list[str]:
    """The columns by which a row is somebody's."""
    if table is learner:
        return ["id"]
    return [
        column.name
        for column in table.columns
        if column.name == "learner_id" or PERSON_KEY in column.info.get("holds", ())
    ]


def _about(table: Table, who: LearnerId) -> ColumnElement[bool]:
    (name,) = _columns(table)
    column = table.c[name]
    if PERSON_KEY in column.info.get("holds", ()):
        return column.in_(select(account.c.key).where(account.c.learner_id == who))
    return column == who


def _export(connection: Connection, who: LearnerId) -> dict[str, list[Mapping[str, Json]]]:
    rows = {
        table.name: [
            _plain(row) for row in connection.execute(_readable(table).where(_about(table, who)))
        ]
        for table in personal_tables()
    }
    return {name: found for name, found in rows.items() if found}


def _readable(table: Table) -> Select[Any]:
    return select(*(column for column in table.columns if not column.info.get("sealed")))


def _plain(row: Row[*tuple[Any, ...]]) -> Mapping[str, Json]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row._mapping.items()  # noqa: SLF001  public, for all its name
    }


def _forget(connection: Connection, who: LearnerId) -> Forgotten:
    blobs = _own_blobs(connection, who)
    tables = sorted(
        personal_tables(), key=lambda table: table is account
    )  # keys are looked up in it
    rows = {table.name: _delete(connection, table, who) for table in tables if table is not learner}
    rows[learner.name] = _delete(connection, learner, who)
    return Forgotten({name: count for name, count in rows.items() if count}, blobs)


def _delete(connection: Connection, table: Table, who: LearnerId) -> int:
    _let_outlive(connection, table, who)
    return connection.execute(delete(table).where(_about(table, who))).rowcount


def _let_outlive(connection: Connection, table: Table, who: LearnerId) -> None:
    """Take the learner out of rows that others have a part in."""
    if "learner_id" not in table.c:
        return
    if kept_if := table.c["learner_id"].info.get("outlived_if"):
        kept = (table.c["learner_id"] == who, table.c[kept_if])
        connection.execute(update(table).where(*kept).values(learner_id=None))


def _own_blobs(connection: Connection, who: LearnerId) -> tuple[str, ...]:
    others = select(personal_blob.c.key).where(personal_blob.c.learner_id != who)
    own = select(personal_blob.c.key).where(
        personal_blob.c.learner_id == who, personal_blob.c.key.not_in(others)
    )
    return tuple(connection.execute(own).scalars())
