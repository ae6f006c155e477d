"""One browser tab: who is in it, and what they do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from bot.chat.errors import ChatError
from bot.chat.event import ActionChosen, CommandUsed, FormSent, Power, TextSent
from bot.chat.feature import Form
from bot.chat.markup import clean
from bot.chat.reply import Reply
from bot.platforms.web import drawing
from bot.platforms.web.channels import SHARED, Channel, is_sandbox, place, reachable, visitor
from bot.platforms.web.elements import Composer, FormDialog, Payload, Said, Shell, Thread
from bot.platforms.web.exchange import Pressed
from bot.platforms.web.parse import OptionError, Sender, parse, shown_label, shown_options
from bot.platforms.web.room import Room, Rooms
from bot.platforms.web.sandbox import STEPS
from bot.platforms.web.talks import Talk, Talks
from bot.platforms.web.window import Window

MODERATOR: frozenset[Power] = frozenset({"moderate", "manage"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What all tabs share."""

    talks: Talks
    rooms: Rooms
    renderers: Mapping[str, Callable[[Reply], object]]
    examples: Sequence[str]


class Tab:
    """The parts of one page, bound to a person and a room once the browser has said who it is."""

    def __init__(self, desk: Desk, channel: str) -> None:
        self._desk = desk
        self._at: tuple[Sender, Room] | None = None
        self._entering = asyncio.Lock()
        self._entered = asyncio.get_running_loop().create_future()
        with Shell() as self._shell:
            self._thread = Thread()
            self._composer = Composer()
        self._form = FormDialog()
        self._window = Window(self._thread, self._attend)
        channels = [asdict(one) for one in desk.talks.channels]
        self._shell.tell(channels=channels, channel=channel, entered=0)
        self._thread.tell(examples=list(desk.examples), loading=True)
        self._describe(desk.talks.everywhere, SHARED)
        self._shell.hear("enter", self.enter)
        self._shell.hear("move", self.move)
        self._thread.hear("earlier", lambda _: self._window.show_earlier())
        self._composer.hear("say", self.say)
        self._composer.hear("suggest", self.suggest)
        self._form.hear("fill", self.fill)

    def _describe(self, talk: Talk, channels: Sequence[Channel]) -> None:
        """Say what can be done in a place, and what time it is there where that is its own."""
        commands = [drawing.command_data(one, channels) for one in talk.conversation.commands]
        self._thread.tell(commands=commands, sandbox=talk.sandbox is not None)
        self._composer.tell(commands=commands)
        self._shell.tell(clock=talk.sandbox.now().isoformat() if talk.sandbox else "")

    def _attend(self, said: Said) -> None:
        said.hear("press", partial(self.press, said))
        said.hear("inspect", partial(self.inspect, said))
        said.hear("dismiss", partial(self.dismiss, said))

    def leave(self) -> None:
        """The tab was closed."""
        self._entered.cancel()
        self._window.leave()

    async def enter(self, payload: Payload) -> None:
        """Take the person and the channel that the browser names, and show what was said there."""
        who = visitor(str(payload.get("token")), str(payload.get("name")))
        where = place(str(payload.get("channel")), who)
        manages = is_sandbox(where) or payload.get("moderates") is True
        powers = MODERATOR if manages else frozenset()
        async with self._entering:
            before = self._at and self._at[1]
            room = await self._desk.rooms.open(where)
            self._at = Sender(who, where, powers), room
            if room is not before or payload.get("again"):
                self._describe(await self._desk.talks.at(who, where), reachable(where))
                await self._window.look_at(room, who.id)
        self._shell.tell(entered=payload.get("visit", 0))
        if not self._entered.done():
            self._entered.set_result(None)

    async def move(self, payload: Payload) -> None:
        """Move the clock of the sandbox."""
        sender, _ = await self._where()
        talk = await self._desk.talks.at(sender.who, sender.where)
        by = STEPS.get(str(payload.get("by")))
        if talk.sandbox and by:
            await talk.sandbox.move(by)
            self._shell.tell(clock=talk.sandbox.now().isoformat())

    async def say(self, payload: Payload) -> None:
        """Do what was written; a value that cannot be read is said at its option.

        A page that was loaded while something was on its way sends it again, even before it enters.
        """
        sender, room = await self._where()
        talk = await self._desk.talks.at(sender.who, sender.where)
        receipt = {"id": payload.get("id"), "option": "", "problem": ""}
        try:
            event = parse(payload, sender, talk.conversation.commands)
        except ChatError as error:
            option = error.option if isinstance(error, OptionError) else ""
            self._composer.tell(receipt=receipt | {"problem": str(error), "option": option})
            return
        self._composer.tell(receipt=receipt)
        if isinstance(event, CommandUsed | TextSent) and talk.exchange.begin(
            event, room, shown_options(payload)
        ):
            await talk.exchange.finish(event, room)

    async def suggest(self, payload: Payload) -> None:
        """Offer values for the option that is being typed."""
        command, option, typed = (str(payload.get(key)) for key in ("command", "option", "typed"))
        sender, _ = await self._where()
        talk = await self._desk.talks.at(sender.who, sender.where)
        choices = await talk.conversation.suggest(command, option, typed[:300])
        self._composer.tell(offers=drawing.offers_data(option, typed, choices))

    async def press(self, said: Said, payload: Payload) -> None:
        """Do what a button or select of a message means."""
        form = await self._act(payload, said.message.id)
        if form:
            self._form.tell(form=drawing.form_data(form, said.message.id))
        said.tell(settled=payload.get("id"))

    async def fill(self, payload: Payload) -> None:
        """Send a form that was filled in."""
        await self._act(payload, str(payload.get("source")))
        self._form.tell(form=None)

    async def inspect(self, said: Said, _: object) -> None:
        """Show what each renderer makes of a card."""
        if reply := said.message.reply:
            said.tell(json=await asyncio.to_thread(self._rendered, reply))

    def dismiss(self, said: Said, _: object) -> None:
        """Forget a private reply."""
        if self._at and said.message.only == self._at[0].who.id:
            self._at[1].remove(said.message.id)

    async def _where(self) -> tuple[Sender, Room]:
        """Who is in this tab and where, once that is known."""
        while self._at is None:
            await asyncio.shield(self._entered)
        return self._at

    async def _act(self, payload: Payload, source: str) -> Form | None:
        sender, room = await self._where()
        talk = await self._desk.talks.at(sender.who, sender.where)
        try:
            event = parse(payload, sender, talk.conversation.commands)
        except ChatError:  # no button of ours sends such a thing
            return None
        if not isinstance(event, ActionChosen | FormSent):
            return None
        pressed = Pressed(source, shown_label(payload))
        return await talk.exchange.press(event, room, pressed)

    def _rendered(self, reply: Reply) -> dict[str, str]:
        """Each renderer's name and the JSON it makes."""
        return {
            name: clean(json.dumps(render(reply), indent=2, ensure_ascii=False, default=str))
            for name, render in self._desk.renderers.items()
        }
