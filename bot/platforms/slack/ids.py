"""Action ids: every one in a message is different, as Slack wants it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_KINDS = ("button", "static_select", "plain_text_input")
_MARK = re.compile(r"~\d{1,2}\Z")


def distinct(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Number the second and further controls with the same id; `unmarked` takes the number off."""
    seen: Counter[str] = Counter()
    for control in controls(blocks):
        action_id = control["action_id"]
        copies = seen[action_id]
        seen[action_id] += 1
        if copies or _MARK.search(action_id):
            control["action_id"] = f"{action_id}~{copies}"
    return blocks


def unmarked(action_id: str) -> str:
    """The id as the feature gave it."""
    return _MARK.sub("", action_id)


def controls(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    """Everything in the blocks that people press, pick from or type into."""
    for block in blocks:
        parts = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        yield from (part for part in parts if isinstance(part, dict) and part.get("type") in _KINDS)
