"""Event in, reply out: finds who answers, and turns every failure into calm words."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from random import Random
from typing import assert_never
from weakref import WeakValueDictionary

from bot.border import Border
from bot.chat import options
from bot.chat.declarations import check
from bot.chat.errors import ChatError, StaleError
from bot.chat.event import (
    Action,
    ActionChosen,
    ChatEvent,
    CommandUsed,
    FormSent,
    Person,
    Place,
    TextSent,
)
from bot.chat.feature import Command, Feature, Form
from bot.chat.markup import clean
from bot.chat.reply import Choice, Reply
from bot.clock import Clock
from bot.keeping import keep
from bot.repeats import Repeats
from bot.storage.ports import SeenEvents
from generators.blobs import BlobStore

MAX_SUGGESTIONS = 25
_LONGEST_TEXT = 4_000
"""Characters of a message or of a field of a form that are read; Discord's bound for both."""
_PERMISSIONS = {
    "manage": "manage this place (on Discord: the permission Manage Server; on Slack: workspace admins)",
    "moderate": "moderate this place (on Discord: the permission Manage Messages; on Slack: workspace admins)",
    "own": "say that they made it",
}


class Router:
    """Fills in `platform.Conversation`."""

    def __init__(
        self,
        features: Sequence[Feature],
        seen: SeenEvents,
        blobs: BlobStore,
        clock: Clock,
        rng: Random,
    ) -> None:
        check(features)
        self._commands = {c.name: c for feature in features for c in feature.commands}
        self._actions = {(f.name, verb): do for f in features for verb, do in f.actions.items()}
        self._forms = {(f.name, verb): form for f in features for verb, form in f.forms.items()}
        self._homes = {f.name: f.home for f in features if f.home}
        self._text = next((feature.text for feature in features if feature.text), _only_commands)
        self._repeats = Repeats(seen, clock)
        self._blobs = blobs
        self._border = Border(rng)
        self._places: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def commands(self) -> Sequence[Command]:
        """Every command, in the order of the features."""
        return tuple(self._commands.values())

    def opens_form(self, action: Action) -> bool:
        """Whether the action opens a form, which must be the platform's first response to it."""
        return (action.feature, action.verb) in self._forms

    async def dispatch(self, event: ChatEvent) -> Reply | Form | None:
        """Answer an event; never raise. None for an event that was seen before."""
        what = f"{type(event).__name__} {self._known_name(event)} on {event.where.platform}"
        answer = await self._border.guard(what, self._first_time(event))
        if isinstance(answer, Reply):
            await self._border.guard(f"keeping the reply to {what}", keep(answer, self._blobs))
        return answer

    async def suggest(self, command: str, option: str, typed: str) -> Sequence[Choice]:
        """What to offer while an option is typed; nothing where that fails.

        It waits for nobody: a suggestion that comes late is of no use, and it changes nothing.
        """
        known = self._commands.get(command)
        what = f"suggestions for /{known.name}" if known else "suggestions for an unknown command"
        found = await self._border.guard(what, self._suggest(known, option, clean(typed)))
        return () if isinstance(found, Reply) else found

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Nobody watches here; `Measured` does."""

    async def home(self, who: Person, where: Place) -> Reply:
        """What every feature has to say to a person; one that fails says so in its place, and the others go on."""
        who = replace(who, name=clean(who.name))
        parts = [
            await self._border.guard(f"{name} at home on {where.platform}", home(who, where))
            for name, home in self._homes.items()
        ]
        lines = (part.blocks if isinstance(part, Reply) else part for part in parts)
        reply = Reply("Your Backprep", tuple(chain.from_iterable(lines)), "asker")
        await self._border.guard(f"keeping a home on {where.platform}", keep(reply, self._blobs))
        return reply

    async def _first_time(self, event: ChatEvent) -> Reply | Form | None:
        if not await self._repeats.first_time(_delivery(event)):
            return None
        return await self._handle(event)

    async def _handle(self, event: ChatEvent) -> Reply | Form:
        event = replace(event, who=replace(event.who, name=clean(event.who.name)))
        match event:
            case CommandUsed():
                return await self._command_used(event)
            case ActionChosen():
                return await self._action_chosen(event)
            case FormSent():
                return await self._form_sent(event)
            case TextSent():
                async with self._turn_in(event.where):
                    return await self._text(replace(event, text=_read(event.text)))
            case _:
                assert_never(event)

    async def _command_used(self, event: CommandUsed) -> Reply:
        command = self._commands.get(event.name)
        if command is None:
            raise ChatError("There is no such command. /help lists what there is.")
        missing = command.needs - event.powers
        if missing and not (command.owners and "own" in event.powers):
            may = " and ".join(_PERMISSIONS[power] for power in sorted(missing))
            raise ChatError(
                f"/{command.name} is for those who may {may}. Ask one of them to use it."
            )
        event = replace(event, options=options.checked(command, event.options))
        async with self._turn_in(event.where):
            return await command.handler(event)

    async def _action_chosen(self, event: ActionChosen) -> Reply | Form:
        """A form is opened at once: it has to be the first response, within seconds, and changes nothing."""
        name = (event.action.feature, event.action.verb)
        if name in self._forms:
            return await self._forms[name].open(event)
        if name not in self._actions:
            raise StaleError
        async with self._turn_in(event.where):
            return await self._actions[name](event)

    async def _form_sent(self, event: FormSent) -> Reply:
        form = self._forms.get((event.action.feature, event.action.verb))
        if form is None:
            raise StaleError
        values = {name: _read(text) for name, text in event.values.items()}
        async with self._turn_in(event.where):
            return await form.send(replace(event, values=values))

    async def _suggest(self, command: Command | None, name: str, typed: str) -> tuple[Choice, ...]:
        known = command.options if command else ()
        option = next((option for option in known if option.name == name), None)
        if option is None:
            return ()
        offered = (
            await option.suggest(typed)
            if option.suggest
            else [c for c in option.choices if typed.casefold() in c.label.casefold()]
        )
        return tuple(offered[:MAX_SUGGESTIONS])

    def _turn_in(self, place: Place) -> asyncio.Lock:
        """What to hold while acting in a place; it is gone when nobody holds it or waits for it."""
        return self._places.setdefault(place.key, asyncio.Lock())

    def _known_name(self, event: ChatEvent) -> str:
        """What was used, by the name it was declared with; a forged name could say anything."""
        match event:
            case CommandUsed(name=name):
                return f"/{name}" if name in self._commands else "an unknown command"
            case ActionChosen(action=action) | FormSent(action=action):
                pair = (action.feature, action.verb)
                known = pair in self._actions or pair in self._forms
                return ":".join(pair) if known else "an unknown action"
            case TextSent():
                return "text"
            case _:
                assert_never(event)


def _delivery(event: ChatEvent) -> str:
    """What tells one event from all others, whatever ids people send, and says nothing about them."""
    return hashlib.sha256(f"{event.who.key}:{event.id}".encode(errors="replace")).hexdigest()


def _read(text: str) -> str:
    return clean(text).strip()[:_LONGEST_TEXT]


async def _only_commands(_: TextSent) -> Reply:
    raise ChatError("I know commands only. /help lists them.")
