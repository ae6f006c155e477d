"""The parts of a Slack message, as JSON.

https://docs.slack.dev/reference/block-kit
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.chat.limits import cut
from bot.chat.reply import Button, Choice, Select

JsonDict = dict[str, Any]

MAX_LABEL, MAX_OPTION, MAX_CHOICES, MAX_PROMPT = 75, 75, 100, 150
"""Characters of a button, of a line of a menu; lines of a menu; characters of what stands in it before."""
_GENERATED_ID = 24
"""Characters of the `block_id` that Slack adds to each block."""
_ENTITIES = {"&": 4, "<": 3, ">": 3}
"""How much longer these are once Slack has escaped them."""


def plain(text: str, longest: int) -> JsonDict:
    """Words that Slack shows as they are: no formatting, no emoji from :names:."""
    shown = cut(" ".join(text.split()) or "…", longest)
    return {"type": "plain_text", "text": shown} | ({"emoji": False} if ":" in shown else {})


def header(text: str) -> JsonDict:
    """A title."""
    return {"type": "header", "text": plain(text, 150)}


def actions(elements: Iterable[JsonDict]) -> JsonDict:
    """Buttons beside each other, or a menu."""
    return {"type": "actions", "elements": list(elements)}


def button(pressed: Button) -> JsonDict:
    """A button; its id is its action. Slack knows no disabled ones."""
    style = {} if pressed.disabled or pressed.style == "plain" else {"style": pressed.style}
    return {
        "type": "button",
        "text": plain(pressed.label, MAX_LABEL),
        "action_id": pressed.action.encode(),
    } | style


def select(menu: Select) -> JsonDict:
    """A menu of lines, each with a value of its own."""
    options = {choice.value: option(choice) for choice in menu.choices}
    chosen = {"initial_option": options[menu.chosen]} if menu.chosen in options else {}
    return {
        "type": "static_select",
        "action_id": menu.action.encode(),
        "placeholder": plain(menu.prompt, MAX_PROMPT),
        "options": list(options.values()),
    } | chosen


def option(choice: Choice) -> JsonDict:
    """One line of a menu; a label too long for it goes on in the smaller line below."""
    label, rest = _in_two(choice.label)
    below = " · ".join(filter(None, (rest, choice.summary)))
    summary = {"description": plain(below, MAX_OPTION)} if below else {}
    return {"text": plain(label, MAX_OPTION), "value": choice.value} | summary


def _in_two(label: str) -> tuple[str, str]:
    if len(label) <= MAX_OPTION:
        return label, ""
    start = cut(label, MAX_OPTION)
    return start, "…" + label.removeprefix(start.removesuffix("…")).lstrip()


def rich_text(elements: Iterable[JsonDict]) -> JsonDict:
    """A block of sections, lists, quotes and code."""
    return {"type": "rich_text", "elements": list(elements)}


def section(elements: Iterable[JsonDict]) -> JsonDict:
    """A paragraph of a `rich_text`."""
    return {"type": "rich_text_section", "elements": list(elements)}


def words(text: str, **style: bool) -> JsonDict:
    """A run of words in one style; in a `rich_text` nothing in them pings, links or formats."""
    on = {name: True for name, wanted in style.items() if wanted}
    return {"type": "text", "text": text} | ({"style": on} if on else {})


def length(blocks: Sequence[Mapping[str, Any]]) -> int:
    """The characters of blocks as Slack counts them for `msg_blocks_too_long`, or somewhat more.

    Slack documents no rule. People measured 13,297 characters of one block of words, less for each block beside it by
    about its JSON, and & < > counted as entities: https://github.com/slackapi/bolt-js/issues/2509 and 2867.
    """
    text = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
    escaped = sum(more * text.count(sign) for sign, more in _ENTITIES.items())
    return len(text) + escaped + _GENERATED_ID * len(blocks)
