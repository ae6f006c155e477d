"""/daily: who may set up a channel's question a day, and what they can do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.chat.errors import ChatError
from bot.chat.event import NEW_THREAD, ActionChosen, CommandUsed, Event, Place, Power
from bot.chat.feature import Command, CommandHandler, Feature, Option
from bot.chat.platform import Poster
from bot.chat.reply import Reply, Text
from bot.clock import Clock
from bot.features.daily import cards, listing
from bot.features.daily.planner import DailyStores, Planner
from bot.features.daily.posting import Posting
from bot.features.daily.setting_up import CHANNEL, read_terms, setup_options
from bot.planning import Occurrence
from bot.rates import Rate, Rates
from bot.storage.ports import Learners, Post, Schedule, Terms
from knowledge.bank import Bank

MANAGE: frozenset[Power] = frozenset({"manage"})
CHANGES = Rate(20, 60)
"""Commands of this feature that a person may use."""
NOT_HERE = "That channel has no daily quiz. `/daily setup` begins one, `/daily list` shows all."
PERSON_PAUSED = "Somebody who manages this place paused it."
_ALREADY = "Today's question is posted already."


@dataclass(frozen=True, slots=True)
class Parts:
    """What /daily works with."""

    bank: Bank
    stores: DailyStores
    learners: Learners
    planner: Planner
    posting: Posting
    poster: Poster


class Daily:
    """Commands and buttons; each use is checked for itself, whatever a button carries.

    Nobody but those who may manage a channel does anything here, and in their own community only.
    """

    def __init__(self, parts: Parts, clock: Clock) -> None:
        self._parts, self._clock, self._rates = parts, clock, Rates(clock)
        self.bank = parts.bank
        self._schedules, self._posts = parts.stores.schedules, parts.stores.posts

    async def setup(self, event: CommandUsed) -> Reply:
        """Handle /daily setup: nothing is kept before everything is found to be in order."""
        where = self._place(event)
        terms = read_terms(event, self.bank)
        await self._check_permissions(where, terms)
        host = await self._parts.learners.of(event.who)
        schedule = await self._schedules.put(where, terms, host, self._clock())
        await self._parts.planner.plan(schedule)
        return await self._agreed(schedule)

    async def list(self, event: CommandUsed) -> Reply:
        """Handle /daily list."""
        self._rates.use(f"daily {event.who.key}", CHANGES)
        where = event.where
        parts = [
            (one, await self._parts.poster.name_of(one.where), await self._coming(one))
            for one in await self._schedules.of(where.platform, where.community)
            if "manage" in event.powers or one.where.channel == where.channel
        ]
        return listing.listed(parts, self._clock())

    async def preview(self, event: CommandUsed | ActionChosen) -> Reply:
        """Show the next question, to whoever asked only."""
        schedule = await self._schedule(event)
        planned = [post for post in await self._coming(schedule) if post.state == "planned"]
        if not planned:
            raise ChatError(
                "The next question is chosen 36 hours before its time. Look again then."
            )
        put = await self._parts.posting.put(planned[0], schedule)
        return cards.preview(put, planned[0])

    async def test(self, event: ActionChosen) -> Reply:
        """Post a message that shows that posting works."""
        schedule = await self._schedule(event)
        await self._check_permissions(schedule.where, schedule.terms)
        at = schedule.terms.timetable.at.isoformat("minutes")
        zone = schedule.terms.timetable.zone
        words = f"This is where the daily quiz will be, at {at} ({zone}). Nothing is asked yet."
        test = Reply("A test", (Text(words),))
        await self._parts.poster.send(schedule.where, test, f"test {event.id}")
        return _privately("Posted. It works.")

    async def pause(self, event: CommandUsed | ActionChosen) -> Reply:
        """Post nothing until it is resumed."""
        schedule = await self._schedule(event)
        if not await self._schedules.pause(schedule.where, PERSON_PAUSED):
            raise ChatError("It is paused already. `/daily resume` goes on.")
        return await self._agreed(await self._schedule(event))

    async def resume(self, event: CommandUsed | ActionChosen) -> Reply:
        """Go on, once posting works."""
        schedule = await self._schedule(event)
        await self._check_permissions(schedule.where, schedule.terms)
        if not await self._schedules.resume(schedule.where, self._clock()):
            raise ChatError("It is not paused.")
        resumed = await self._schedule(event)
        await self._parts.planner.plan(resumed)
        return await self._agreed(resumed)

    async def skip(self, event: CommandUsed) -> Reply:
        """Leave the next date out; nobody's streak breaks by that."""
        schedule = await self._schedule(event)
        states = {post.day: post.state for post in await self._coming(schedule)}
        following = schedule.terms.timetable.following(self._clock(), 14)
        free = [at for at in following if states.get(at.day, "planned") == "planned"]
        if not free:
            raise ChatError("Everything for the next days is skipped already.")
        await self._posts.put(_skipped(schedule, free[0]), None)
        words = f"{cards.day_in_words(free[0].day)} is skipped. Nobody loses a streak by it."
        return _privately(words)

    async def remove(self, event: CommandUsed) -> Reply:
        """Forget the channel's daily posts."""
        schedule = await self._schedule(event)
        await self._schedules.remove(schedule.where)
        name = await self._parts.poster.name_of(schedule.where)
        return _privately(f"{name} has no daily quiz any more. What was posted stays.")

    async def post_now(self, event: CommandUsed) -> Reply:
        """Post today's question now, in place of its time."""
        schedule = await self._schedule(event)
        await self._check_permissions(schedule.where, schedule.terms)
        now = self._clock()
        today = now.astimezone(ZoneInfo(schedule.terms.timetable.zone)).date()
        [post] = await self._parts.planner.drawn(schedule, [Occurrence(today, now)])
        if not await self._posts.put(post, now):
            raise ChatError(_ALREADY)
        return _privately("On its way: it is posted within seconds.")

    async def _agreed(self, schedule: Schedule) -> Reply:
        name = await self._parts.poster.name_of(schedule.where)
        return listing.agreed(schedule, name, await self._coming(schedule), self._clock())

    async def _coming(self, schedule: Schedule) -> Sequence[Post]:
        zone = ZoneInfo(schedule.terms.timetable.zone)
        return await self._posts.since(schedule.where, self._clock().astimezone(zone).date())

    async def _schedule(self, event: CommandUsed | ActionChosen) -> Schedule:
        schedule = await self._schedules.at(self._place(event).key)
        if schedule is None:
            raise ChatError(NOT_HERE)
        return schedule

    def _place(self, event: CommandUsed | ActionChosen) -> Place:
        """The channel that is meant, in the community where it was said, if the person may.

        Raises:
            ChatError: they may not.
        """
        self._rates.use(f"daily {event.who.key}", CHANGES)
        here = event.where
        if here.private or not here.channel:
            raise ChatError("There is nobody else here. Use /daily in a server or workspace.")
        channel = _wanted(event) or here.channel
        if not _may(event, channel):
            raise ChatError("That is for those who manage this place. Ask one of them.")
        return Place(here.platform, here.community, channel)

    async def _check_permissions(self, where: Place, terms: Terms) -> None:
        place = replace(where, thread=NEW_THREAD) if terms.thread else where
        if missing := await self._parts.poster.preflight(place):
            raise ChatError("Nothing is set up yet. " + " ".join(missing))


