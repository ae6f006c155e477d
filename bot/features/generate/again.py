"""The command that makes the same again, and what was set, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generators.catalog import TextOptions
from generators.engine import Json
from generators.requests import REQUESTS

COMMANDS = {"generate_text": "generate text", "generate_image": "generate image"}
NAMES = {"label": "class", "weights": "style"}
"""What an option of the worker is called in chat, where that differs."""
_ALWAYS = {"seed", "model", "dataset"}


def command(kind: str, settings: Mapping[str, Json]) -> str:
    """The command for the same bytes: what differs from the defaults, and always the seed."""
    fields = REQUESTS[kind].model_fields
    chosen = (
        f"{NAMES.get(name, name)}:{_written(settings[name])}"
        for name, field in fields.items()
        if name in settings and (name in _ALWAYS or settings[name] != field.default)
    )
    return " ".join([f"/{COMMANDS[kind]}", *chosen])


def text_facts(settings: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Temperature and seed, and every other knob that was turned."""
    yield "Temperature", _written(settings["temperature"])
    for name in ("top_k", "top_p", "min_p", "repetition_penalty"):
        if settings[name] != TextOptions.model_fields[name].default:
            yield name.replace("_", "-").capitalize(), _written(settings[name])
    yield "Seed", str(settings["seed"])


def image_facts(settings: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Which model drew what, from which seed."""
    yield "Model", str(settings["model"]).upper()
    yield (
        "Trained on",
        {"mnist": "MNIST", "fashion-mnist": "Fashion-MNIST"}[str(settings["dataset"])],
    )
    if settings.get("label"):
        yield "Class", str(settings["label"])
    if settings.get("truncation", 1) != 1:
        yield "Truncation", _written(settings["truncation"])
    yield "Seed", str(settings["seed"])


def _written(value: Json) -> str:
    """A value as every platform reads it after its name: in one line, a whole number without a point."""
    return " ".join(str(value).split()).removesuffix(".0")
