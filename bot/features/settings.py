"""/settings: what people set for themselves, for all their accounts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.errors import StaleError
from bot.chat.event import Action, ActionChosen, CommandUsed, Event
from bot.chat.feature import Command, Feature, Option
from bot.chat.reply import Button, Buttons, Choice, Facts, Reply, Text
from bot.clock import Clock
from bot.features.own_time import OwnTime, Zone
from bot.storage.ports import Learners, Preferences
from bot.zones import offered_zones, read_zone

_SAYS = {"setting": "", "profile": ", from your profile", "nobody": ", as you set none"}

_HIDDEN = (
    "You are on no leaderboard, and quizzes in channels name you “Somebody”. Your score goes on."
)
_SHOWN = "Leaderboards and quizzes in channels name you. Hide me takes your name off them at once."


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """Shows and changes a person's settings."""

    learners: Learners
    preferences: Preferences
    time: OwnTime
    clock: Clock

    async def show(self, event: CommandUsed) -> Reply:
        """Handle /settings show."""
        return await self._card(event, "Your settings")

    async def set_zone(self, event: CommandUsed) -> Reply:
        """Handle /settings timezone."""
        zone = read_zone(str(event.options["zone"]))
        learner = await self.learners.of(event.who)
        await self.preferences.set_zone(learner, zone, self.clock())
        return await self._card(event, "Noted")

    async def hide(self, event: CommandUsed) -> Reply:
        """Handle /settings hide."""
        return await self._hide(event, hidden=bool(event.options.get("hidden", True)))

    async def press(self, event: ActionChosen) -> Reply:
        """Hide or show from the card."""
        if event.action.argument not in ("yes", "no"):
            raise StaleError("Please use /settings hide.")
        card = await self._hide(event, hidden=event.action.argument == "yes")
        return replace(card, update=True)

    async def offer(self, typed: str) -> Sequence[Choice]:
        """Offer time zones while one is typed."""
        return offered_zones(typed)

    async def _hide(self, event: Event, *, hidden: bool) -> Reply:
        await self.preferences.hide(await self.learners.of(event.who), hidden=hidden)
        return await self._card(event, "Noted")

    async def _card(self, event: Event, title: str) -> Reply:
        zone = await self.time.of(event.who)
        hidden = await self.preferences.is_hidden(await self.learners.of(event.who))
        facts = (
            ("Time zone", self._in_words(zone)),
            ("On lists", "hidden" if hidden else "shown by name"),
        )
        change = Button(
            "Show me again" if hidden else "Hide me",
            Action("settings", "hide", "no" if hidden else "yes"),
        )
        blocks = (Facts(facts), Text(_HIDDEN if hidden else _SHOWN), Buttons((change,)))
        return Reply(title, blocks, "asker")

    def _in_words(self, zone: Zone) -> str:
        now = self.clock().astimezone(zone.info)
        return f"{zone.name}{_SAYS[zone.by]}; it is {now:%H:%M} there"


def settings(handlers: OwnSettings) -> Feature:
    """Declare the feature."""
    zone = Option(
        "zone",
        "A place by whose clock your days begin, such as Europe/Berlin",
        required=True,
        suggest=handlers.offer,
        longest=60,
    )
    hidden = Option("hidden", "yes to hide, no to be shown again; yes when left out", "yes-no")
    commands = (
        Command("settings show", "What you set for yourself", handlers.show),
        Command(
            "settings timezone", "Let your days begin at your midnight", handlers.set_zone, (zone,)
        ),
        Command("settings hide", "Take your name off leaderboards", handlers.hide, (hidden,)),
    )
    return Feature("settings", commands, {"hide": handlers.press})
