"""Feedback in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, select, text

from bot.storage.database import Database
from bot.storage.ports import Complaint, LearnerId
from bot.storage.tables import feedback
from bot.storage.types import Moment
from bot.storage.words import storable

_VOTE = text("""
    INSERT INTO feedback (learner_id, entry_id, helpful, reason, voted_at)
    VALUES (:learner, :entry_id, :helpful, :reason, :now)
    ON CONFLICT (learner_id, entry_id) DO UPDATE SET
        reason = CASE WHEN feedback.helpful = excluded.helpful
            THEN coalesce(excluded.reason, feedback.reason) ELSE excluded.reason END,
        helpful = excluded.helpful,
        voted_at = excluded.voted_at
""").bindparams(bindparam("now", type_=Moment))

_HELPFUL = func.sum(case((feedback.c.helpful, 1), else_=0)).label("helpful")
_NOT_HELPFUL = func.sum(case((feedback.c.helpful, 0), else_=1)).label("not_helpful")
_COMPLAINED = (
    select(feedback.c.entry_id, _HELPFUL, _NOT_HELPFUL)
    .group_by(feedback.c.entry_id)
    .having(_NOT_HELPFUL > 0)
    .order_by(_NOT_HELPFUL.desc(), _HELPFUL, feedback.c.entry_id)
    .limit(bindparam("limit"))
)
_REASONS = (
    select(feedback.c.reason)
    .where(feedback.c.entry_id == bindparam("entry_id"))
    .where(~feedback.c.helpful, feedback.c.reason.is_not(None))
    .order_by(feedback.c.voted_at.desc(), feedback.c.learner_id.desc())
)


class SqlFeedback:
    """Fills in `Feedback`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, learner: LearnerId, entry_id: str, helpful: bool, reason: str | None, now: datetime
    ) -> None:
        """Vote, in the place of the learner's earlier vote."""
        vote = {
            "learner": learner,
            "entry_id": entry_id,
            "helpful": helpful,
            "reason": storable(reason) if reason else None,
            "now": now,
        }
        await self._database.execute(_VOTE, vote)

    async def most_complained(self, limit: int) -> Sequence[Complaint]:
        """Entries that somebody found not helpful, most such votes first."""
        return await self._database.run(lambda connection: _complaints(connection, limit))


def _complaints(connection: Connection, limit: int) -> list[Complaint]:
    complained = connection.execute(_COMPLAINED, {"limit": limit}).all()
    return [
        Complaint(row.entry_id, row.helpful, row.not_helpful, _reasons(connection, row.entry_id))
        for row in complained
    ]


def _reasons(connection: Connection, entry_id: str) -> tuple[str, ...]:
    return tuple(connection.execute(_REASONS, {"entry_id": entry_id}).scalars())
