"""Learners in the database."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.chat.event import Person
from bot.storage.database import Database
from bot.storage.ports import LearnerId
from bot.storage.tables import account, learner
from bot.storage.words import storable

_FIND = select(account.c.learner_id, account.c.name).where(account.c.key == bindparam("person"))
_RENAME = update(account).where(account.c.key == bindparam("person"))
_NEW_LEARNER = insert(learner).returning(learner.c.id)


class SqlLearners:
    """Fills in `Learners`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, person: Person) -> LearnerId:
        """The learner this person is; their name is kept as it was seen last."""
        return await self._database.run(lambda connection: learner_of(connection, person))


def learner_of(connection: Connection, person: Person) -> LearnerId:
    """The learner a person is, within a transaction."""
    name = storable(person.name)
    known = connection.execute(_FIND, {"person": person.key}).one_or_none()
    if known is None:
        made: int = connection.execute(_NEW_LEARNER).scalar_one()
        connection.execute(insert(account), {"key": person.key, "learner_id": made, "name": name})
        return LearnerId(made)
    if known.name != name:
        connection.execute(_RENAME, {"person": person.key, "name": name})
    return LearnerId(known.learner_id)
