"""/streak: how many days in a row somebody answered, by their own clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chat.event import Action, CommandUsed, Person, Place
from bot.chat.feature import Command, Feature
from bot.chat.reply import Block, Button, Buttons, Facts, Reply, Text
from bot.clock import Clock
from bot.features.own_time import OwnTime, Zone
from bot.features.streaks import EARNED_EVERY, MOST_FREEZES, Streak, reckon
from bot.storage.ports import Learners, Scores

_RECENT = timedelta(days=7)
"""How long the home page says that a freeze was used."""
_RULES = (
    f"Any answer counts, in a quiz or to a daily post. Every {EARNED_EVERY}th day earns a freeze, and up to"
    f" {MOST_FREEZES} are kept. A day without an answer uses one up by itself, instead of ending the streak. A day on"
    " which a channel's daily post did not come ends nobody's streak."
)

_WHERE = "I take your days to begin at midnight UTC. `/settings timezone` lets them begin at yours."


@dataclass(frozen=True, slots=True)
class Days:
    """Tells streaks."""

    learners: Learners
    scores: Scores
    time: OwnTime
    clock: Clock

    async def show(self, event: CommandUsed) -> Reply:
        """Handle /streak."""
        zone = await self.time.of(event.who)
        now = self.clock().astimezone(zone.info)
        found = await self._streak(event.who, zone)
        again = Buttons((Button("Quiz me", Action("quiz", "begin"), "primary"),))
        blocks = (
            Text(_today(found, now)),
            *_kept(found),
            Facts(_facts(found, zone)),
            Text(f"_{_RULES}_"),
            *((Text(_WHERE),) if zone.by == "nobody" else ()),
            again,
        )
        return Reply(f"Your streak: {_days(found.days)}", blocks, "asker")

    async def home(self, who: Person, _: Place) -> Sequence[Block]:
        """The streak in a line, and what stood in for a day of the last week."""
        zone = await self.time.of(who)
        found = await self._streak(who, zone)
        if not found.days:
            return []
        now = self.clock().astimezone(zone.info)
        since = now.date() - _RECENT
        lately = [day for day in found.frozen if day >= since]
        return [Text(f"**Streak: {_days(found.days)}.** {_today(found, now)}"), *_stood_in(lately)]

    async def _streak(self, who: Person, zone: Zone) -> Streak:
        learner = await self.learners.of(who)
        moments = await self.scores.answered_at(learner)
        answered = {moment.astimezone(zone.info).date() for moment in moments}
        today = self.clock().astimezone(zone.info).date()
        return reckon(answered, await self.scores.excused(learner), today)


def _today(found: Streak, now: datetime) -> str:
    if found.answered_today:
        return "Today is done."
    if not found.days:
        return "Answer one question today to begin one."
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
    left = midnight.timestamp() - now.timestamp()
    hours = int(left // 3600)
    time = f"{hours} hour{'s' * (hours > 1)}" if hours else f"{int(left // 60)} minutes"
    return f"Answer one question today, within {time}, to keep it."


def _kept(found: Streak) -> Iterator[Block]:
    """What the streak went on for without an answer."""
    yield from _stood_in(found.frozen)
    if found.excused:
        yield Text(f"No daily post came on {_dates(found.excused)}; that counts against nobody.")


def _stood_in(frozen: Sequence[date]) -> Iterator[Block]:
    if frozen:
        yield Text(f"A freeze stood in for {_dates(frozen)}.")


def _facts(found: Streak, zone: Zone) -> tuple[tuple[str, str], ...]:
    return (
        ("Longest", _days(found.best)),
        ("Freezes left", str(found.freezes)),
        ("Days by the clock of", zone.name),
    )


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _dates(days: Sequence[date]) -> str:
    """The last few dates in words."""
    named = [f"{day:%A} {day.day} {day:%B}" for day in days[-3:]]
    return ", ".join(named[:-1]) + " and " + named[-1] if len(named) > 1 else named[0]


def streak(handlers: Days) -> Feature:
    """Declare the feature."""
    command = Command("streak", "How many days in a row you answered", handlers.show)
    return Feature("streak", (command,), home=handlers.home)
