"""Sends a post once, whatever happens on the way."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat.errors import BusyError, ChatError, NotAllowedError
from bot.chat.platform import MessageRef, Poster
from bot.chat.reply import Reply
from bot.clock import Clock
from bot.features.daily import cards
from bot.features.daily.pausing import Pausing
from bot.features.daily.planner import AWAY, DailyStores, Planner
from bot.features.quiz.put import Put, Putter
from bot.planning import Occurrence
from bot.storage.ports import Found, LaterError, Post, QuizRound, Schedule, State
from knowledge.errors import CannotAnswerError

log = logging.getLogger(__name__)

DOUBT = timedelta(seconds=90)
"""How long a message may take to show up in its channel after nobody knows whether it was sent."""
LATE = timedelta(minutes=10)
"""A post that comes later than this says so; the rush of a full hour is over by then."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Handles due posts; each may be begun again after a crash."""

    planner: Planner
    putter: Putter
    pausing: Pausing
    stores: DailyStores
    poster: Poster
    clock: Clock

    async def send(self, key: str) -> None:
        """Handle a due "daily".

        Raises:
            LaterError: it has to wait.
        """
        found = await self.stores.posts.find(key, self.clock())
        if found is None:
            return
        if found.schedule is None:
            await self._drop(found.post, "Daily posts were removed.")
        elif found.post.state == "planned":
            await self._begin(found, found.schedule)
        elif found.post.state == "sending":
            await self._make_sure(found, found.schedule)

    async def _drop(self, post: Post, why: str) -> None:
        """Its channel wants it no more; nobody looks any longer whether one on its way arrived."""
        if post.state in ("planned", "sending"):
            _note(post, "skipped")
            await self.stores.posts.end(post.key, "skipped", why)

    async def _begin(self, found: Found, schedule: Schedule) -> None:
        now, post = self.clock(), found.post
        if now < post.due_at:
            raise LaterError(post.spread_at)
        if schedule.paused and _is_by_timetable(post, schedule):
            return await self._drop(post, "Daily posts were paused.")
        if found.overtaken or is_over(post, schedule, now):
            _note(post, "missed")
            return await self.stores.posts.end(post.key, "missed", AWAY)
        try:
            put = await self.put(post, schedule)
        except CannotAnswerError as error:
            return await self._give_up(post, schedule, str(error))
        post = replace(post, item=put.round.items[0], seed=put.round.seed)
        opened = now if _is_late(post, now) else post.due_at
        closes_at = opened + timedelta(hours=schedule.terms.open_hours)
        if await self.stores.posts.begin(post, put.question.fingerprint, closes_at, now):
            card = cards.post(put, post, schedule.terms, closes_at)
            await self._deliver(post, schedule, card)
        return None

    async def _deliver(self, post: Post, schedule: Schedule, card: Reply) -> None:
        now = self.clock()
        shown = cards.late(card, schedule.terms) if _is_late(post, now) else card
        try:
            message = await self.poster.send(schedule.where, shown, post.key)
        except NotAllowedError as error:
            await self._give_up(post, schedule, str(error))
        except BusyError as busy:
            await self.stores.posts.unsent(post.key)
            raise LaterError(self.clock() + timedelta(seconds=busy.retry_after_s)) from busy
        else:
            await self._sent(post, message, now)

    async def _make_sure(self, found: Found, schedule: Schedule) -> None:
        """Nobody knows whether it was sent: look, wait, look again, and only then send it anew."""
        post, now = found.post, self.clock()
        try:
            message = await self.poster.find(schedule.where, post.key)
        except (ChatError, OSError) as error:
            if not is_over(post, schedule, now):
                raise LaterError(now + DOUBT) from error
            return await self._give_up(post, schedule, str(error))
        if message:
            return await self._sent(post, message, post.sent_at or now)
        if not post.doubted:
            await self.stores.posts.doubt(post.key)
            raise LaterError(now + DOUBT)
        await self.stores.posts.unsent(post.key)
        planned = replace(post, state="planned")
        return await self._begin(replace(found, post=planned), schedule)

    async def put(self, post: Post, schedule: Schedule) -> Put:
        """Its question; another one where it left the bank since it was planned.

        Raises:
            CannotAnswerError: no question fits any more.
        """
        round_ = _round(post, schedule, self.clock())
        put = self.putter.at(round_, 0)
        if put is None:
            [other] = await self.planner.drawn(schedule, [Occurrence(post.day, post.due_at)])
            put = self.putter.at(replace(round_, items=(other.item,), seed=other.seed), 0)
        if put is None:
            raise CannotAnswerError("The question of the day has left the bank.")
        return put

    async def _sent(self, post: Post, message: MessageRef, at: datetime) -> None:
        late = _is_late(post, at)
        await self.stores.posts.sent(post.key, message, late=late)
        _note(post, "sent", late=late)

    async def _give_up(self, post: Post, schedule: Schedule, why: str) -> None:
        """Nothing can be posted there until a person has mended it."""
        await self.stores.posts.end(post.key, "failed", why)
        _note(post, "failed", why=why)
        await self.pausing.pause(schedule.where, why, f"{post.key}/paused")


def _note(post: Post, became: State, **more: object) -> None:
    """Log what became of a post."""
    what = {"became": became, "channel": post.place_key, "date": f"{post.day}", **more}
    log.info("daily post", extra=what)


def _is_late(post: Post, at: datetime) -> bool:
    return at - post.due_at > LATE


def _is_by_timetable(post: Post, schedule: Schedule) -> bool:
    """Whether it came due by itself; what a person asks for now is posted in a paused channel too."""
    return post.due_at == schedule.terms.timetable.moment(post.day)


def is_over(post: Post, schedule: Schedule, now: datetime) -> bool:
    """Whether it is too late to post it."""
    return now > post.due_at + max(schedule.late, LATE)


def _round(post: Post, schedule: Schedule, now: datetime) -> QuizRound:
    return QuizRound(
        id=post.round_id,
        starter=None,
        where=schedule.where,
        shared=True,
        wanted={},
        seed=post.seed,
        seconds=schedule.terms.open_hours * 3600,
        items=(post.item,),
        started_at=now,
    )
