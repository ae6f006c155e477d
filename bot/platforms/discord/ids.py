"""Custom ids: Discord wants every one in a message to be different."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_MARKS = "".join(map(chr, range(0xE000, 0xE080)))
"""Private characters of Unicode, which no action of ours has at its end."""


def distinct(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the second and further controls with the same id; `unmarked` takes the mark off."""
    seen: Counter[str] = Counter()
    for control in (part for part in walk(components) if "custom_id" in part):
        custom_id = control["custom_id"]
        if copies := seen[custom_id]:
            control["custom_id"] = custom_id + _MARKS[copies]
        seen[custom_id] += 1
    return components


def unmarked(custom_id: str) -> str:
    """The id as the feature gave it."""
    return custom_id.rstrip(_MARKS)


def walk(components: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    """Every component, those inside others too, as Discord counts them."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))
        yield from walk(component[key] for key in ("accessory", "component") if key in component)
