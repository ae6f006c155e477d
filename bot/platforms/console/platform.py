"""A conversation in a terminal or through a pipe."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.chat.errors import ChatError
from bot.chat.event import (
    ActionChosen,
    ChatEvent,
    CommandUsed,
    FormSent,
    Person,
    Place,
    Power,
    TextSent,
)
from bot.chat.feature import Form
from bot.chat.platform import Conversation, MessageRef
from bot.chat.reply import Progress, Reply
from bot.platforms.console.forms import fill
from bot.platforms.console.menu import menu
from bot.platforms.console.paper import Paper
from bot.platforms.console.parse import (
    Desk,
    Leave,
    ListCommands,
    Open,
    controls,
    parse,
    press,
    read_line,
)
from bot.platforms.console.reader import Reader
from bot.platforms.console.render import render

Answer = Reply | Form | None
OWNER: frozenset[Power] = frozenset({"moderate", "manage"})
"""Whoever sits at the machine may do everything in this place."""


class ConsoleChat:
    """One person in one place; the letters that can be typed are those of the newest card."""

    name = "console"

    def __init__(
        self, name: str, reader: Reader, paper: Paper, new_id: Callable[[], str], welcome: str = ""
    ) -> None:
        self._reader, self._paper, self._new_id = reader, paper, new_id
        self._welcome = welcome
        self.place = Place("console", "", "terminal", private=True)
        self._desk = Desk(Person("console", "owner", name), self.place)
        self._sent: dict[tuple[Place, str], MessageRef] = {}

    async def run(self, conversation: Conversation) -> None:
        """Answer line by line, until there are no more or the person leaves."""
        self._desk = replace(self._desk, commands=conversation.commands)
        if self._welcome:
            await self._tell(self._welcome)
        while True:
            try:
                if not await self._answer_line(conversation):
                    return
            except EOFError:
                return
            except KeyboardInterrupt:
                await self._tell("Ctrl-D or /quit leaves.\n")
            except ChatError as error:
                await self._tell(f"{error}\n")

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        """Show a reply that nobody waits for; a second one with the same key is not shown again."""
        if (where, key) not in self._sent:
            self._sent[where, key] = MessageRef(where, self._new_id())
            await self._show(reply)
        return self._sent[where, key]

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Show what the message is now; progress is shown beside the line that is being typed."""
        working = [block for block in reply.blocks if isinstance(block, Progress)]
        self._reader.status("  ".join(f"{one.done * 100:.0f} %  {one.label}" for one in working))
        if not working:
            await self._show(replace(reply, update=True))

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """The message of this session with this key."""
        return self._sent.get((where, key))

    async def preflight(self, where: Place) -> Sequence[str]:
        """Nothing is ever missing in a terminal."""
        return ()

    async def name_of(self, where: Place) -> str:
        """There is one place only."""
        return "the terminal"

    async def _answer_line(self, conversation: Conversation) -> bool:
        """Read a line and do what it says; False when the person leaves."""
        typed = parse(await self._reader.line(conversation), self._desk, self._new_id())
        match typed:
            case Leave():
                return False
            case None:
                pass
            case ListCommands(begun):
                await self._show(menu(conversation.commands, begun))
            case Open(control):
                value = read_line(control, await self._reader.answer(f"{control.label} (number)"))
                await self._dispatch(
                    conversation, press(control, value, self._desk, self._new_id())
                )
            case CommandUsed():
                await self._dispatch(conversation, await _meant(typed, conversation))
            case ActionChosen() | TextSent():
                await self._dispatch(conversation, typed)
        return True

    async def _dispatch(self, conversation: Conversation, event: ChatEvent) -> None:
        """Show what the bot says to the event; where it asks with a form, answer that too."""
        match await self._awaited(conversation, event):
            case Reply() as reply:
                await self._show(reply)
            case Form() as form:
                await self._dispatch(conversation, await self._filled(form))
            case None:
                pass

    async def _filled(self, form: Form) -> FormSent:
        try:
            values = await fill(form, self._reader.answer, self._tell)
        except KeyboardInterrupt:
            raise ChatError("The form was not sent.") from None
        who, where = self._desk.who, self._desk.where
        return FormSent(id=self._new_id(), who=who, where=where, action=form.action, values=values)

    async def _awaited(self, conversation: Conversation, event: ChatEvent) -> Answer:
        """The bot's answer; None where the person gave up waiting for it."""
        work = asyncio.ensure_future(conversation.dispatch(replace(event, powers=OWNER)))
        given_up = asyncio.Event()

        def give_up() -> None:
            given_up.set()
            work.cancel()

        try:
            with self._reader.waiting(give_up):
                return await work
        except asyncio.CancelledError:
            if not given_up.is_set():
                raise
            raise ChatError("You gave up waiting. Nothing more comes of this one.") from None

    async def _show(self, reply: Reply) -> None:
        """Write the reply; where it has letters, or takes the place of the newest card, they count."""
        card = await asyncio.to_thread(render, reply)
        letters = controls(card)
        if letters or reply.update:
            outdated = self._desk.outdated | self._desk.controls.keys()
            self._desk = replace(self._desk, controls=letters, outdated=outdated)
        await self._reader.above(partial(self._paper.write, card))

    async def _tell(self, text: str) -> None:
        await self._reader.above(partial(self._paper.note, text))


async def _meant(used: CommandUsed, conversation: Conversation) -> CommandUsed:
    """The command with the values of the offers that were written out, as completion does."""
    command = next(one for one in conversation.commands if one.name == used.name)
    options = dict(used.options)
    for option in command.options:
        if option.suggest and option.name in options:
            text = str(options[option.name])
            offered = await conversation.suggest(command.name, option.name, text)
            named = [one.value for one in offered if one.label.lower() == text.lower()]
            options[option.name] = named[0] if named else text
    return replace(used, options=options)
