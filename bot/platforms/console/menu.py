"""The commands, for a person who typed only a slash."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.feature import Command
from bot.chat.reply import Facts, Reply

_LEAVE = ("/quit", "Leave; Ctrl-D does the same")


def menu(commands: Sequence[Command], begun: str = "") -> Reply:
    """The commands that begin like this, with what they do."""
    found = [(f"/{one.name}", one.summary) for one in commands if one.name.startswith(begun)]
    return Reply("Commands", (Facts((*found, _LEAVE) if not begun else tuple(found)),), "asker")
