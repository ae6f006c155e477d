"""What a person finds on the screen in blocks: words, buttons, menus, questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.loopback_slack.world import Json, Message

_PING = re.compile(r"<(?:!(?:channel|here|everyone|subteam)|@[UW])[^>]*>")
Seen = Message | Json
"""A message or a view."""


def blocks_of(seen: Seen) -> list[Json]:
    return seen.blocks if isinstance(seen, Message) else seen["blocks"]


def words(seen: Seen) -> str:
    """Everything one can read, in order; of a message without blocks its text."""
    if isinstance(seen, Message) and not seen.blocks:
        return seen.text
    title = [seen["title"]["text"]] if isinstance(seen, dict) and seen.get("title") else []
    return "\n".join([*title, *_lines(blocks_of(seen))])


def _lines(part: Any) -> Iterator[str]:
    """Every text in its own line; the pieces of one in rich text are put together first."""
    if isinstance(part, list):
        for inner in part:
            yield from _lines(inner)
    elif isinstance(part, dict) and str(part.get("type")).startswith("rich_text_"):
        inner = part["elements"]
        whole = part["type"] != "rich_text_list"
        yield from ["".join(map(_piece, inner))] if whole else _lines(inner)
    elif isinstance(part, dict):
        for name in ("text", "alt_text"):
            if isinstance(part.get(name), str):
                yield part[name]
        yield from _lines([inner for inner in part.values() if isinstance(inner, dict | list)])


def _piece(element: Json) -> str:
    return str(element.get("text") or element.get("url") or element.get("name") or "")


def pings(message: Message) -> list[str]:
    """Whom Slack would notify of a message: a person, a group or everybody."""
    found = [
        mark for text in (message.text, *_marked(message.blocks)) for mark in _PING.findall(text)
    ]
    return found + [str(each) for each in _notified(message.blocks)]


def _marked(part: Any) -> Iterator[str]:
    """The texts in which Slack reads marks: mrkdwn, wherever it stands."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _marked(inner)


def _notified(part: Any) -> Iterator[Json]:
    """What notifies in rich text."""
    if isinstance(part, dict):
        if part.get("type") in ("user", "usergroup", "broadcast"):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _notified(inner)


def elements(seen: Seen) -> Iterator[tuple[Json, Json]]:
    """Every block with each of the things in it that can be pressed or filled in."""
    for block in blocks_of(seen):
        inside: list[Any] = [
            *block.get("elements", []),
            block.get("accessory"),
            block.get("element"),
        ]
        yield from ((block, each) for each in inside if each and "action_id" in each)


def labels(seen: Seen) -> list[str]:
    """What stands on the buttons."""
    return [each["text"]["text"] for _, each in elements(seen) if each["type"] == "button"]


def options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]
