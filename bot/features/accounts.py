"""A learner's accounts in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.event import Person
from bot.chat.markup import literal

_PLATFORMS = {
    "discord": "Discord",
    "slack": "Slack",
    "web": "the playground",
    "console": "the terminal",
}
NAMELESS = "Somebody"


def named(account: Person) -> str:
    """A person and where they are, as plain text."""
    name = " ".join(account.name.split()) or NAMELESS
    return f"{name} on {_PLATFORMS.get(account.platform, account.platform)}"


def listed(accounts: Sequence[Person]) -> str:
    """Accounts one after the other, in Markdown that their names have no power over."""
    names = [f"**{literal(named(account))}**" for account in accounts]
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)
