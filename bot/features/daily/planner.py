"""Plans a channel's next days: which question, and when."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfoNotFoundError

from bot.clock import Clock
from bot.features.daily.pausing import Pausing
from bot.features.quiz.quiz import Chance
from bot.planning import Occurrence
from bot.storage.ports import LaterError, Post, Posts, Quizzes, Schedule, Schedules, Terms
from knowledge.bank import Bank
from knowledge.errors import CannotAnswerError
from knowledge.picking import Wanted, pick_from, reference
from knowledge.question import Question
from knowledge.quiz import QuizItem

log = logging.getLogger(__name__)

HORIZON = timedelta(hours=36)
"""How far ahead posts are planned."""
AGAIN = timedelta(hours=6)
_LOOKED_BACK = timedelta(days=7)
"""Days that nobody planned, since Backprep was away, are noted as missed that far back."""
AWAY = "Backprep was away."


PRESSED = ("choice", "true_false")
"""Kinds that are answered by one press, and whose outcome says who chose what."""


def pool(bank: Bank, terms: Terms) -> Iterator[tuple[Question, QuizItem]]:
    """Every quiz item of the bank that fits, once.

    Raises:
        CannotAnswerError: the bank has no such topic or level.
    """
    found = (
        item
        for topic in terms.topics or ("",)
        for item in Wanted(topic, terms.level, PRESSED).items(bank)
    )
    yield from {reference(*item): item for item in found}.values()


@dataclass(frozen=True, slots=True)
class DailyStores:
    """What daily posts remember."""

    schedules: Schedules
    posts: Posts
    quizzes: Quizzes


class Planner:
    """Keeps the posts of the next day and a half planned."""

    def __init__(
        self, bank: Bank, stores: DailyStores, pausing: Pausing, clock: Clock, chance: Chance
    ) -> None:
        self._bank, self._stores, self._pausing = bank, stores, pausing
        self._clock, self._chance = clock, chance

    async def keep_planned(self, place_key: str) -> None:
        """Handle a due "daily-plan": plan, and come again in some hours.

        Raises:
            LaterError: always, as long as the channel has daily posts.
        """
        schedule = await self._stores.schedules.at(place_key)
        if schedule is None or schedule.paused:
            return
        try:
            await self.plan(schedule)
        except (CannotAnswerError, ZoneInfoNotFoundError) as error:
            key = f"{place_key}/{schedule.version}/paused"
            await self._pausing.pause(schedule.where, str(error), key)
            return
        raise LaterError(self._clock() + AGAIN)

    async def plan(self, schedule: Schedule) -> None:
        """Plan what is not planned yet, and move what is planned to its time.

        Raises:
            CannotAnswerError: no question fits.
        """
        now = self._clock()
        since = max(schedule.since, now - _LOOKED_BACK)
        times = schedule.terms.timetable.between(since, now + HORIZON)
        if not times:
            return
        known = await self._stores.posts.since(schedule.where, times[0].day)
        by_day = {post.day: post for post in known}
        moved = [
            replace(by_day[at.day], due_at=at.at)
            for at in times
            if at.day in by_day and by_day[at.day].due_at > now
        ]
        new = [at for at in times if at.day not in by_day]
        missed = [at for at in new if at.at + schedule.late < now]
        posts = await self.drawn(schedule, [at for at in new if at not in missed])
        gone = [replace(_blank(schedule, at), state="missed", why=AWAY) for at in missed]
        await self._stores.posts.plan(schedule, [*moved, *gone, *posts])
        for post in (*gone, *posts):
            what = {"became": post.state, "channel": post.place_key, "date": f"{post.day}"}
            log.info("daily post", extra=what)

    async def drawn(self, schedule: Schedule, times: Sequence[Occurrence]) -> list[Post]:
        """A post for each time, with questions that the channel has seen least often.

        Raises:
            CannotAnswerError: no question fits.
        """
        if not times:
            return []
        seen = dict(await self._stores.quizzes.seen_in(schedule.where))
        for item, count in (await self._stores.posts.planned_items(schedule.where)).items():
            seen[item] = seen.get(item, 0) + count
        posts: list[Post] = []
        for at in times:
            [drawn] = pick_from(pool(self._bank, schedule.terms), 1, seen, self._chance.rng)
            item = reference(*drawn)
            seen[item] = seen.get(item, 0) + 1
            posts.append(self._post(schedule, at, item))
        return posts

    def _post(self, schedule: Schedule, at: Occurrence, item: str) -> Post:
        seed = self._chance.rng.getrandbits(31)
        return replace(_blank(schedule, at), item=item, seed=seed, round_id=self._chance.new_id())


def _blank(schedule: Schedule, at: Occurrence) -> Post:
    return Post(schedule.where.key, at.day, at.at, item="", seed=0, round_id="")
