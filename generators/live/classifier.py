"""A multilayer perceptron that tells classes apart: points of the plane, or small images.

Rumelhart, Hinton & Williams 1986, "Learning representations by back-propagating errors".
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from generators.live.data import Labelled, Split
from generators.live.lesson import Boundary, Guesses, Losses, Samples, seeded
from generators.live.networks import (
    MEASURED,
    batches,
    gradient_size,
    optimiser_of,
    perceptron,
    update,
)
from generators.live.options import TrainOptions

SQUARE = 60  # places on each side of the plane that are asked about
REACH = 1.9
SHOWN_POINTS, SHOWN_IMAGES = 160, 16


class ClassifierLesson:
    """Minimises the cross-entropy between the true class and what the network says."""

    loss_name = "cross-entropy, nats"
    noticeable = 0.02

    def __init__(self, options: TrainOptions, split: Split) -> None:
        self._split, self._flat = split, split.train.x.ndim == 2
        self._train, self._held_out = _tensors(split.train), _tensors(split.held_out)
        sizes = [self._train[0].shape[1], *[options.width] * options.layers, len(split.classes)]
        self._network = perceptron(sizes, options.activation, seeded(options, 0))
        self._optimiser = optimiser_of(self._network.parameters(), options)
        self._batches = batches(len(split.train.y), options.batch, seeded(options, 1))
        self.steps_per_epoch = -(-len(split.train.y) // options.batch)

    def step(self) -> float:
        """One update on one batch."""
        chosen = next(self._batches)
        x, y = self._train
        return update(F.cross_entropy(self._network(x[chosen]), y[chosen]), self._optimiser)

    @torch.no_grad()
    def losses(self) -> Losses:
        """The mean loss of up to 500 examples of each part."""
        return Losses(self._loss(*self._train), self._loss(*self._held_out))

    @torch.no_grad()
    def samples(self) -> Samples:
        """The plane as the classifier sees it, or images with its guesses."""
        x, y = self._held_out
        right = (self._network(x).argmax(dim=1) == y).float().mean().item()
        return self._boundary(right) if self._flat else self._guesses(right)

    def gradient_ratio(self) -> float | None:
        """Gradient of the first layer against that of the last; None when that is nought."""
        linear = [layer for layer in self._network if isinstance(layer, nn.Linear)]
        last = gradient_size(linear[-1])
        return gradient_size(linear[0]) / last if last else None

    def _loss(self, x: Tensor, y: Tensor) -> float:
        return F.cross_entropy(self._network(x[:MEASURED]), y[:MEASURED]).item()

    def _boundary(self, right: float) -> Boundary:
        stops = torch.linspace(-REACH, REACH, SQUARE)
        up, across = torch.meshgrid(-stops, stops, indexing="ij")  # the top row first
        plane = torch.stack([across.flatten(), up.flatten()], dim=1)
        share = self._network(plane).softmax(dim=1)[:, 1].nan_to_num(0.5)
        held_out = self._split.held_out
        return Boundary(
            share.view(SQUARE, SQUARE).numpy(),
            held_out.x[:SHOWN_POINTS] / REACH,
            held_out.y[:SHOWN_POINTS],
            right,
        )

    def _guesses(self, right: float) -> Guesses:
        held_out, names = self._split.held_out, self._split.classes
        guesses = self._network(self._held_out[0][:SHOWN_IMAGES]).argmax(dim=1).tolist()
        return Guesses(
            held_out.x[:SHOWN_IMAGES],
            tuple(names[guess] for guess in guesses),
            tuple(names[truth] for truth in held_out.y[:SHOWN_IMAGES]),
            right,
        )


def _tensors(examples: Labelled) -> tuple[Tensor, Tensor]:
    """Inputs (N, features), images as numbers from −1 to 1, and classes (N)."""
    x = torch.from_numpy(np.ascontiguousarray(examples.x))
    return (x if x.ndim == 2 else 2 * x.flatten(1) - 1), torch.from_numpy(examples.y.copy())
