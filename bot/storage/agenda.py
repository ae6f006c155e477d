"""What is due when, in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, delete, insert, or_, select, update

from bot.storage.database import Database
from bot.storage.ports import Due
from bot.storage.tables import due as table

_IS_DUE = (
    select(table.c.kind, table.c.key, table.c.tries)
    .where(table.c.due_at <= bindparam("now"))
    .where(or_(table.c.held_until.is_(None), table.c.held_until <= bindparam("now")))
    .order_by(table.c.due_at, table.c.kind, table.c.key)
    .limit(bindparam("limit"))
)
_CLAIMABLE_AT = case(
    (table.c.held_until > table.c.due_at, table.c.held_until), else_=table.c.due_at
)
_NEXT = select(_CLAIMABLE_AT).order_by(_CLAIMABLE_AT).limit(1)
_THIS = (table.c.kind == bindparam("this_kind"), table.c.key == bindparam("this_key"))
_CHANGE = update(table).where(*_THIS)
_STRIKE_OFF = delete(table).where(*_THIS)


class SqlAgenda:
    """Fills in `Agenda`: for these kinds of things only, where some are named, else for all."""

    def __init__(self, database: Database, kinds: Collection[str] = ()) -> None:
        self._database, self._kinds = database, kinds
        self._is_due = _IS_DUE.where(table.c.kind.in_(kinds)) if kinds else _IS_DUE

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Due]:
        """Up to `limit` things that are due and that nobody holds; held until `until`."""

        def work(connection: Connection) -> list[Due]:
            rows = connection.execute(self._is_due, {"now": now, "limit": limit}).all()
            claimed = [Due(row.kind, row.key, row.tries + 1) for row in rows]
            for due in claimed:
                held = {"held_until": until, "tries": due.tries}
                connection.execute(_CHANGE, _this(due) | held)
            return claimed

        return await self._database.run(work)

    async def let_go(self) -> None:
        """Have nobody hold anything: for a process that knows that all who did are dead."""
        everything = update(table).values(held_until=None)
        own = everything.where(table.c.kind.in_(self._kinds)) if self._kinds else everything
        await self._database.execute(own, {})

    async def next_at(self) -> datetime | None:
        """When the next thing can be claimed; None where nothing is to be done."""

        def work(connection: Connection) -> datetime | None:
            found: datetime | None = connection.scalar(_NEXT)
            return found

        return await self._database.run(work)

    async def done(self, due: Due) -> None:
        """Strike it off."""
        await self._database.execute(_STRIKE_OFF, _this(due))

    async def postpone(self, due: Due, at: datetime) -> None:
        """Let go of it until a later time."""
        later = {"due_at": at, "held_until": None, "tries": due.tries}
        await self._database.execute(_CHANGE, _this(due) | later)


def add_due(connection: Connection, kind: str, key: str, at: datetime) -> None:
    """Put something on the agenda, in the transaction that makes it necessary."""
    connection.execute(insert(table), {"kind": kind, "key": key, "due_at": at, "tries": 0})


def move_due(connection: Connection, kind: str, key: str, at: datetime) -> None:
    """Put something on the agenda for this time, whether it was there or not."""
    strike_off(connection, kind, key)
    add_due(connection, kind, key, at)


def strike_off(connection: Connection, kind: str, key: str) -> None:
    """Take something off the agenda."""
    connection.execute(_STRIKE_OFF, {"this_kind": kind, "this_key": key})


def _this(due: Due) -> dict[str, object]:
    return {"this_kind": due.kind, "this_key": due.key}
