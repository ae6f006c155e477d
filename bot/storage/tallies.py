"""How much there is of what, in the database."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.storage.database import Database
from bot.storage.ports import Tally
from bot.storage.tables import daily_post, quiz_answer

_ANSWERS = select(func.count()).select_from(quiz_answer).where(quiz_answer.c.given != "")
_POSTS = select(daily_post.c.state, func.count()).group_by(daily_post.c.state)
_LATE = select(func.count()).select_from(daily_post).where(daily_post.c.late)


class SqlTallies:
    """Fills in `Tallies`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def now(self) -> Tally:
        """As it is now, over all processes that share the database."""

        def work(connection: Connection) -> Tally:
            posts = {state: count for state, count in connection.execute(_POSTS)}  # noqa: C416
            late = connection.scalar(_LATE) or 0
            return Tally(connection.scalar(_ANSWERS) or 0, posts, late)

        return await self._database.run(work)
