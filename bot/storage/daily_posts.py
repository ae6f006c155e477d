"""The daily posts of channels, in the database: one row for a channel and local date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update

from bot.chat.event import Place
from bot.chat.platform import MessageRef
from bot.storage.agenda import move_due, strike_off
from bot.storage.daily_rows import CLOSE, SEND, post_row, schedule
from bot.storage.daily_rows import post as read
from bot.storage.database import Database
from bot.storage.ports import Found, Post, QuizAnswer, Schedule, State
from bot.storage.quizzes import NAMED_ANSWERS, answer
from bot.storage.tables import daily_post as table
from bot.storage.tables import daily_schedule, quiz_answer, quiz_question, quiz_round

_HERE: BindParameter[str] = bindparam("here")
_DAY: BindParameter[str] = bindparam("on")
_THIS = (table.c.place_key == _HERE, table.c.day == _DAY)
_ONE = select(table).where(*_THIS)
_CHANGE = update(table).where(*_THIS)
_BEGUN = _CHANGE.where(table.c.state == "sending")
_SINCE = select(table).where(table.c.place_key == _HERE, table.c.day >= _DAY).order_by(table.c.day)
_OVERTAKING = (
    select(func.count())
    .select_from(table)
    .where(table.c.place_key == _HERE, table.c.day > _DAY, table.c.due_at <= bindparam("now"))
    .where(table.c.state.in_(("planned", "sending", "sent", "closed")))
)
_SCHEDULE = select(daily_schedule).where(daily_schedule.c.place_key == _HERE)
_ITEMS = (
    select(table.c.item, func.count().label("times"))
    .where(table.c.place_key == _HERE, table.c.state == "planned")
    .group_by(table.c.item)
)
_ANSWERS = (
    NAMED_ANSWERS.join(table, table.c.round_id == quiz_answer.c.round_id)
    .where(table.c.place_key == _HERE, table.c.state.in_(("sent", "closed")))
    .where(table.c.day >= bindparam("first"), table.c.day <= bindparam("last"))
    .join(quiz_question, quiz_question.c.round_id == table.c.round_id)
    .where(quiz_question.c.closed)
    .order_by(table.c.day, quiz_answer.c.answered_at, quiz_answer.c.learner_id)
)
_MESSAGE = update(quiz_question).where(quiz_question.c.round_id == bindparam("of_round"))
_ROUND = delete(quiz_round).where(quiz_round.c.id == bindparam("of_round"))


class SqlPosts:
    """Fills in `Posts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def plan(self, by: Schedule, posts: Sequence[Post]) -> None:
        """Keep new posts, and move those that are planned to their time."""

        def work(connection: Connection) -> None:
            agreed = connection.execute(_SCHEDULE, {"here": by.where.key}).one_or_none()
            if agreed is not None and schedule(agreed) == by:
                for post in posts:
                    _plan(connection, post)

        await self._database.run(work)

    async def find(self, key: str, now: datetime) -> Found | None:
        """A post by its key."""

        def work(connection: Connection) -> Found | None:
            which = _which(key)
            if (row := connection.execute(_ONE, which).one_or_none()) is None:
                return None
            agreed = connection.execute(_SCHEDULE, which).one_or_none()
            later = connection.execute(_OVERTAKING, which | {"now": now}).scalar_one()
            return Found(read(row), schedule(agreed) if agreed else None, later > 0)

        return await self._database.run(work)

    async def since(self, where: Place, day: date) -> Sequence[Post]:
        """The posts of a channel from a date on."""
        which = {"here": where.key, "on": day.isoformat()}
        return await self._database.run(
            lambda connection: [read(row) for row in connection.execute(_SINCE, which)]
        )

    async def put(self, post: Post, begin_at: datetime | None) -> bool:
        """Keep this post in place of one that was not sent."""

        def work(connection: Connection) -> bool:
            which = _which(post.key)
            before = connection.execute(_ONE, which).one_or_none()
            if before and before.state in ("sending", "sent", "closed"):
                return False
            connection.execute(delete(table).where(*_THIS), which)
            connection.execute(insert(table), post_row(post))
            strike_off(connection, SEND, post.key)
            if begin_at:
                move_due(connection, SEND, post.key, begin_at)
            return True

        return await self._database.run(work)

    async def begin(self, post: Post, fingerprint: str, closes_at: datetime, now: datetime) -> bool:
        """From planned to sending, with its question open."""

        def work(connection: Connection) -> bool:
            values = _which(post.key) | {"state": "sending", "doubted": False, "sent_at": now}
            values |= {"item": post.item, "seed": post.seed}
            agreed = connection.execute(_SCHEDULE, values).one_or_none()
            planned = connection.execute(_CHANGE.where(table.c.state == "planned"), values)
            if agreed is None or not planned.rowcount:
                return False
            _put_question(connection, post, schedule(agreed), (fingerprint, closes_at, now))
            move_due(connection, CLOSE, post.key, closes_at)
            return True

        return await self._database.run(work)

    async def doubt(self, key: str) -> None:
        """Note that nobody knows whether it was sent."""
        await self._database.execute(_BEGUN, _which(key) | {"doubted": True})

    async def unsent(self, key: str) -> None:
        """From sending back to planned."""
        await self._database.execute(_BEGUN, _which(key) | {"state": "planned", "sent_at": None})

    async def sent(self, key: str, message: MessageRef, *, late: bool) -> None:
        """From sending to sent."""
        kept = {"message": asdict(message)}

        def work(connection: Connection) -> None:
            which = _which(key)
            if connection.execute(_BEGUN, which | kept | {"state": "sent", "late": late}).rowcount:
                round_id = connection.execute(_ONE, which).one().round_id
                connection.execute(_MESSAGE, {"of_round": round_id} | kept)

        await self._database.run(work)

    async def end(self, key: str, state: State, why: str = "") -> None:
        """Let it end so."""

        def work(connection: Connection) -> None:
            which = _which(key)
            connection.execute(_CHANGE, which | {"state": state, "why": why})
            strike_off(connection, CLOSE, key)
            row = connection.execute(_ONE, which).one_or_none()
            if row and state != "closed":
                connection.execute(_ROUND, {"of_round": row.round_id})

        await self._database.run(work)

    async def planned_items(self, where: Place) -> Mapping[str, int]:
        """How often each item is planned for a channel."""
        which = {"here": where.key}
        return await self._database.run(
            lambda c: {row.item: row.times for row in c.execute(_ITEMS, which)}
        )

    async def answers(self, where: Place, first: date, last: date) -> Sequence[QuizAnswer]:
        """Every answer to the channel's posts of these dates that are closed."""
        which = {"here": where.key, "first": first.isoformat(), "last": last.isoformat()}
        return await self._database.run(
            lambda c: [answer(row) for row in c.execute(_ANSWERS, which)]
        )


def _which(key: str) -> dict[str, object]:
    place_key, _, day = key.rpartition("/")
    return {"here": place_key, "on": day}


def _plan(connection: Connection, post: Post) -> None:
    before = connection.execute(_ONE, _which(post.key)).one_or_none()
    if before is None:
        connection.execute(insert(table), post_row(post))
    elif before.state == "planned" and before.due_at != post.due_at:
        connection.execute(_CHANGE, _which(post.key) | {"due_at": post.due_at})
    else:
        return
    if post.state == "planned":
        move_due(connection, SEND, post.key, post.spread_at)


def _put_question(
    connection: Connection,
    post: Post,
    agreed: Schedule,
    opened: tuple[str, datetime, datetime],
) -> None:
    """The post's question as a channel quiz of one question, so that it is answered as any other."""
    fingerprint, closes_at, now = opened
    connection.execute(_ROUND, {"of_round": post.round_id})  # of an attempt that sent nothing
    round_ = {
        "id": post.round_id,
        "learner_id": None,
        "place_key": post.place_key,
        "place": asdict(agreed.where),
        "shared": True,
        "wanted": {},
        "seed": post.seed,
        "seconds": agreed.terms.open_hours * 3600,
        "items": [post.item],
        "started_at": now,
    }
    connection.execute(insert(quiz_round), round_)
    question = {
        "round_id": post.round_id,
        "position": 0,
        "item": post.item,
        "fingerprint": fingerprint,
        "closes_at": closes_at,
        "message": None,
        "closed": False,
    }
    connection.execute(insert(quiz_question), question)
