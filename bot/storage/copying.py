"""Copies every row from one database to another of the same revision, whatever their kinds."""

from __future__ import annotations

from sqlalchemy import JSON, Connection, MetaData, Table, func, insert, inspect, select, text

from bot.storage.tables import metadata

_AT_ONCE = 1000
"""Rows held in memory."""


def tables_of(connection: Connection) -> list[Table]:
    """Our tables as they are in this database, those that others refer to first."""
    ours = set(inspect(connection).get_table_names()) & set(metadata.tables)
    found = MetaData()
    found.reflect(connection, only=sorted(ours))
    return found.sorted_tables


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each of our tables has."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables_of(connection)
    }


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy all rows within the transactions of both connections; the target's tables are empty before."""
    into = {table.name: table for table in tables_of(target)}
    in_utc(source)
    in_utc(target)
    for table in tables_of(source):
        _copy(source, table, target, _keeping_null(into[table.name]))
        _go_on_after(target, table)


def in_utc(connection: Connection) -> None:
    """SQLite keeps points in time in UTC without saying so; let PostgreSQL give and take them so."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))


def _copy(source: Connection, table: Table, target: Connection, into: Table) -> None:
    rows = source.execution_options(yield_per=_AT_ONCE).execute(select(table)).mappings()
    for part in rows.partitions():
        target.execute(insert(into), [dict(row) for row in part])


def _keeping_null(table: Table) -> Table:
    """Let an absent JSON value stay absent, where it could become JSON's null."""
    for column in table.columns:
        if isinstance(column.type, JSON) and column.nullable:
            column.type = JSON(none_as_null=True)
    return table


def _go_on_after(target: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after the copied ones; SQLite does so by itself."""
    if target.dialect.name == "postgresql" and "id" in table.c:
        sequence = func.pg_get_serial_sequence(table.name, "id")
        newest = select(func.max(table.c.id)).scalar_subquery()
        if target.execute(select(sequence)).scalar_one():
            target.execute(select(func.setval(sequence, newest)))
