"""A conversation whose answers a test writes, and Discord with the bot that holds it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import simcord

from bot.chat.event import Action, ActionChosen, ChatEvent, CommandUsed, FormSent, Person, Place
from bot.chat.feature import Command, Form, Option
from bot.chat.reply import Button, Buttons, Choice, Reply, Text
from bot.platforms.discord.client import Client
from bot.platforms.discord.ids import walk
from bot.platforms.discord.platform import Connection, DiscordChat, Welcome
from generators.blobs import Blob
from tests.fakes import MemoryBlobs, MemorySettings

Said = Reply | Form | None

HELLO = Reply(
    "Hello",
    (
        Text("I help people prepare for interviews."),
        Buttons(tuple(Button(label, Action("demo", label)) for label in ("Ask", "Quiz", "Help"))),
    ),
)


async def unused(_: object) -> Reply:
    return Reply("A scripted conversation calls no handler")


def command(name: str, *options: Option, **others: Any) -> Command:
    return Command(name, f"Do {name}", unused, options, **others)


@dataclass
class Scripted:
    """Fills in `Conversation`: says what it was told to, by command, verb or text."""

    says: Mapping[str, Said] = field(default_factory=dict)
    commands: Sequence[Command] = (
        command("ask", Option("question", "What?"), menu="Ask Backprep"),
        command("quiz"),
    )
    slow_s: Mapping[str, float] = field(default_factory=dict)
    forms: frozenset[str] = frozenset()
    offers: Sequence[Choice] = ()
    heard: list[ChatEvent] = field(default_factory=list)
    hearing: asyncio.Event = field(default_factory=asyncio.Event)

    async def dispatch(self, event: ChatEvent) -> Said:
        self.heard.append(event)
        self.hearing.set()
        name = _name(event)
        await asyncio.sleep(self.slow_s.get(name, 0))
        return self.says.get(name, Reply(f"You said {name}"))

    def opens_form(self, action: Action) -> bool:
        return action.verb in self.forms

    async def suggest(self, command: str, option: str, typed: str) -> Sequence[Choice]:
        return [choice for choice in self.offers if typed in choice.label]

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Nobody watches."""

    async def home(self, who: Person, where: Place) -> Reply:
        return Reply("Home of " + who.name)


def _name(event: ChatEvent) -> str:
    match event:
        case CommandUsed(name=name):
            return name
        case ActionChosen(action=action) | FormSent(action=action):
            return action.verb
        case _:
            return "text"


@dataclass
class Discord:
    """Discord with the bot in it; `left` are the servers that took it out."""

    conversation: Scripted
    settings: MemorySettings = field(default_factory=MemorySettings)
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)
    left: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    shards: int = 1

    def __post_init__(self) -> None:
        self.chat = DiscordChat(
            Connection("token", patience_s=0.05, shard_count=self.shards),
            self.settings,
            self.blobs,
            Welcome(HELLO, self._forget),
            self.told.append,
        )

    def bot(self) -> Client:
        return self.chat.open(self.conversation)

    def run(self) -> Any:
        return simcord.run(self.bot())

    async def _forget(self, community: str) -> None:
        self.left.append(community)


def pictures(**content: bytes) -> MemoryBlobs:
    """A blob store with pictures by these keys."""
    store = MemoryBlobs()
    store.blobs = {key: Blob(data, "image/png") for key, data in content.items()}
    return store


def people(env: Any) -> tuple[Any, Any]:
    """A channel of a server, and somebody in it."""
    guild = env.create_guild()
    return guild.create_text_channel("general"), guild.add_member(env.create_user("ana"))


def words(message: Any) -> str:
    """Everything that can be read in a message."""
    return "\n".join(_words(component) for component in _raw(message))


def labels(message: Any) -> list[str]:
    """The labels of its buttons."""
    return [part["label"] for part in _parts(_raw(message)) if part.get("type") == 2]


def _raw(message: Any) -> list[dict[str, Any]]:
    return [part if isinstance(part, dict) else part.to_dict() for part in message.components]


def _words(part: dict[str, Any]) -> str:
    return "\n".join(inner["content"] for inner in _parts([part]) if "content" in inner)


def _parts(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list(walk(parts))
