"""What a person finds on the screen in blocks: words, buttons, menus, questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.loopback_slack.blocks import texts
from tests.loopback_slack.world import Json, Message

Seen = Message | Json
"""A message or a view."""


def blocks_of(seen: Seen) -> list[Json]:
    return seen.blocks if isinstance(seen, Message) else seen["blocks"]


def words(seen: Seen) -> str:
    """Everything one can read, in order; of a message without blocks its text."""
    if isinstance(seen, Message) and not seen.blocks:
        return seen.text
    title = [seen["title"]["text"]] if isinstance(seen, dict) and seen.get("title") else []
    return "\n".join([*title, *texts(blocks_of(seen))])


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
