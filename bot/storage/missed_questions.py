"""Questions without an answer, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Select, bindparam, func, select, text

from bot.storage.database import Database
from bot.storage.ports import LearnerId, Missed
from bot.storage.tables import missed_question
from bot.storage.types import Moment
from bot.storage.words import normalised, storable

_ASKED = text("""
    INSERT INTO missed_question (learner_id, text, normalised, nearest_topics, times, last_at)
    VALUES (:learner, :text, :normalised, :nearest_topics, 1, :now)
    ON CONFLICT (learner_id, text) DO UPDATE SET
        times = missed_question.times + 1,
        nearest_topics = excluded.nearest_topics,
        last_at = excluded.last_at
""").bindparams(bindparam("now", type_=Moment), bindparam("nearest_topics", type_=JSON))

_ROW = missed_question.c
_PEOPLE = func.count(_ROW.learner_id.distinct()).label("people")
_TIMES = func.sum(_ROW.times).label("times")
_LAST_AT = func.max(_ROW.last_at).label("last_at")


def _most_frequent() -> Select[Any]:
    """One row per question: its counts, joined with its commonest text and the topics of its newest row."""
    question = select(_ROW.normalised, _PEOPLE, _TIMES, _LAST_AT).group_by(_ROW.normalised).cte()
    commonest = (_PEOPLE.desc(), _TIMES.desc(), _LAST_AT.desc(), _ROW.text)
    place = func.row_number().over(partition_by=_ROW.normalised, order_by=commonest)
    typed = (
        select(_ROW.normalised, _ROW.text, place.label("place"))
        .group_by(_ROW.normalised, _ROW.text)
        .cte()
    )
    newest = (_ROW.last_at.desc(), _ROW.learner_id.desc())
    place = func.row_number().over(partition_by=_ROW.normalised, order_by=newest)
    asked = select(_ROW.normalised, _ROW.nearest_topics, place.label("place")).cte()
    return (
        select(
            typed.c.text,
            question.c.people,
            question.c.times,
            question.c.last_at,
            asked.c.nearest_topics,
        )
        .join_from(question, typed, question.c.normalised == typed.c.normalised)
        .join(asked, question.c.normalised == asked.c.normalised)
        .where(typed.c.place == 1, asked.c.place == 1)
        .order_by(
            question.c.people.desc(),
            question.c.times.desc(),
            question.c.last_at.desc(),
            question.c.normalised,
        )
        .limit(bindparam("limit"))
    )


_MOST_FREQUENT = _most_frequent()


class SqlMissedQuestions:
    """Fills in `MissedQuestions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, learner: LearnerId, text: str, nearest_topics: Sequence[str], now: datetime
    ) -> None:
        """Record that a learner asked this in vain."""
        asked = {
            "learner": learner,
            "text": storable(text),
            "normalised": normalised(storable(text)),
            "nearest_topics": list(nearest_topics),
            "now": now,
        }
        await self._database.execute(_ASKED, asked)

    async def most_frequent(self, limit: int) -> Sequence[Missed]:
        """What most people missed first."""
        return await self._database.run(lambda connection: _missed(connection, limit))


def _missed(connection: Connection, limit: int) -> list[Missed]:
    return [
        Missed(row.text, row.people, row.times, row.last_at, tuple(row.nearest_topics))
        for row in connection.execute(_MOST_FREQUENT, {"limit": limit})
    ]
