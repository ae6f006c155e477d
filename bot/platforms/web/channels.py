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
    Channel(DIRECT, "Direct message", "Only you and the bot read here"),
)
_DIRECT = re.compile(rf"{DIRECT}-[0-9a-f]{{16}}")
SHARED = tuple(channel.slug for channel in CHANNELS if channel.slug != DIRECT)
"""Channels that everybody reads, by slug."""
_SLUGS = frozenset(channel.slug for channel in CHANNELS)


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
    return Place(PLATFORM, COMMUNITY, slug if slug in _SLUGS else "general")


def resolved(where: Place) -> Place:
    """A place with the channel that a person has alone with the bot by its name; the playground has no threads."""
    if where.channel.startswith("@"):
        return replace(where, community=COMMUNITY, channel=f"{DIRECT}-{where.channel[1:]}")
    return replace(where, thread="")


def knows(where: Place) -> bool:
    """Whether this is one of our places."""
    known = where.channel in _SLUGS - {DIRECT} or _DIRECT.fullmatch(where.channel)
    return bool(known) and (where.platform, where.community) == (PLATFORM, COMMUNITY)
