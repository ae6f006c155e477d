"""Who has begun to install a Slack app, in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert

from bot.storage.database import Database
from bot.storage.tables import oauth_state as table

_CONSUME = delete(table).where(
    table.c.digest == bindparam("this"), table.c.expires_at > bindparam("now")
)
_PURGE = delete(table).where(table.c.expires_at <= bindparam("now"))


class SqlOAuthStates:
    """Fills in `OAuthStates`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def issue(self, digest: str, now: datetime, until: datetime) -> None:
        """Expect somebody back with a state until a point in time."""

        def work(connection: Connection) -> None:
            connection.execute(_PURGE, {"now": now})
            connection.execute(insert(table), {"digest": digest, "expires_at": until})

        await self._database.run(work)

    async def consume(self, digest: str, now: datetime) -> bool:
        """Whether somebody is expected with this state; true once only."""

        def work(connection: Connection) -> bool:
            return connection.execute(_CONSUME, {"this": digest, "now": now}).rowcount == 1

        return await self._database.run(work)
