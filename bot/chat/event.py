"""What a person did, in words every platform shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

MAX_ACTION = 97
"""Characters of an encoded action: Discord's 100 of a custom_id, less 3 that tell equal actions of a message apart."""

Power = Literal["moderate", "manage", "own"]
"""Look after what people say in a place; change how its community is set up; be the one who made the place."""
OptionValue = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in a chat; `id` is unique on its platform only, and on Slack in its workspace only."""

    platform: str
    id: str
    name: str
    community: str = ""
    """The workspace that gave the id, where ids are not unique without it; else empty."""

    @property
    def key(self) -> str:
        """What tells this person from everybody else."""
        return f"{self.platform}:{self.community}:{self.id}"

    @classmethod
    def of_key(cls, key: str, name: str) -> Self:
        """Whose key it is; no platform or workspace has a colon in its name."""
        platform, community, id_ = key.split(":", 2)
        return cls(platform, id_, name, community)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply can go: a channel, a thread in it, or a direct message."""

    platform: str
    community: str
    """Guild or workspace; empty in a direct message on Discord."""
    channel: str
    thread: str = ""
    private: bool = False
    """Whether only the person and the bot can read here."""

    @property
    def key(self) -> str:
        """What tells this place from every other one."""
        return f"{self.platform}:{self.community}:{self.channel}:{self.thread}"


NEW_THREAD = "new"
"""In a place whose permissions are asked for: a thread that is still to be begun, under a message."""


def direct(person: Person) -> Place:
    """Where the bot writes to a person alone, of its own accord; the platform finds the channel of this name."""
    return Place(person.platform, person.community, f"@{person.id}", private=True)


@dataclass(frozen=True, slots=True)
class Action:
    """What a button means. It is data, so it still works after a restart.

    Whoever reads `argument` checks it: it comes back from outside and may be old or forged.
    """

    feature: str
    verb: str
    argument: str = ""

    def __post_init__(self) -> None:
        text = self.encode()
        if len(text) > MAX_ACTION:
            raise ValueError(f"{text!r} is too long for a button: {len(text)} > {MAX_ACTION}")
        if ":" in self.feature + self.verb:
            raise ValueError(f"{text!r}: a colon may stand in the argument only")

    def encode(self) -> str:
        """Pack into one id of at most 97 characters, which every platform can carry."""
        return f"{self.feature}:{self.verb}:{self.argument}"

    @classmethod
    def decode(cls, text: str) -> Self:
        """Unpack what `encode` packed; anything else becomes an action that no feature has."""
        feature, *rest = text[:MAX_ACTION].split(":", 2)
        return cls(feature, *rest) if len(rest) == 2 and len(text) <= MAX_ACTION else cls("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events have; `id` is the same each time the platform delivers the same event again."""

    id: str
    who: Person
    where: Place
    powers: frozenset[Power] = frozenset()
    """What the person may do in this place, as the platform said with this event."""
    language: str = "en"
    answer_id: str = ""
    """Of the message that will answer this event, for `Poster.edit`; empty where the platform cannot tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandUsed(Event):
    """Someone used a command; the options are those it declares, read and within bounds."""

    name: str
    options: Mapping[str, OptionValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionChosen(Event):
    """Someone pressed a button (no values) or picked from a select (its values)."""

    action: Action
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSent(Event):
    """Someone filled in and sent a form; the action is that of the button that opened it."""

    action: Action
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSent(Event):
    """Someone wrote to the bot, by mention or in a direct message."""

    text: str


ChatEvent = CommandUsed | ActionChosen | FormSent | TextSent
