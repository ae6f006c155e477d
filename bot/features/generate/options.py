"""The options of /generate, as the worker describes and bounds them, with names and choices for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from bot.chat.feature import Option
from bot.chat.reply import Choice
from bot.features.declared import options_of
from bot.features.generate.again import NAMES
from generators.data import CLASSES
from generators.requests import ImageRequest, TextRequest

_BETTER: Mapping[str, dict[str, Any]] = {
    "weights": {
        "summary": "In whose manner: Shakespeare's, or that of our questions",
        "choices": (Choice("Shakespeare", "lstm"), Choice("Interview questions", "lstm-bank")),
    },
    "model": {"choices": (Choice("GAN", "gan"), Choice("VAE", "vae"))},
    "dataset": {"choices": (Choice("Fashion-MNIST", "fashion-mnist"), Choice("MNIST", "mnist"))},
    "label": {
        "summary": "What to draw, such as sneaker or 7; each in turn when left out",
        "choices": tuple(Choice(name, name) for known in CLASSES.values() for name in known),
    },
}
"""By the worker's name of an option: what people are told instead."""


def request_name(option: str) -> str:
    """What the worker calls an option."""
    return {shown: name for name, shown in NAMES.items()}.get(option, option)


def _options(request: type[BaseModel]) -> Iterator[Option]:
    for option in options_of(request):
        shown = NAMES.get(option.name, option.name)
        yield replace(option, name=shown, **_BETTER.get(option.name, {}))


TEXT = tuple(_options(TextRequest))
IMAGE = tuple(_options(ImageRequest))
