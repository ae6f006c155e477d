"""Who talks in the playground, and where."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from bot.chat.event import Person, Place
from bot.chat.markup import clean

PLATFORM = "web"
COMMUNITY = "playground"
DIRECT = "direct"
"""The channel that each person has alone with the bot."""
SANDBOX = "sandbox"
"""The channel of a server that each person has alone, where they can move the clock."""
LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class Channel:
    """A room in the list; `slug` is its part of the address."""

    slug: str
    title: str
    topic: str


CHANNELS = (
    Channel("general", "general", "Ask anything about deep learning"),
    Channel("quiz", "quiz", "Quizzes, together or against each other"),
    Channel(SANDBOX, "sandbox", "A server of your own: set up daily posts and move its clock"),
    Channel(DIRECT, "Direct message", "Only you and the bot read here"),
)
_DIRECT = re.compile(rf"{DIRECT}-[0-9a-f]{{16}}")
_SANDBOX = re.compile(rf"{SANDBOX}-[0-9a-f]{{16}}")
SHARED = tuple(one for one in CHANNELS if one.slug not in {DIRECT, SANDBOX})
"""Channels that everybody reads."""
_SLUGS = frozenset(channel.slug for channel in SHARED)


def visitor(token: str, name: str) -> Person:
    """The person who holds a browser's token; their id says nothing about the token.

    So nobody can speak as a person whose messages they have seen.
    """
    digest = hashlib.sha256(token.encode(errors="replace")).hexdigest()
    return Person(PLATFORM, digest[:16], " ".join(clean(name).split())[:LONGEST_NAME] or "Visitor")


def place(slug: str, who: Person) -> Place:
    """The place of a channel for this person; an unknown one is #general."""
    if slug == DIRECT:
        return Place(PLATFORM, COMMUNITY, f"{DIRECT}-{who.id}", private=True)
    if slug == SANDBOX:
        return Place(PLATFORM, f"{SANDBOX}-{who.id}", f"{SANDBOX}-{who.id}")
    return Place(PLATFORM, COMMUNITY, slug if slug in _SLUGS else "general")


def is_sandbox(where: Place) -> bool:
    """Whether the place is in somebody's sandbox."""
    return bool(_SANDBOX.fullmatch(where.community))


def reachable(where: Place) -> tuple[Channel, ...]:
    """The channels that a command can name there."""
    if is_sandbox(where):
        return tuple(replace(one, slug=where.channel) for one in CHANNELS if one.slug == SANDBOX)
    return SHARED


def title(where: Place) -> str:
    """What people call a place."""
    return "#sandbox" if is_sandbox(where) else f"#{where.channel}"


def resolved(where: Place) -> Place:
    """A place with the channel that a person has alone with the bot by its name; the playground has no threads."""
    if is_sandbox(where):
        return replace(where, channel=where.community, thread="")
    if where.channel.startswith("@"):
        return replace(where, community=COMMUNITY, channel=f"{DIRECT}-{where.channel[1:]}")
    return replace(where, thread="")


def knows(where: Place) -> bool:
    """Whether this is one of our places."""
    if where.platform != PLATFORM:
        return False
    if is_sandbox(where):
        return where.channel == where.community
    known = where.channel in _SLUGS or _DIRECT.fullmatch(where.channel)
    return bool(known) and where.community == COMMUNITY
