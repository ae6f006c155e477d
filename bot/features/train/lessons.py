"""Why a run went as it did, in one sentence, and where the bank explains it. It is read off the run's figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generators.engine import Json
from generators.live.options import USUAL, TrainOptions
from generators.live.outcome import FEW_COVERED, VANISHING

RATE = "choosing-hyperparameters"
"""The bank's entry about learning rate, batch size and epochs."""
ABOUT = {
    "classifier": "activation-functions",
    "flow": "loss-function",
    "gan": "gan",
    "vae": "vae-image-generation",
    "lstm": "lstm-purpose",
}
"""The bank's entry on what was trained."""
FAST, SLOW = 5.0, 0.2
"""Times the usual learning rate, from which on that explains a run."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence for people, and the entry that says more."""

    why: str
    entry: str


def lesson_of(options: TrainOptions, figures: Mapping[str, Json]) -> Lesson:
    """What a run teaches, by what was measured in it."""
    if figures["outcome"] != "blows-up" and figures["overfits"]:
        return Lesson(
            "On its own examples it got better and better, on new ones worse again after a while: "
            "it learnt its examples by heart.",
            "overfitting",
        )
    outcome = figures["outcome"]
    if outcome == "blows-up":
        return _blew_up(options, figures)
    if outcome == "stays":
        return _stayed(options, figures)
    return _bounced(options) if outcome == "bounces" else _fell(options, figures)


def _blew_up(options: TrainOptions, figures: Mapping[str, Json]) -> Lesson:
    if figures["ended"] == "not-a-number":
        return Lesson(
            "Each step overshot further than the one before, until the numbers were too large for 32 bits and became "
            "infinity or NaN (not a number), from which no step leads back. Smaller steps or clipped gradients prevent "
            "it.",
            "exploding-gradient",
        )
    if options.model == "gan":
        return Lesson(
            "One of the two networks got so far ahead that the other learnt nothing useful from it any more.",
            "gan",
        )
    return Lesson(
        f"Steps of {options.learning_rate:g} overshoot: each lands higher up on the other side of the valley than it "
        "began.",
        RATE,
    )


def _stayed(options: TrainOptions, figures: Mapping[str, Json]) -> Lesson:
    ratio = figures["gradient_ratio"]
    if isinstance(ratio, float) and 0 < ratio < VANISHING:
        return Lesson(
            f"After an epoch the gradient of the first layer was {1 / ratio:,.0f} times smaller than that of the "
            f"last: it shrank in each of the {options.layers} layers between, so the early ones could not learn.",
            "vanishing-gradient",
        )
    if _pace(options) >= FAST:
        return Lesson(
            "The first steps were so large that they threw the network to a place where it says the same to "
            "everything, and where the gradient shows no way out.",
            RATE,
        )
    if _pace(options) <= SLOW:
        return Lesson(
            f"Steps of {options.learning_rate:g} are too small to get anywhere in {options.epochs} epochs.",
            RATE,
        )
    return Lesson(
        "The gradient showed no way down from where the network began: a network of this size and depth says nearly "
        "the same to everything.",
        ABOUT[options.model],
    )


def _bounced(options: TrainOptions) -> Lesson:
    if options.model == "gan":
        return Lesson(
            "That is a GAN's way: each step of one network changes what the other has to learn, so the distance to "
            "the data swings.",
            "gan",
        )
    if _pace(options) >= FAST:
        return Lesson(
            f"Steps of {options.learning_rate:g} jump across the valley instead of down into it, so the loss rises "
            "nearly as often as it falls.",
            RATE,
        )
    return Lesson(
        "Each step follows the gradient of a few examples only, which often points uphill for the others.",
        "mini-batch-gradient-descent",
    )


def _fell(options: TrainOptions, figures: Mapping[str, Json]) -> Lesson:
    covered = figures.get("covered")
    if isinstance(covered, float) and covered < FEW_COVERED:
        return Lesson(
            f"The figure fell, and yet only {covered:.0%} of the data have a drawn point nearby: look at the picture, "
            "not only at the curve.",
            ABOUT[options.model],
        )
    if figures["still_falling"]:
        return Lesson(
            f"Steps of {options.learning_rate:g} led downhill, and it was still falling at the end: more epochs, or "
            "larger steps, would lead further.",
            RATE,
        )
    return Lesson(
        f"Steps of {options.learning_rate:g} were small enough to lead downhill and large enough to get to where it "
        "hardly fell any more.",
        RATE,
    )


def _pace(options: TrainOptions) -> float:
    """The learning rate as a multiple of what is usual."""
    usual = 0.1 if options.optimiser == "sgd" else USUAL[options.model]["learning_rate"]
    return options.learning_rate / usual
