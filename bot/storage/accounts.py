"""Accounts of one learner, in the database: joined by a code, and parted again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.chat.event import Person
from bot.storage.database import Database
from bot.storage.learners import learner_of
from bot.storage.merging import merge
from bot.storage.ports import LearnerId
from bot.storage.tables import (
    account,
    hidden_learner,
    learner,
    link_code,
    quiz_answer,
    quiz_round,
    time_zone,
)

_ACCOUNTS = (
    select(account.c.key, account.c.name)
    .where(account.c.learner_id == bindparam("who"))
    .order_by(account.c.key)
)
_BEHIND = select(link_code.c.learner_id).where(
    link_code.c.digest == bindparam("digest_"), link_code.c.expires_at > bindparam("now")
)
_WITHDRAW = delete(link_code).where(link_code.c.learner_id == bindparam("who"))
_DROP_OLD = delete(link_code).where(link_code.c.expires_at <= bindparam("now"))


class SqlAccounts:
    """Fills in `Accounts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, person: Person) -> Sequence[Person]:
        """Every account of whoever this person is."""
        return await self._database.run(lambda c: _accounts(c, learner_of(c, person)))

    async def offer(self, person: Person, code: str, now: datetime, until: datetime) -> None:
        """Let whoever enters the code before `until` become one with this person."""

        def work(connection: Connection) -> None:
            who = learner_of(connection, person)
            connection.execute(_WITHDRAW, {"who": who})
            connection.execute(_DROP_OLD, {"now": now})
            row = {"digest": _digest(code), "learner_id": who, "expires_at": until}
            connection.execute(insert(link_code), row)

        await self._database.run(work)

    async def behind(self, code: str, now: datetime) -> Sequence[Person]:
        """The accounts that a code stands for."""

        def work(connection: Connection) -> list[Person]:
            who = _behind(connection, code, now)
            return _accounts(connection, who) if who else []

        return await self._database.run(work)

    async def join(self, person: Person, code: str, now: datetime) -> bool:
        """Spend a code and become one with whom it stands for."""

        def work(connection: Connection) -> bool:
            into, gone = _behind(connection, code, now), learner_of(connection, person)
            if into is None or into == gone:
                return False
            connection.execute(_WITHDRAW, {"who": into})
            merge(connection, into, gone)
            return True

        return await self._database.run(work)

    async def part(self, person: Person) -> None:
        """Make a learner of its own out of this account."""
        await self._database.run(lambda connection: _part(connection, person))


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _behind(connection: Connection, code: str, now: datetime) -> LearnerId | None:
    return connection.execute(_BEHIND, {"digest_": _digest(code), "now": now}).scalar_one_or_none()


def _accounts(connection: Connection, who: LearnerId) -> list[Person]:
    return [Person.of_key(*row) for row in connection.execute(_ACCOUNTS, {"who": who})]


def _part(connection: Connection, person: Person) -> None:
    before = learner_of(connection, person)
    if len(_accounts(connection, before)) == 1:
        return
    new: int = connection.execute(insert(learner).returning(learner.c.id)).scalar_one()
    connection.execute(_WITHDRAW, {"who": before})
    connection.execute(update(account).where(account.c.key == person.key).values(learner_id=new))
    answered = select(quiz_answer.c.round_id).where(quiz_answer.c.learner_id == before)
    own = quiz_answer.c.account_key == person.key
    others = quiz_answer.c.account_key.is_distinct_from(person.key)
    solo = (
        quiz_round.c.learner_id == before,
        ~quiz_round.c.shared,
        quiz_round.c.id.in_(answered.where(own)),
        quiz_round.c.id.not_in(answered.where(others)),
    )
    connection.execute(update(quiz_round).where(*solo).values(learner_id=new))
    moved = select(quiz_round.c.id).where(quiz_round.c.shared | (quiz_round.c.learner_id == new))
    going = (quiz_answer.c.learner_id == before, own, quiz_answer.c.round_id.in_(moved))
    connection.execute(update(quiz_answer).where(*going).values(learner_id=new))
    staying = (quiz_answer.c.learner_id == before, own)
    unnamed = update(quiz_answer).where(*staying).values(account_key=None)
    connection.execute(unnamed)  # or `forget` would leave the key of who has left
    for table in (time_zone, hidden_learner):
        for row in connection.execute(select(table).where(table.c.learner_id == before)).all():
            connection.execute(insert(table), row._asdict() | {"learner_id": new})
