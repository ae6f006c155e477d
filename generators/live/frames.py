"""A run as what is shown of it: pictures, words and figures."""

from __future__ import annotations

from math import isfinite

from generators.engine import Json
from generators.live.lesson import Boundary, Cloud, Guesses
from generators.live.options import TrainOptions
from generators.live.outcome import outcome_of, overfits, still_falling, trend
from generators.live.panel import in_words
from generators.live.picture import glance
from generators.live.run import Epoch, lesson_of, train

__all__ = ["Epoch", "figures", "lesson_of", "picture", "train", "words"]


def picture(epoch: Epoch) -> bytes:
    """PNG of the loss so far and of what the model makes."""
    return glance(epoch.curve, epoch.samples, epoch.of)


def words(options: TrainOptions, epoch: Epoch) -> str:
    """What the picture shows, for those who cannot see it."""
    return (
        f"Epoch {epoch.number} of {epoch.of} of a {options.model} on {options.dataset}. "
        f"The loss on training examples ({epoch.curve.name}) {trend(epoch.curve)}. "
        f"{in_words(epoch.samples)}"
    )


def figures(epoch: Epoch) -> dict[str, Json]:
    """What the run is judged by. A loss that is no number is left out, since JSON has none."""
    curve = epoch.curve
    figures: dict[str, Json] = {
        "ended": epoch.ended,
        "epochs": epoch.number,
        "loss_name": curve.name,
        "outcome": outcome_of(curve),
        "overfits": overfits(curve),
        "still_falling": still_falling(curve),
        "first": curve.train[0],
        "last": _number(curve.train[-1]),
        "lowest": min(curve.train),
        "highest": _number(max(curve.train)),
        "held_out": _number(curve.held_out[-1]),
        "best_held_out": min(curve.held_out),
        "gradient_ratio": _number(epoch.gradient_ratio),
    }
    match epoch.samples:
        case Boundary(right=share) | Guesses(right=share):
            figures["right"] = share
        case Cloud(covered=share):
            figures["covered"] = share
        case _:
            pass
    return figures


def _number(figure: float | None) -> float | None:
    return figure if figure is not None and isfinite(figure) else None
