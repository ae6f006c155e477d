"""What answers come to, in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.storage.database import Database
from bot.storage.ports import LearnerId, OpenRound, Score
from bot.storage.tables import quiz_answer, quiz_round

_SCORE = select(func.coalesce(func.sum(quiz_answer.c.credit), 0.0), func.count()).where(
    quiz_answer.c.learner_id == bindparam("who"), quiz_answer.c.given != ""
)
_DONE = (
    select(func.count())
    .where(quiz_answer.c.round_id == quiz_round.c.id)
    .scalar_subquery()
    .label("done")
)
_LATEST = (
    select(quiz_round.c.id, quiz_round.c["items"], _DONE)
    .where(quiz_round.c.learner_id == bindparam("who"), ~quiz_round.c.shared)
    .where(quiz_round.c.started_at > bindparam("since"))
    .order_by(quiz_round.c.started_at.desc(), quiz_round.c.id)
    .limit(1)
)


class SqlScores:
    """Fills in `Scores`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, learner: LearnerId) -> Score:
        """Points and answers in all quizzes, alone and in channels."""

        def work(connection: Connection) -> Score:
            points, answered = connection.execute(_SCORE, {"who": learner}).one()
            return Score(points, answered)

        return await self._database.run(work)

    async def open_round(self, learner: LearnerId, since: datetime) -> OpenRound | None:
        """The learner's latest quiz of their own, if it has questions left."""
        which = {"who": learner, "since": since}

        def work(connection: Connection) -> OpenRound | None:
            row = connection.execute(_LATEST, which).one_or_none()
            if row is None or row.done >= len(row.items):
                return None
            return OpenRound(row.id, row.done, len(row.items))

        return await self._database.run(work)
