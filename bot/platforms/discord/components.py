"""The parts of a Discord card, as JSON.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.chat.reply import Button, Choice, Select

JsonDict = dict[str, Any]

ACTION_ROW, BUTTON, SELECT, TEXT_INPUT, SECTION, TEXT = 1, 2, 3, 4, 9, 10
GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 12, 13, 14, 17, 18

MAX_CHOICES = 25
"""Options of one select."""
_STYLES = {"primary": 1, "plain": 2, "danger": 4}


def text(content: str) -> JsonDict:
    """Words in Discord's Markdown."""
    return {"type": TEXT, "content": content}


def row(parts: Iterable[JsonDict]) -> JsonDict:
    """Up to five buttons beside each other, or one select."""
    return {"type": ACTION_ROW, "components": list(parts)}


def button(pressed: Button) -> JsonDict:
    """A button; its id is its action."""
    shown: JsonDict = {
        "type": BUTTON,
        "style": _STYLES[pressed.style],
        "label": short(pressed.label, 80),
        "custom_id": pressed.action.encode(),
    }
    return shown | ({"disabled": True} if pressed.disabled else {})


def select(menu: Select) -> JsonDict:
    """A menu of lines, each with a value of its own."""
    return {
        "type": SELECT,
        "custom_id": menu.action.encode(),
        "placeholder": short(menu.prompt, 150),
        "options": [option(choice, menu.chosen) for choice in menu.choices],
    }


def option(choice: Choice, chosen: str | None = None) -> JsonDict:
    """One line of a menu."""
    shown = {"label": short(choice.label, 100), "value": choice.value}
    summary = {"description": short(choice.summary, 100)} if choice.summary else {}
    return shown | summary | ({"default": True} if choice.value == chosen else {})


def section(content: str, beside: JsonDict) -> JsonDict:
    """Words with a button at their side."""
    return {"type": SECTION, "components": [text(content)], "accessory": beside}


def space(*, divider: bool = False) -> JsonDict:
    """Room between two parts, with a line through it or without."""
    return {"type": SEPARATOR, "divider": divider, "spacing": 1}


def short(words: str, longest: int) -> str:
    """Words that fit, on one line; never none, which Discord refuses."""
    words = " ".join(words.split()) or "…"
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
