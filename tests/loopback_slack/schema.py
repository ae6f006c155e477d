"""Small checks that put together say what a JSON value must look like; each yields its faults as words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]
"""Takes a value and where it stands, and yields what is wrong with it."""


def string(longest: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{at}: must be a string"
        elif not least <= len(value) <= longest:
            yield f"{at}: has {len(value)} characters, not {least} to {longest}"

    return check


def among(*allowed: object) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in allowed:
            yield f"{at}: {value!r} is none of {', '.join(map(repr, allowed))}"

    return check


def boolean(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{at}: must be true or false"


def whole(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield f"{at}: must be a whole number from {least} to {most}"

    return check


def array(of: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: must be an array"
            return
        if not least <= len(value) <= most:
            yield f"{at}: has {len(value)} items, not {least} to {most}"
        for number, item in enumerate(value):
            yield from of(item, f"{at}/{number}")

    return check


def thing(needed: Mapping[str, Check], allowed: Mapping[str, Check] | None = None) -> Check:
    """An object with the needed fields, perhaps the allowed ones, and no other."""
    known = {**needed, **(allowed or {})}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: must be an object"
            return
        yield from (f"{at}: lacks {name!r}" for name in needed if name not in value)
        for name, inner in value.items():
            if name in known:
                yield from known[name](inner, f"{at}/{name}")
            else:
                yield f"{at}: does not know {name!r}"

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of the checks is for it; they need not know `type`."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: must be an object"
        elif value.get("type") not in kinds:
            yield f"{at}: the type {value.get('type')!r} is not allowed here"
        else:
            rest = {name: inner for name, inner in value.items() if name != "type"}
            yield from kinds[value["type"]](rest, at)

    return check


def both(*checks: Check) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        for each in checks:
            yield from each(value, at)

    return check


def exactly_one(*names: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict) and sum(name in value for name in names) != 1:
            yield f"{at}: needs exactly one of {', '.join(names)}"

    return check
