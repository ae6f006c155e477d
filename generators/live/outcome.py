"""What a loss curve shows, by rules: the truth that a prediction is held against. No torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite
from typing import Literal

Outcome = Literal["falls", "stays", "bounces", "blows-up"]
Ended = Literal["done", "cancelled", "out-of-time", "not-a-number"]

MANY_RISES = 0.3
"""Of the way that the loss went up and down in all, the share that was up, from which on it bounces."""
VANISHING = 1e-3
"""Gradient of the first layer against that of the last, below which the first one hardly learns."""
FEW_COVERED = 0.5


@dataclass(frozen=True, slots=True)
class Curve:
    """Losses before the first epoch and after each, and what is needed to read them."""

    name: str
    train: tuple[float, ...]
    held_out: tuple[float, ...]
    noticeable: float
    """The smallest change that means something."""


def outcome_of(curve: Curve) -> Outcome:
    """What the loss on training examples did.

    It blew up if it became no number or ended noticeably worse than it began; it stayed if it never got
    noticeably better; it bounced if more than 30 % of its ways were upwards, each counted if noticeable.
    """
    losses, noticeable = curve.train, curve.noticeable
    if not all(map(isfinite, losses)) or losses[-1] > losses[0] + 2 * noticeable:
        return "blows-up"
    if losses[0] - min(losses) < 2 * noticeable:
        return "stays" if max(losses) - losses[0] < 10 * noticeable else "bounces"
    steps = [after - before for before, after in pairwise(losses)]
    up = sum(step for step in steps if step > noticeable)
    down = -sum(step for step in steps if step < 0)
    return "bounces" if up > MANY_RISES * (up + down) else "falls"


def overfits(curve: Curve) -> bool:
    """Whether the loss on held-out examples rose again while that on training examples fell further."""
    if not all(map(isfinite, (*curve.train, *curve.held_out))):
        return False
    best = min(range(len(curve.held_out)), key=curve.held_out.__getitem__)
    risen = curve.held_out[-1] - curve.held_out[best]
    return risen > 5 * curve.noticeable and curve.train[-1] < curve.train[best]


def still_falling(curve: Curve) -> bool:
    """Whether the loss on training examples got noticeably better in the last fifth of the epochs."""
    last = max(1, (len(curve.train) - 1) // 5)
    return len(curve.train) > last and curve.train[-1 - last] - curve.train[-1] > curve.noticeable


def trend(curve: Curve) -> str:
    """The curve in words, with its first and last figures."""
    words = {
        "falls": "falls",
        "stays": "hardly moves",
        "bounces": "goes up and down",
        "blows-up": "ends higher than it began",
    }
    if not isfinite(curve.train[-1]):
        return f"starts at {figure(curve.train[0])} and is no number after epoch {len(curve.train) - 1}"
    ends = f"from {figure(curve.train[0])} to {figure(curve.train[-1])}"
    return f"{words[outcome_of(curve)]}, {ends}"


def figure(loss: float) -> str:
    """A loss as people read it, in about three digits; 4.2e+09 when it is huge."""
    if not isfinite(loss):
        return "not a number"
    if 0 < abs(loss) < 0.001:
        return "<0.001" if loss > 0 else "0.000"
    if abs(loss) >= 100_000:
        return f"{loss:.1e}"
    digits = 0 if abs(loss) >= 100 else 1 if abs(loss) >= 10 else 2 if abs(loss) >= 1 else 3
    return f"{loss:.{digits}f}"


def extended(curve: Curve, train: float, held_out: float) -> Curve:
    """The curve with the losses after one more epoch."""
    return replace(curve, train=(*curve.train, train), held_out=(*curve.held_out, held_out))
