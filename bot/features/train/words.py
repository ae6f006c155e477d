"""What models, data and outcomes are called on the cards of a training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.event import Action
from bot.chat.reply import Button
from generators.engine import Json
from generators.live.options import TrainOptions, encode
from generators.live.outcome import Outcome

MODELS = {
    "classifier": "classifier",
    "flow": "normalising flow",
    "gan": "GAN",
    "vae": "variational autoencoder",
    "lstm": "character LSTM",
}
DATA = {
    "moons": "two moons",
    "ring": "a ring around a core",
    "blobs": "eight heaps of points",
    "digits": "handwritten digits (8 × 8)",
    "mnist": "MNIST",
    "fashion-mnist": "Fashion-MNIST",
    "bank": "the question bank's prose",
}
VERBS: Mapping[str, Outcome] = {
    "falls": "falls",
    "stays": "stays",
    "bounces": "bounces",
    "blows": "blows-up",
}
"""Of the buttons of a prediction; short, so that all options fit beside them."""
LABELS: Mapping[Outcome, str] = {
    "falls": "Falls smoothly",
    "stays": "Hardly moves",
    "bounces": "Bounces",
    "blows-up": "Blows up",
}
DID: Mapping[Outcome, str] = {
    "falls": "fell smoothly",
    "stays": "hardly moved",
    "bounces": "bounced",
    "blows-up": "blew up",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job was asked for, as far as its cards need it."""

    options: TrainOptions
    predicted: Outcome | None
    by: str
    """Who predicted, by name."""


def title(options: TrainOptions) -> str:
    """What is trained on what."""
    return f"Train a {MODELS[options.model]} on {DATA[options.dataset]}"


def outcome_named(name: Json) -> Outcome | None:
    """The outcome of this name, which came through JSON."""
    return next((outcome for outcome in LABELS if outcome == name), None)


def open_button(label: str, options: TrainOptions) -> Button:
    """To the prediction for these options."""
    return Button(label, Action("train", "open", encode(options)))
