"""What the database holds about a server or workspace, found by walking its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Column, ColumnElement, Connection, delete, func, or_

from bot.storage.database import Database
from bot.storage.tables import PLACE_KEY, metadata


async def forget_community(database: Database, platform: str, community: str) -> Mapping[str, int]:
    """Delete the settings and quizzes of a community and its places; how many rows went, by table.

    For when it removes the bot. What its people did elsewhere, and who they are, stays.
    """

    def work(connection: Connection) -> dict[str, int]:
        return {
            column.table.name: connection.execute(
                delete(column.table).where(_within(column, f"{platform}:{community}"))
            ).rowcount
            for column in _place_columns()
        }

    return await database.run(work)


def _place_columns() -> Iterator[Column[str]]:
    for table in metadata.sorted_tables:
        yield from (c for c in table.columns if PLACE_KEY in c.info.get("holds", ()))


def _within(column: Column[str], community: str) -> ColumnElement[bool]:
    inside = f"{community}:"
    return or_(column == community, func.substr(column, 1, len(inside)) == inside)
