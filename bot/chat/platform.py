"""The port: everything the bot asks of a chat platform, and what it gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from bot.chat.event import Action, ChatEvent, Person, Place
from bot.chat.feature import Command, Form
from bot.chat.reply import Choice, Reply


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A sent message, so that it can be changed later."""

    where: Place
    id: str
    key: str = field(default="", compare=False)
    """The key it was sent with, by which it stays findable once it is changed; empty where that is not known."""


class Conversation(Protocol):
    """What a platform needs to hold a conversation; the router fills it in."""

    @property
    def commands(self) -> Sequence[Command]:
        """Every command, in the order of /help."""
        ...

    async def dispatch(self, event: ChatEvent) -> Reply | Form | None:
        """Answer an event; never raise. None for an event that was seen before.

        A form comes back only for an action of which `opens_form` is true.
        """
        ...

    def opens_form(self, action: Action) -> bool:
        """Whether the action opens a form, which must be the platform's first response to it."""
        ...

    async def suggest(self, command: str, option: str, typed: str) -> Sequence[Choice]:
        """What to offer while an option is typed, at most 25; never raise."""
        ...

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Note how long somebody waited until the platform knew that they were heard."""
        ...

    async def home(self, who: Person, where: Place) -> Reply:
        """What there is for a person just now, for them alone; never raise."""
        ...


class Poster(Protocol):
    """Posts what nobody is waiting for: a question that closes later, a finished picture."""

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        """Post a reply; `key` makes a second try the same message.

        With the id of a message as its thread, the place is the thread under it, which is begun where there is none.

        Raises:
            NotAllowedError: it may not be posted there, in words with what is missing.
            BusyError: it cannot be posted for now.
            Exception: any other; nobody knows whether it arrived.
        """
        ...

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replace a message; one that is gone is left gone."""
        ...

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """The message that was sent with this key, where one arrived.

        Raises:
            ChatError: the platform does not let us look.
        """
        ...

    async def preflight(self, where: Place) -> Sequence[str]:
        """What is missing for posting there, each in words with the permission's name; empty if nothing.

        The thread NEW_THREAD asks for posting there and beginning threads.
        """
        ...

    async def name_of(self, where: Place) -> str:
        """What people call the place, such as "#general"."""
        ...


class ChatPlatform(Poster, Protocol):
    """Six verbs; one more needs a feature that cannot live without it."""

    name: str

    async def run(self, conversation: Conversation) -> None:
        """Listen until cancelled; acknowledge each event before dispatching it.

        Raises:
            PlatformOffError: it cannot run with these settings.
        """
        ...


@runtime_checkable
class Profiles(Protocol):
    """Knows about people what they told the platform."""

    name: str

    async def time_zone_of(self, person: Person) -> str:
        """The IANA name of the time zone in a person's profile; empty where it is not known; never raise."""
        ...


@runtime_checkable
class Keeper(Protocol):
    """Keeps things about people outside the database of the chat: a platform's transcripts, the worker's jobs."""

    keeps: str
    """What it keeps, in the plural."""

    async def kept_of(self, person: Person) -> Sequence[Mapping[str, object]]:
        """Everything it keeps about a person, each as plain data."""
        ...

    async def forget(self, person: Person) -> int:
        """Delete all of that; how many things it was."""
        ...
