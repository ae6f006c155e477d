"""Two learners become one, found by walking the tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    insert,
    select,
    true,
    update,
)

from bot.storage.personal import personal_tables
from bot.storage.ports import LearnerId
from bot.storage.tables import learner


def merge(connection: Connection, into: LearnerId, gone: LearnerId) -> None:
    """Give everything of one learner to another.

    Where both have a row that a learner has once, one row stays, by what its table says ("keep", "adds").
    """
    for table in personal_tables():
        if "learner_id" in table.primary_key.columns:
            _settle(connection, table, into, gone)
        if "learner_id" in table.c:
            of_gone = table.c["learner_id"] == gone
            connection.execute(update(table).where(of_gone).values(learner_id=into))
    connection.execute(delete(learner).where(learner.c.id == gone))


def _settle(connection: Connection, table: Table, into: LearnerId, gone: LearnerId) -> None:
    """Make one row of each two that are about to get the same key."""
    for key in _keys_of_both(connection, table, into, gone):
        the_two = and_(_at(table, key), table.c["learner_id"].in_((into, gone)))
        rows = [row._asdict() for row in connection.execute(select(table).where(the_two))]
        connection.execute(delete(table).where(the_two))
        connection.execute(insert(table), _one_of(table, rows) | {"learner_id": into})


def _keys_of_both(
    connection: Connection, table: Table, into: LearnerId, gone: LearnerId
) -> list[Row[*tuple[Any, ...]]]:
    """What two rows have in common but for the learner."""
    own, other = table.alias(), table.alias()
    names = _names(table)
    same = and_(true(), *(own.c[name] == other.c[name] for name in names))
    both = (own.c["learner_id"] == into, other.c["learner_id"] == gone)
    keys = select(own.c["learner_id"], *(own.c[name] for name in names)).join(other, same)
    return list(connection.execute(keys.where(*both)))


def _at(table: Table, key: Row[*tuple[Any, ...]]) -> ColumnElement[bool]:
    values = key._asdict()
    return and_(true(), *(table.c[name] == values[name] for name in _names(table)))


def _names(table: Table) -> list[str]:
    return [column.name for column in table.primary_key if column.name != "learner_id"]


def _one_of(table: Table, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row that stays of two, with what is summed over both."""
    which, column = table.info.get("keep", ("oldest", "learner_id"))
    kept = (max if which == "newest" else min)(rows, key=lambda row: row[column])
    return kept | {name: sum(row[name] for row in rows) for name in table.info.get("adds", ())}
