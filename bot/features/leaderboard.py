"""/leaderboard: who has how many points, in a channel or a server, this week or since the beginning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Self, get_args
from zoneinfo import ZoneInfo

from bot.chat.errors import ChatError, StaleError
from bot.chat.event import Action, ActionChosen, CommandUsed, Event, Place
from bot.chat.feature import Command, Feature, Option
from bot.chat.markup import literal
from bot.chat.reply import Block, Button, Buttons, Choice, Reply, Table, Text
from bot.clock import Clock
from bot.features.accounts import NAMELESS
from bot.features.quiz.standings import SHOWN, points
from bot.rates import Rate, Rates
from bot.storage.ports import LearnerId, Learners, Schedules, Scope, Scores, Standing

Period = Literal["week", "all"]
SHARES = Rate(3, 60)
"""Leaderboards that are shared in a place."""
_SCOPES: dict[Scope, str] = {"channel": "This channel", "server": "All channels"}
_PERIODS: dict[Period, str] = {"week": "This week", "all": "All time"}


@dataclass(frozen=True, slots=True)
class View:
    """What a leaderboard shows; its buttons carry it."""

    scope: Scope = "channel"
    period: Period = "week"

    @classmethod
    def of(cls, action: Action) -> Self:
        """The view a button carried.

        Raises:
            StaleError: it is not one of ours.
        """
        scope, _, period = action.argument.partition("/")
        if scope not in get_args(Scope) or period not in get_args(Period):
            raise StaleError("Please use /leaderboard.")
        return cls(scope, period)  # type: ignore[arg-type]  # was just checked

    def action(self, verb: str) -> Action:
        """What a button with this verb does with it."""
        return Action("leaderboard", verb, f"{self.scope}/{self.period}")

    @property
    def title(self) -> str:
        """What is listed."""
        return f"{_SCOPES[self.scope]}, {_PERIODS[self.period].lower()}"


class Leaderboard:
    """Lists who answered questions to a channel."""

    def __init__(
        self, learners: Learners, scores: Scores, schedules: Schedules, clock: Clock
    ) -> None:
        """A channel's week begins on Monday by the clock of its daily posts, else by UTC."""
        self._learners, self._scores, self._schedules = learners, scores, schedules
        self._clock, self._rates = clock, Rates(clock)

    async def show(self, event: CommandUsed) -> Reply:
        """Handle /leaderboard."""
        asked = f"{event.options.get('of', 'channel')}/{event.options.get('period', 'week')}"
        return await self._card(event, View.of(Action("leaderboard", "see", asked)))

    async def see(self, event: ActionChosen) -> Reply:
        """Turn to another view."""
        return replace(await self._card(event, View.of(event.action)), update=True)

    async def share(self, event: ActionChosen) -> Reply:
        """Post the list for everybody in the place."""
        view = View.of(event.action)
        self._rates.use(f"leaderboard {event.where.key}", SHARES)
        listed, since = await self._listed(event.where, view)
        by = Text(f"_Shared by {literal(event.who.name.strip() or NAMELESS)}_")
        return Reply(f"Leaderboard: {view.title}", (by, *_since(since), *_table(listed)))

    async def _card(self, event: Event, view: View) -> Reply:
        if event.where.private:
            raise ChatError("Leaderboards are of channels: use it in one. /home has your score.")
        listed, since = await self._listed(event.where, view)
        own = await self._learners.of(event.who)
        blocks = (*_since(since), *_table(listed), *_own(listed, own), _ways(view, listed))
        return Reply(f"Leaderboard: {view.title}", blocks, "asker")

    async def _listed(self, where: Place, view: View) -> tuple[Sequence[Standing], datetime | None]:
        now = self._clock()
        since = await self._monday(where, view.scope, now) if view.period == "week" else None
        found = await self._scores.standings(where, view.scope, since, now)
        return _in_order(found), since

    async def _monday(self, where: Place, scope: Scope, now: datetime) -> datetime:
        """The beginning of this week."""
        channel = replace(where, thread="")
        agreed = await self._schedules.at(channel.key) if scope == "channel" else None
        zone = ZoneInfo(agreed.terms.timetable.zone) if agreed else UTC
        today = now.astimezone(zone).date()
        first = today - timedelta(days=today.weekday())
        return datetime.combine(first, datetime.min.time(), zone)


def _in_order(found: Sequence[Standing]) -> list[Standing]:
    rounded = [replace(one, points=round(one.points, 2), name=_name(one)) for one in found]
    return sorted(rounded, key=lambda one: (-one.points, one.name.casefold(), one.learner))


def _name(one: Standing) -> str:
    return " ".join(one.name.split()) or NAMELESS


def _rank(one: Standing, listed: Sequence[Standing]) -> int:
    """Who has as many points has the same rank; those who hide take none."""
    return 1 + sum(other.points > one.points for other in listed if not other.hidden)


def _since(since: datetime | None) -> Iterator[Block]:
    if since:
        yield Text(f"Since {since:%A} {since.day} {since:%B}, {since.tzinfo}.")


def _table(listed: Sequence[Standing]) -> Iterator[Block]:
    shown = [one for one in listed if not one.hidden]
    if not shown:
        yield Text("Nobody is on it yet. `/quiz` with `channel` asks everybody here.")
        return
    rows = tuple(
        (str(_rank(one, shown)), one.name, points(one.points), str(one.answered))
        for one in shown[:SHOWN]
    )
    yield Table(("Rank", "Name", "Points", "Answered"), rows)
    if len(shown) > SHOWN:
        yield Text(f"_and {len(shown) - SHOWN} more_")


def _own(listed: Sequence[Standing], learner: LearnerId) -> Iterator[Block]:
    """Where the asker stands, unless that can be read in the table."""
    own = next((one for one in listed if one.learner == learner), None)
    if own is None:
        yield Text("You have not answered a question here that is closed already.")
    elif own.hidden:
        yield Text(f"You are hidden: only you see that you have {points(own.points)}.")
    elif own in (shown := [one for one in listed if not one.hidden])[SHOWN:]:
        yield Text(f"You are at rank {_rank(own, shown)} with {points(own.points)}.")


def _ways(view: View, listed: Sequence[Standing]) -> Buttons:
    period: Period = "all" if view.period == "week" else "week"
    scope: Scope = "server" if view.scope == "channel" else "channel"
    ways = [
        Button(_PERIODS[period], replace(view, period=period).action("see")),
        Button(_SCOPES[scope], replace(view, scope=scope).action("see")),
    ]
    if any(not one.hidden for one in listed):
        ways.append(Button("Share", view.action("share")))
    return Buttons(tuple(ways))


def leaderboard(handlers: Leaderboard) -> Feature:
    """Declare the feature."""
    options = (
        Option("period", "This week when left out", choices=_choices(_PERIODS)),
        Option("of", "This channel when left out", choices=_choices(_SCOPES)),
    )
    command = Command("leaderboard", "Who has how many points here", handlers.show, options)
    return Feature("leaderboard", (command,), {"see": handlers.see, "share": handlers.share})


def _choices(named: dict[Period, str] | dict[Scope, str]) -> tuple[Choice, ...]:
    return tuple(Choice(label, value) for value, label in named.items())
