"""What people set for themselves, in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, exists, select, text

from bot.storage.database import Database
from bot.storage.ports import LearnerId
from bot.storage.tables import hidden_learner, time_zone
from bot.storage.types import Moment

_ZONE = select(time_zone.c.zone).where(time_zone.c.learner_id == bindparam("who"))
_SET_ZONE = text("""
    INSERT INTO time_zone (learner_id, zone, set_at) VALUES (:who, :zone, :now)
    ON CONFLICT (learner_id) DO UPDATE SET zone = excluded.zone, set_at = excluded.set_at
""").bindparams(bindparam("now", type_=Moment))
_IS_HIDDEN = select(exists().where(hidden_learner.c.learner_id == bindparam("who")))
_HIDE = text("""
    INSERT INTO hidden_learner (learner_id) VALUES (:who) ON CONFLICT (learner_id) DO NOTHING
""")
_SHOW = delete(hidden_learner).where(hidden_learner.c.learner_id == bindparam("who"))


class SqlPreferences:
    """Fills in `Preferences`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def zone(self, learner: LearnerId) -> str | None:
        """The IANA name of the learner's time zone."""
        return await self._database.run(
            lambda c: c.execute(_ZONE, {"who": learner}).scalar_one_or_none()
        )

    async def set_zone(self, learner: LearnerId, zone: str, now: datetime) -> None:
        """Set the time zone, in place of an earlier one."""
        await self._database.execute(_SET_ZONE, {"who": learner, "zone": zone, "now": now})

    async def is_hidden(self, learner: LearnerId) -> bool:
        """Whether the learner wants to be named on no list."""
        return await self._database.run(
            lambda c: bool(c.execute(_IS_HIDDEN, {"who": learner}).scalar_one())
        )

    async def hide(self, learner: LearnerId, *, hidden: bool) -> None:
        """Name the learner on no list, or on lists again."""
        await self._database.execute(_HIDE if hidden else _SHOW, {"who": learner})
