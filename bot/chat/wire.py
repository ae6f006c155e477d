"""Replies and forms as JSON and back, exactly, so that they can be kept and shown later."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from bot.chat.event import Action, Person
from bot.chat.feature import Field, Form
from bot.chat.reply import (
    Button,
    Buttons,
    Choice,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Role,
    Select,
    Table,
    Text,
)

_TAG = "is"
_TYPES: dict[str, type[Any]] = {
    known.__name__: known
    for known in (
        *(
            Reply,
            Text,
            Code,
            Facts,
            Table,
            Picture,
            File,
            Buttons,
            Button,
            Select,
            Choice,
            Progress,
        ),
        *(Form, Field, Action, Person, Role),
    )
}


class WireError(ValueError):
    """JSON that is no reply or form of ours; the text says what is wrong with it."""


def to_json(message: Reply | Form) -> str:
    """Return ASCII JSON that is the same for equal messages."""
    return json.dumps(_plain(message), separators=(",", ":"))


def from_json(text: str) -> Reply | Form:
    """Return the message that `to_json` was given.

    Raises:
        WireError: it is not JSON, or holds a type, field or value that no message has.
    """
    try:
        message = _value(json.loads(text))
    except WireError:
        raise
    except (ValueError, RecursionError) as error:
        raise WireError(f"not a message: {error}") from error
    if not isinstance(message, Reply | Form):
        raise WireError("not a message: neither a Reply nor a Form")
    return message


def _plain(value: object) -> object:
    """Dataclasses to dictionaries that name their type; all else is JSON already."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    name = type(value).__name__
    if name not in _TYPES:
        return value
    return {_TAG: name} | {
        part.name: _plain(getattr(value, part.name)) for part in fields(_TYPES[name])
    }


def _value(plain: object) -> object:
    if isinstance(plain, list):
        return tuple(map(_value, plain))
    if not isinstance(plain, dict):
        return plain
    name = plain.get(_TAG)
    known = _TYPES.get(name) if isinstance(name, str) else None
    if known is None:
        raise WireError(f"unknown type {name!r}")
    return _build(known, {key: _value(part) for key, part in plain.items() if key != _TAG})


def _build(known: type[Any], values: dict[str, object]) -> object:
    """An instance of the type, with every field there, none besides, and each of its own type."""
    names = {part.name for part in fields(known)}
    if values.keys() != names:
        wrong = ", ".join(sorted(values.keys() ^ names))
        raise WireError(f"{known.__name__} with fields missing or unknown: {wrong}")
    for name, adapter in _adapters(known.__name__).items():
        try:
            adapter.validate_python(values[name], strict=True)
        except ValidationError as error:
            fault = error.errors()[0]["msg"]
            raise WireError(f"{known.__name__}.{name}: {fault}") from None
    return known(**values)


@cache
def _adapters(name: str) -> dict[str, TypeAdapter[Any]]:
    return {part: TypeAdapter(hint) for part, hint in get_type_hints(_TYPES[name]).items()}
