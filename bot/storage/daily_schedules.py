"""What channels agreed on about their daily posts, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update

from bot.chat.event import Person, Place
from bot.storage.agenda import add_due, strike_off
from bot.storage.daily_rows import PLAN, SEND, schedule, terms_json
from bot.storage.database import Database
from bot.storage.ports import LearnerId, Schedule, Terms
from bot.storage.tables import account, daily_host, daily_post
from bot.storage.tables import daily_schedule as table

_HERE: BindParameter[str] = bindparam("here")
_AT = select(table).where(table.c.place_key == _HERE)
_OF = (
    select(table)
    .where(func.substr(table.c.place_key, 1, bindparam("length")) == bindparam("start"))
    .order_by(table.c.place_key)
)
_CHANGE = update(table).where(table.c.place_key == _HERE)
_PAUSE = _CHANGE.where(table.c.paused == "").values(paused=bindparam("why"))
_RESUME = _CHANGE.where(table.c.paused != "").values(paused="")
_PLANNED = (daily_post.c.place_key == _HERE, daily_post.c.state == "planned")
_HOST = (
    select(account.c.key, account.c.name)
    .join(daily_host, daily_host.c.learner_id == account.c.learner_id)
    .where(daily_host.c.place_key == _HERE)
    .order_by(account.c.key)
)


class SqlSchedules:
    """Fills in `Schedules`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, where: Place, terms: Terms, host: LearnerId, now: datetime) -> Schedule:
        """Agree on these terms; what was planned before is not any more."""

        def work(connection: Connection) -> Schedule:
            before = _at(connection, where.key)
            new = Schedule(where, terms, now, before.version + 1 if before else 1)
            _remove(connection, where)
            connection.execute(insert(table), _row(new))
            of_host = {"place_key": where.key, "learner_id": host}
            connection.execute(insert(daily_host), of_host)
            add_due(connection, PLAN, where.key, now)
            return new

        return await self._database.run(work)

    async def at(self, place_key: str) -> Schedule | None:
        """What was agreed on for a channel."""
        return await self._database.run(lambda connection: _at(connection, place_key))

    async def of(self, platform: str, community: str) -> Sequence[Schedule]:
        """Everything that was agreed on in a community."""
        start = f"{platform}:{community}:"
        which = {"start": start, "length": len(start)}
        return await self._database.run(
            lambda connection: [schedule(row) for row in connection.execute(_OF, which)]
        )

    async def every(self) -> Sequence[Schedule]:
        """Everything that was agreed on, wherever."""
        wanted = select(table).order_by(table.c.place_key)
        return await self._database.run(
            lambda connection: [schedule(row) for row in connection.execute(wanted)]
        )

    async def pause(self, where: Place, why: str) -> bool:
        """Post nothing until it is resumed."""

        def work(connection: Connection) -> bool:
            paused = connection.execute(_PAUSE, {"here": where.key, "why": why}).rowcount == 1
            if paused:
                _unplan(connection, where)
            return paused

        return await self._database.run(work)

    async def resume(self, where: Place, now: datetime) -> bool:
        """Go on from now."""

        def work(connection: Connection) -> bool:
            values = {"here": where.key, "since": now}
            resumed = connection.execute(_RESUME, values).rowcount == 1
            if resumed:
                add_due(connection, PLAN, where.key, now)
            return resumed

        return await self._database.run(work)

    async def remove(self, where: Place) -> bool:
        """Forget what was agreed on; what was posted stays."""
        return await self._database.run(lambda connection: _remove(connection, where))

    async def host(self, where: Place) -> Person | None:
        """Who set it up, as a person of that platform."""

        def work(connection: Connection) -> Person | None:
            accounts = connection.execute(_HOST, {"here": where.key})
            people = (Person.of_key(row.key, row.name) for row in accounts)
            return next((one for one in people if _could_be_in(one, where)), None)

        return await self._database.run(work)


def _row(new: Schedule) -> dict[str, object]:
    return {
        "place_key": new.where.key,
        "place": asdict(new.where),
        "terms": terms_json(new.terms),
        "since": new.since,
        "version": new.version,
        "paused": new.paused,
    }


def _at(connection: Connection, place_key: str) -> Schedule | None:
    row = connection.execute(_AT, {"here": place_key}).one_or_none()
    return schedule(row) if row else None


def _remove(connection: Connection, where: Place) -> bool:
    _unplan(connection, where)
    here = {"here": where.key}
    connection.execute(delete(daily_host).where(daily_host.c.place_key == _HERE), here)
    return connection.execute(delete(table).where(table.c.place_key == _HERE), here).rowcount == 1


def _unplan(connection: Connection, where: Place) -> None:
    """Take back what is planned and not begun, and plan no more."""
    here = {"here": where.key}
    strike_off(connection, PLAN, where.key)
    for day in connection.execute(select(daily_post.c.day).where(*_PLANNED), here).scalars():
        strike_off(connection, SEND, f"{where.key}/{day}")
    connection.execute(delete(daily_post).where(*_PLANNED), here)


def _could_be_in(person: Person, where: Place) -> bool:
    """Whether it is an account of that platform, and of that workspace where ids need one."""
    return person.platform == where.platform and person.community in ("", where.community)
