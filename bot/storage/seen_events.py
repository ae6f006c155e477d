"""Events that were seen, in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, text

from bot.storage.database import Database
from bot.storage.tables import seen_event
from bot.storage.types import Moment

KEPT = timedelta(hours=1)
_PURGED_EVERY = timedelta(minutes=10)

_SEE = text("""
    INSERT INTO seen_event (event_id, seen_at) VALUES (:event_id, :now)
    ON CONFLICT (event_id) DO UPDATE SET seen_at = excluded.seen_at
    WHERE seen_event.seen_at <= :expired
""").bindparams(bindparam("now", type_=Moment), bindparam("expired", type_=Moment))
_PURGE = delete(seen_event).where(seen_event.c.seen_at <= bindparam("expired"))


class SqlSeenEvents:
    """Fills in `SeenEvents`; drops what is older than an hour every ten minutes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._purged_at = datetime.min.replace(tzinfo=UTC)

    async def first_time(self, event_id: str, now: datetime) -> bool:
        """Whether this event was not seen within the last hour."""
        purge = now - self._purged_at >= _PURGED_EVERY
        if purge:
            self._purged_at = now

        def work(connection: Connection) -> bool:
            if purge:
                connection.execute(_PURGE, {"expired": now - KEPT})
            seen = {"event_id": event_id, "now": now, "expired": now - KEPT}
            return connection.execute(_SEE, seen).rowcount == 1

        return await self._database.run(work)
