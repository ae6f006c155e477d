"""Quiz rounds, their questions and the answers, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from bot.chat.event import Place
from bot.chat.platform import MessageRef
from bot.storage.agenda import add_due
from bot.storage.database import Database
from bot.storage.ports import LearnerId, NewAnswer, QuizAnswer, QuizQuestion, QuizRound, Recorded
from bot.storage.tables import account, hidden_learner, quiz_answer, quiz_question, quiz_round
from bot.storage.words import storable

_ROUND = select(quiz_round).where(quiz_round.c.id == bindparam("of_round"))
_OF_QUESTION = (
    quiz_question.c.round_id == bindparam("of_round"),
    quiz_question.c.position == bindparam("at"),
)
_QUESTION = select(quiz_question).where(*_OF_QUESTION)
_OPEN_QUESTION = (
    select(quiz_question.c.closes_at, quiz_round.c.shared)
    .join(quiz_round, quiz_round.c.id == quiz_question.c.round_id)
    .where(*_OF_QUESTION, ~quiz_question.c.closed)
)
_POST = update(quiz_question).where(*_OF_QUESTION)
_CLOSE = update(quiz_question).where(*_OF_QUESTION, ~quiz_question.c.closed).values(closed=True)

_HIDDEN = select(hidden_learner.c.learner_id).where(
    hidden_learner.c.learner_id == quiz_answer.c.learner_id
)
_NAME = (
    select(account.c.name)
    .where(account.c.key == quiz_answer.c.account_key, ~_HIDDEN.exists())
    .scalar_subquery()
)
NAMED_ANSWERS = select(quiz_answer, func.coalesce(_NAME, "").label("name"))
"""Answers with the name of whoever gave them and does not hide it, for `answer`."""
_ANSWERS = NAMED_ANSWERS.where(quiz_answer.c.round_id == bindparam("of_round")).order_by(
    quiz_answer.c.position, quiz_answer.c.answered_at, quiz_answer.c.learner_id
)
_ANSWERS_TO_ONE = _ANSWERS.where(quiz_answer.c.position == bindparam("at"))
_ANSWER_OF = _ANSWERS_TO_ONE.where(quiz_answer.c.learner_id == bindparam("who"))
_OWNER = select(account.c.learner_id).where(account.c.key == bindparam("account"))
_CHANGE = update(quiz_answer).where(
    quiz_answer.c.round_id == bindparam("of_round"),
    quiz_answer.c.position == bindparam("at"),
    quiz_answer.c.learner_id == bindparam("who"),
)
_TIMES = func.count().label("times")
_SEEN = (
    select(quiz_question.c.item, _TIMES)
    .join(quiz_answer)
    .where(quiz_answer.c.learner_id == bindparam("who"))
    .group_by(quiz_question.c.item)
)
_SEEN_IN = (
    select(quiz_question.c.item, _TIMES)
    .join(quiz_round)
    .where(quiz_round.c.place_key == bindparam("place"), quiz_round.c.shared)
    .group_by(quiz_question.c.item)
)


class SqlQuizzes:
    """Fills in `Quizzes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, round_: QuizRound) -> None:
        """Keep a new round."""
        row = {
            name: value
            for name, value in asdict(round_).items()
            if name not in ("starter", "where")
        }
        place = {"place_key": round_.where.key, "place": asdict(round_.where)}
        row |= {"learner_id": round_.starter, "items": list(round_.items), **place}
        await self._database.execute(insert(quiz_round), row)

    async def round(self, round_id: str) -> QuizRound | None:
        """The round, or None when it is not known."""
        return await self._database.run(lambda connection: _round(connection, round_id))

    async def put(self, question: QuizQuestion) -> bool:
        """Open a question, with its closing on the agenda; False when it was opened before."""
        return await self._database.run(lambda connection: _put(connection, question))

    async def posted(self, round_id: str, position: int, message: MessageRef) -> None:
        """Keep where a channel's question was posted."""
        kept = {"message": asdict(message)}
        await self._database.execute(_POST, {"of_round": round_id, "at": position} | kept)

    async def question(self, round_id: str, position: int) -> QuizQuestion | None:
        """A question as it was put, or None when it was not."""
        return await self._database.run(
            lambda connection: _question(connection, round_id, position)
        )

    async def record(self, answer: NewAnswer) -> tuple[Recorded, QuizAnswer | None]:
        """Count an answer by the rule of its round, in one transaction."""
        return await self._database.run(lambda connection: _record(connection, answer))

    async def close(self, round_id: str, position: int) -> bool:
        """Close a question; True for the one caller who closed it."""
        which = {"of_round": round_id, "at": position}
        return await self._database.run(lambda c: c.execute(_CLOSE, which).rowcount == 1)

    async def answers(self, round_id: str, position: int | None = None) -> Sequence[QuizAnswer]:
        """Every answer that counts, to one question or to all of the round."""
        wanted = _ANSWERS if position is None else _ANSWERS_TO_ONE
        which = {"of_round": round_id, "at": position}
        return await self._database.run(lambda c: [answer(row) for row in c.execute(wanted, which)])

    async def seen(self, learner: LearnerId) -> Mapping[str, int]:
        """How often each item was put to a learner who answered or skipped it."""
        return await self._counts(_SEEN, {"who": learner})

    async def seen_in(self, where: Place) -> Mapping[str, int]:
        """How often each item was put to everybody in a place."""
        return await self._counts(_SEEN_IN, {"place": where.key})

    async def _counts(
        self, wanted: Select[tuple[str, int]], which: Mapping[str, object]
    ) -> dict[str, int]:
        return await self._database.run(
            lambda c: {row.item: row.times for row in c.execute(wanted, which)}
        )


def _round(connection: Connection, round_id: str) -> QuizRound | None:
    row = connection.execute(_ROUND, {"of_round": round_id}).one_or_none()
    if row is None:
        return None
    return QuizRound(
        id=row.id,
        starter=row.learner_id,
        where=Place(**row.place),
        shared=row.shared,
        wanted=row.wanted,
        seed=row.seed,
        seconds=row.seconds,
        items=tuple(row.items),
        started_at=row.started_at,
    )


def _put(connection: Connection, question: QuizQuestion) -> bool:
    round_ = _round(connection, question.round_id)
    if round_ is None or _question(connection, question.round_id, question.position):
        return False
    row = asdict(question) | {"item": round_.items[question.position]}
    connection.execute(insert(quiz_question), row)
    if question.closes_at:
        key = f"{question.round_id}/{question.position}"
        add_due(connection, "quiz", key, question.closes_at)
    return True


def _question(connection: Connection, round_id: str, position: int) -> QuizQuestion | None:
    row = connection.execute(_QUESTION, {"of_round": round_id, "at": position}).one_or_none()
    if row is None:
        return None
    return QuizQuestion(
        row.round_id,
        row.position,
        row.fingerprint,
        row.closes_at,
        _message(row.message),
        row.closed,
    )


def _message(kept: Mapping[str, Any] | None) -> MessageRef | None:
    return MessageRef(Place(**kept["where"]), kept["id"], kept.get("key", "")) if kept else None


def _record(connection: Connection, new: NewAnswer) -> tuple[Recorded, QuizAnswer | None]:
    owner = connection.execute(_OWNER, {"account": new.account}).scalar_one_or_none()
    new = replace(new, learner=owner or new.learner)  # accounts may have been joined just now
    which = {"of_round": new.round_id, "at": new.position, "who": new.learner}
    question = connection.execute(_OPEN_QUESTION, which).one_or_none()
    before = _own(connection, which)
    if question is None or (question.closes_at and new.at >= question.closes_at):
        return "closed", before
    if before is None:
        connection.execute(insert(quiz_answer), _row(new))
        return "kept", _own(connection, which)
    if before.changed or not question.shared:
        return "spent", before
    given = storable(new.given)
    if before.given == given:
        return "same", before
    connection.execute(_CHANGE, which | {"given": given, "credit": new.credit, "changed": True})
    return "changed", _own(connection, which)


def _row(new: NewAnswer) -> dict[str, object]:
    return {
        "round_id": new.round_id,
        "position": new.position,
        "learner_id": new.learner,
        "account_key": new.account,
        "given": storable(new.given),
        "credit": new.credit,
        "changed": False,
        "answered_at": new.at,
    }


def _own(connection: Connection, which: Mapping[str, object]) -> QuizAnswer | None:
    row = connection.execute(_ANSWER_OF, which).one_or_none()
    return answer(row) if row else None


def answer(row: Row[*tuple[Any, ...]]) -> QuizAnswer:
    """The answer of a row of `NAMED_ANSWERS`."""
    return QuizAnswer(row.position, row.learner_id, row.name, row.given, row.credit, row.changed)
