"""What every model offers to the loop that trains it in front of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Generator

from generators.live.options import TrainOptions

Floats = NDArray[np.float32]


class Losses(NamedTuple):
    """One loss on examples that were trained on, and on others."""

    train: float
    held_out: float


@dataclass(frozen=True, slots=True)
class Boundary:
    """What a classifier of points thinks of each place of the square from −reach to reach."""

    share_of_b: Floats
    """(rows, columns) in [0, 1], the top row first."""
    points: Floats
    kinds: NDArray[np.int64]
    right: float
    """Share of the held-out points that it gets right."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """Points (N, 2) that a model drew, and real ones (M, 2)."""

    drawn: Floats
    real: Floats
    covered: float
    """Share of the real points that have a drawn one nearby."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """Held-out images (N, H, W) in [0, 1] with what a classifier took them for."""

    images: Floats
    guessed: tuple[str, ...]
    truth: tuple[str, ...]
    right: float


@dataclass(frozen=True, slots=True)
class Drawings:
    """Rows of images in [0, 1] with their names: each (columns, H, W)."""

    rows: tuple[tuple[str, Floats], ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """Text that a model wrote."""

    text: str


Samples = Boundary | Cloud | Guesses | Drawings | Writing


class Lesson(Protocol):
    """One model, its data and its optimiser. All randomness comes from its own generator."""

    loss_name: str
    """What the loss is and its unit, in few words."""
    noticeable: float
    """The smallest change of the loss that means something."""
    steps_per_epoch: int

    def step(self) -> float:
        """Do one update and return its loss, which may be no number."""
        ...

    def losses(self) -> Losses:
        """Measure on fixed examples, with fixed noise."""
        ...

    def samples(self) -> Samples:
        """What the model makes of a fixed seed."""
        ...

    def gradient_ratio(self) -> float | None:
        """Gradient of the first layer's weights as a share of the last one's; None where it says little."""
        ...


def seeded(options: TrainOptions, purpose: int) -> Generator:
    """A source of randomness of its own, so that trainings beside each other change nothing."""
    return Generator().manual_seed(options.seed * 16 + purpose)
