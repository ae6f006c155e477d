"""The whole of a reply that a platform shows in part: how it is named and kept."""

from __future__ import annotations

import hashlib

from bot.chat import wire
from bot.chat.event import Action
from bot.chat.limits.layout import laid_out
from bot.chat.limits.size import Limits
from bot.chat.limits.tidy import tidy
from bot.chat.reply import Button, Reply

SHOW_ALL = ("pages", "show")
"""Feature and verb of the button that shows a whole reply."""

_SHORT = Limits(
    text=1_500, block=1_000, components=15, title=100, label=70, options=25, option=70, alt=500
)
"""Less than any platform takes."""


def show_all(reply: Reply) -> Button:
    """The button that shows the whole of a reply, from its first page on."""
    return Button("Show all", Action(*SHOW_ALL, f"{key(reply)}:0"))


def is_long(reply: Reply) -> bool:
    """Whether some platform may shorten the reply, so that the whole has to be kept."""
    return not _SHORT.holds(laid_out(tidy(reply), _SHORT))


def kept(reply: Reply) -> bytes:
    """What is kept of a reply: its title and its blocks, as JSON."""
    return wire.to_json(Reply(reply.title, reply.blocks)).encode()


def key(reply: Reply) -> str:
    """The SHA-256 of what is kept of a reply, as the blob store names it."""
    return hashlib.sha256(kept(reply)).hexdigest()
