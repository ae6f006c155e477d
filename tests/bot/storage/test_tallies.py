"""How much there is of what, counted in the database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from bot.storage.database import Database
from bot.storage.ports import Tally
from bot.storage.tables import daily_post
from bot.storage.tallies import SqlTallies

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


async def test_an_empty_database_has_nothing(database: Database) -> None:
    assert await SqlTallies(database).now() == Tally(answers=0, posts={}, late=0)


async def test_posts_are_counted_by_state_and_late_ones_by_themselves(database: Database) -> None:
    def put(connection: Connection) -> None:
        for day, (state, late) in enumerate(
            [("sent", True), ("sent", False), ("failed", False)], start=1
        ):
            row = {"place_key": "discord:1", "day": f"2026-01-0{day}", "due_at": NOON, "item": "q"}
            row |= {"seed": 1, "round_id": f"r{day}", "state": state, "doubted": False}
            connection.execute(insert(daily_post).values(**row, late=late, why=""))

    await database.run(put)

    tally = await SqlTallies(database).now()

    assert (tally.posts, tally.late) == ({"sent": 2, "failed": 1}, 1)
