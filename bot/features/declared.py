"""Options of a command made from the fields of a pydantic model, so that each is described and bounded once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, get_args

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.chat.feature import Option
from bot.chat.reply import Choice


def options_of(fields: type[BaseModel], without: Collection[str] = ()) -> tuple[Option, ...]:
    """An option for each field, none of them required; bounds that are not included are left to the model."""
    return tuple(
        _option(name, field) for name, field in fields.model_fields.items() if name not in without
    )


def _option(name: str, field: FieldInfo) -> Option:
    bounds: dict[str, Any] = {}
    for bound in field.metadata:
        match bound:
            case Ge(least) | Gt(least):
                bounds["least"] = least
            case Le(most) | Lt(most):
                bounds["most"] = most
            case MaxLen(longest):
                bounds["longest"] = longest
            case _:
                pass
    kinds = {int: "whole", float: "number", bool: "yes-no"}
    kind: Any = kinds.get(field.annotation, "text")  # type: ignore[arg-type]
    named = () if field.annotation in (*kinds, str) else get_args(field.annotation)
    choices = tuple(Choice(str(value), str(value)) for value in named)
    return Option(name, field.description or name, kind, choices=choices, **bounds)
