"""What answers come to, in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from bot.chat.event import Place
from bot.storage.database import Database
from bot.storage.ports import LearnerId, OpenRound, Scope, Score, Standing
from bot.storage.tables import (
    account,
    daily_post,
    hidden_learner,
    quiz_answer,
    quiz_question,
    quiz_round,
)

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

_CLOSED = or_(quiz_question.c.closed, quiz_question.c.closes_at <= bindparam("now"))
_STANDINGS = (
    select(
        quiz_answer.c.learner_id,
        func.coalesce(func.max(account.c.name), "").label("name"),
        func.sum(quiz_answer.c.credit).label("points"),
        func.count().label("answered"),
        func.max(hidden_learner.c.learner_id).label("hides"),
    )
    .select_from(quiz_answer)
    .join(quiz_question)
    .join(quiz_round, quiz_round.c.id == quiz_answer.c.round_id)
    .outerjoin(account, account.c.key == quiz_answer.c.account_key)
    .outerjoin(hidden_learner, hidden_learner.c.learner_id == quiz_answer.c.learner_id)
    .where(quiz_round.c.shared, _CLOSED)
    .where(func.substr(quiz_round.c.place_key, 1, bindparam("length")) == bindparam("start"))
    .group_by(quiz_answer.c.learner_id)
)
_ANSWERED_AT = (
    select(quiz_answer.c.answered_at)
    .where(quiz_answer.c.learner_id == bindparam("who"), quiz_answer.c.given != "")
    .order_by(quiz_answer.c.answered_at)
)
_CHANNELS = (
    select(daily_post.c.place_key)
    .join(quiz_answer, quiz_answer.c.round_id == daily_post.c.round_id)
    .where(quiz_answer.c.learner_id == bindparam("who"))
)
_EXCUSED = (
    select(daily_post.c.day)
    .where(daily_post.c.state.in_(("skipped", "missed", "failed")))
    .where(daily_post.c.place_key.in_(_CHANNELS))
    .distinct()
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

    async def standings(
        self, where: Place, scope: Scope, since: datetime | None, now: datetime
    ) -> Sequence[Standing]:
        """Everybody who answered questions to a channel and its threads, or to any channel of its server."""
        server = f"{where.platform}:{where.community}:"
        start = f"{server}{where.channel}:" if scope == "channel" else server
        within = {"start": start, "length": len(start), "now": now}
        found = _STANDINGS.where(quiz_answer.c.answered_at >= since) if since else _STANDINGS

        def work(connection: Connection) -> list[Standing]:
            rows = connection.execute(found, within).all()
            return [
                Standing(r.learner_id, r.name, r.points, r.answered, r.hides is not None)
                for r in rows
            ]

        return await self._database.run(work)

    async def answered_at(self, learner: LearnerId) -> Sequence[datetime]:
        """When the learner answered anything, in order."""
        return await self._database.run(
            lambda c: list(c.execute(_ANSWERED_AT, {"who": learner}).scalars())
        )

    async def excused(self, learner: LearnerId) -> Collection[date]:
        """Dates on which a channel where the learner answers daily posts had none."""
        return await self._database.run(
            lambda c: {
                date.fromisoformat(d) for d in c.execute(_EXCUSED, {"who": learner}).scalars()
            }
        )