def _wanted(event: CommandUsed | ActionChosen) -> str:
    match event:
        case CommandUsed():
            return str(event.options.get("channel", ""))
        case ActionChosen():
            return event.action.argument


def _may(event: Event, channel: str) -> bool:
    own = "own" in event.powers and channel == event.where.channel
    return own or "manage" in event.powers


def _skipped(schedule: Schedule, at: Occurrence) -> Post:
    return Post(schedule.where.key, at.day, at.at, "", 0, "", state="skipped")


def _privately(words: str) -> Reply:
    return Reply("", (Text(words),), "asker")


def daily(feature: Daily) -> Feature:
    """Declare the feature."""
    commands = (
        _command(
            "setup",
            "Ask this channel a question a day",
            feature.setup,
            *setup_options(feature.bank),
        ),
        _command("list", "Which channels have a daily quiz, and when", feature.list),
        _command("preview", "See the next question, alone", feature.preview, CHANNEL),
        _command("pause", "Ask nothing until it is resumed", feature.pause, CHANNEL),
        _command("resume", "Go on with a daily quiz that is paused", feature.resume, CHANNEL),
        _command("skip", "Leave the next date out", feature.skip, CHANNEL),
        _command("remove", "Have no daily quiz any more", feature.remove, CHANNEL),
        _command("post-now", "Post today's question now", feature.post_now, CHANNEL),
    )
    actions = {
        "test": feature.test,
        "preview": feature.preview,
        "pause": feature.pause,
        "resume": feature.resume,
    }
    return Feature("daily", commands, actions)


def _command(name: str, summary: str, handler: CommandHandler, *options: Option) -> Command:
    return Command(f"daily {name}", summary, handler, options, needs=MANAGE, owners=True)
