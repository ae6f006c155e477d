"""Command-line options made from the fields of a pydantic model, so that each is described and bounded once."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ValidationError


def with_options(fields: type[BaseModel]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let Typer offer the model's fields where the decorated command takes **options.

    A value that the model refuses is shown as a usage error.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(**options: Any) -> None:
            try:
                command(**options)
            except ValidationError as error:
                first = error.errors()[0]
                raise typer.BadParameter(f"{first['loc'][0]}: {first['msg']}") from error

        own = list(inspect.signature(command, eval_str=True).parameters.values())[:-1]
        parameters = [*own, *_parameters(fields)]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        return run

    return decorate


def _parameters(fields: type[BaseModel]) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.get_default(call_default_factory=True),
            annotation=Annotated[field.annotation, typer.Option(help=field.description)],
        )
        for name, field in fields.model_fields.items()
    ]
