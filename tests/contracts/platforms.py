"""Every platform there is, found by its folder, and what can be read from what it renders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

import bot.platforms
from bot.chat.limits import Limits
from bot.chat.reply import Reply

FOLDER = Path(bot.platforms.__file__).parent
NAMES = sorted(file.parent.name for file in FOLDER.glob("*/render.py"))

Render = Callable[[Reply], object]


def render_of(name: str) -> Render:
    """The platform's renderer."""
    render: Render = import_module(f"bot.platforms.{name}.render").render
    return render


def limits_of(name: str) -> Limits:
    """The platform's limits."""
    limits: Limits = import_module(f"bot.platforms.{name}.render").LIMITS
    return limits


IDS = frozenset({"action", "action_id", "custom_id", "value", "chosen", "key", "picture", "file"})
"""Fields of rendered data that say what is meant, and are shown to nobody."""


def strings(data: object, without: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every string and number in rendered data, names of fields apart."""
    match data:
        case str():
            yield data
        case int() | float():
            yield str(data)
        case Mapping():
            for name, value in data.items():
                if name not in without or not isinstance(value, str):
                    yield from strings(value, without)
        case list() | tuple():
            for value in data:
                yield from strings(value, without)
        case _:
            pass


def words_in(data: object) -> str:
    """All words of rendered data, without what Discord has among them: escapes, U+200B, brackets of addresses."""
    return re.sub(r"[\\\u200b<>]", "", "\n".join(strings(data)))


def can_choose(data: object, encoded: str) -> bool:
    """Whether an action stands in rendered data; a platform may mark it with up to three characters."""
    return any(text.startswith(encoded) and len(text) - len(encoded) <= 3 for text in strings(data))
