"""Where Slack apps are installed, in the database; what Slack said is sealed there, tokens and all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, or_, select, text, update

from bot.chat.event import Person
from bot.storage.database import Database
from bot.storage.ports import Json, Seat, SlackInstallation
from bot.storage.sealing import Sealer, WrongKeyError
from bot.storage.tables import slack_installation as table
from bot.storage.types import Moment

_BOT = ""
"""In the place of a person's key: the bot itself."""
_WHERE = (
    table.c.app == bindparam("of_app"),
    table.c.enterprise == bindparam("of_enterprise"),
    table.c.team == bindparam("of_team"),
)
_SEAT = (*_WHERE, table.c.person_key == bindparam("of_person"))
_PEOPLE = (*_WHERE, table.c.person_key != _BOT)
_FIND = select(table).where(*_SEAT)
_FIND_NEWEST = select(table).where(*_PEOPLE).order_by(table.c.installed_at.desc()).limit(1)
_FIND_BOT = (
    select(table)
    .where(table.c.app == bindparam("of_app"), table.c.person_key == _BOT)
    .where(
        or_(
            table.c.team == bindparam("community"),
            (table.c.team == "") & (table.c.enterprise == bindparam("community")),
        )
    )
    .order_by(table.c.installed_at.desc())
    .limit(1)
)
_SAVE = text("""
    INSERT INTO slack_installation (app, enterprise, team, person_key, installed_at, sealed)
    VALUES (:of_app, :of_enterprise, :of_team, :of_person, :installed_at, :sealed)
    ON CONFLICT (app, enterprise, team, person_key)
    DO UPDATE SET installed_at = excluded.installed_at, sealed = excluded.sealed
""").bindparams(bindparam("installed_at", type_=Moment))


class SqlSlackInstallations:
    """Fills in `SlackInstallations`."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database, self._sealer = database, sealer

    async def save(self, installation: SlackInstallation) -> None:
        """Keep an installation, in the place of an earlier one of the same seat."""
        seat = installation.seat

        def work(connection: Connection) -> None:
            sealed = self._sealer.seal(json.dumps({**asdict(seat), "held": installation.held}))
            row = {"installed_at": installation.installed_at, "sealed": sealed}
            connection.execute(_SAVE, _of(seat) | row)

        await self._database.run(work)

    async def find(self, seat: Seat) -> SlackInstallation | None:
        """The installation of a seat."""
        return await self._first(_FIND, _of(seat))

    async def find_newest(self, seat: Seat) -> SlackInstallation | None:
        """What a person installed last where the seat is."""
        return await self._first(_FIND_NEWEST, _where(seat))

    async def find_bot(self, app: str, community: str) -> SlackInstallation | None:
        """The bot of a workspace or of a whole organisation."""
        if not community:
            return None
        return await self._first(_FIND_BOT, {"of_app": app, "community": community})

    async def delete(self, seat: Seat) -> None:
        """Forget the installation of a seat."""
        await self._database.execute(delete(table).where(*_SEAT), _of(seat))

    async def delete_people(self, seat: Seat) -> None:
        """Forget what people installed where the seat is; the bot stays."""
        await self._database.execute(delete(table).where(*_PEOPLE), _where(seat))

    async def count(self) -> tuple[int, int]:
        """How many installations a key at hand opens, and how many none does."""
        return await self._database.run(lambda connection: count(connection, self._sealer))

    async def _first(
        self, which: Select[Any], values: Mapping[str, str]
    ) -> SlackInstallation | None:
        def work(connection: Connection) -> SlackInstallation | None:
            row = connection.execute(which, values).one_or_none()
            return _opened(row, self._sealer) if row else None

        return await self._database.run(work)


def count(connection: Connection, sealer: Sealer) -> tuple[int, int]:
    """How many rows a key at hand opens, and how many none does."""
    opened = unreadable = 0
    for row in connection.execute(select(table.c.sealed)).all():
        try:
            sealer.open(row.sealed)
        except WrongKeyError:
            unreadable += 1
        else:
            opened += 1
    return opened, unreadable


def reseal(connection: Connection, sealer: Sealer) -> tuple[int, int]:
    """Seal everything with the newest key; how many rows that was, and how many no key at hand opens."""
    done = unreadable = 0
    for row in connection.execute(select(table)).all():
        try:
            sealed = sealer.seal(sealer.open(row.sealed))
        except WrongKeyError:
            unreadable += 1
            continue
        this = (column == getattr(row, column.name) for column in table.primary_key)
        connection.execute(update(table).where(*this).values(sealed=sealed))
        done += 1
    return done, unreadable


def _opened(row: Row[*tuple[Any, ...]], sealer: Sealer) -> SlackInstallation:
    """What a row holds; one that was sealed for another row is not taken for this one's."""
    said: dict[str, Any] = json.loads(sealer.open(row.sealed))
    held: Mapping[str, Json] = said.pop("held")
    seat = Seat(**said)
    if (row.app, row.enterprise, row.team, row.person_key) != tuple(_of(seat).values()):
        raise WrongKeyError
    return SlackInstallation(seat, row.installed_at, held)


def _where(seat: Seat) -> dict[str, str]:
    return {"of_app": seat.app, "of_enterprise": seat.enterprise, "of_team": seat.team}


def _of(seat: Seat) -> dict[str, str]:
    person = Person("slack", seat.user, "", seat.community).key if seat.user else _BOT
    return _where(seat) | {"of_person": person}
