"""A normalising flow learns where points lie: it bends a Gaussian cloud into their shape.

Dinh et al. 2017, "Density estimation using Real NVP", arXiv:1605.08803.
"""

from __future__ import annotations

import torch
from torch import Tensor

from generators.live.cloud import cloud
from generators.live.data import Split
from generators.live.lesson import Losses, Samples, seeded
from generators.live.networks import MEASURED, batches, optimiser_of, start_anew, update
from generators.live.options import TrainOptions
from generators.models.flow import Flow
from generators.models.vae import log_normal


class FlowLesson:
    """Maximises the likelihood of the points."""

    loss_name = "surprise, nats a point"
    noticeable = 0.05

    def __init__(self, options: TrainOptions, split: Split) -> None:
        self._train, self._held_out = (
            torch.from_numpy(part.x.copy()) for part in (split.train, split.held_out)
        )
        self._flow = Flow(size=2, context=1, hidden=options.width, couplings=options.layers)
        start_anew(self._flow, seeded(options, 0), gain=1.4)
        self._optimiser = optimiser_of(self._flow.parameters(), options)
        self._batches = batches(len(self._train), options.batch, seeded(options, 1))
        self._noise = torch.randn(MEASURED, 2, generator=seeded(options, 2))
        self.steps_per_epoch = -(-len(self._train) // options.batch)

    def step(self) -> float:
        """One update on one batch."""
        return update(self._surprise(self._train[next(self._batches)]), self._optimiser)

    @torch.no_grad()
    def losses(self) -> Losses:
        """The mean surprise at up to 500 points of each part."""
        parts = (self._surprise(part[:MEASURED]).item() for part in (self._train, self._held_out))
        return Losses(*parts)

    @torch.no_grad()
    def samples(self) -> Samples:
        """500 points that the flow makes of fixed noise."""
        drawn, _ = self._flow(self._noise, _no_context(self._noise))
        return cloud(drawn, self._held_out)

    def gradient_ratio(self) -> float | None:
        """Says little here: each coupling has a way of its own to the loss."""
        return None

    def _surprise(self, points: Tensor) -> Tensor:
        """Mean −log p of points (N, 2)."""
        noise, log_det = self._flow.inverse(points, _no_context(points))
        return -(log_normal(noise) + log_det).mean()


def _no_context(points: Tensor) -> Tensor:
    """What steers the flow (N, 1): always the same."""
    return points.new_ones(len(points), 1)
