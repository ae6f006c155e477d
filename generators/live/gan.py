"""A generator and a discriminator that learn from each other, on points of the plane.

Goodfellow et al. 2014, "Generative Adversarial Networks", arXiv:1406.2661, with the generator's
non-saturating loss. Differs from the paper: the discriminator's gradient at real points is penalised
(R1 of Mescheder et al. 2018, arXiv:1801.04406), without which the two circle around each other.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from generators.live.cloud import cloud, energy_distance
from generators.live.data import Split
from generators.live.lesson import Losses, Samples, seeded
from generators.live.networks import MEASURED, batches, optimiser_of, perceptron, update
from generators.live.options import TrainOptions

PENALTY = 0.1
BETAS = (0.5, 0.99)
"""Of Adam: less memory than usual, since what one network learns changes what the other should (arXiv:1511.06434)."""


class GanLesson:
    """The two losses only say who is winning, so the distance between drawn and real points is shown."""

    loss_name = "distance to the data"
    noticeable = 0.02

    def __init__(self, options: TrainOptions, split: Split) -> None:
        self._train, self._held_out = (
            torch.from_numpy(part.x.copy()) for part in (split.train, split.held_out)
        )
        hidden = [options.width] * options.layers
        start = seeded(options, 0)
        self._generator = perceptron([options.latent, *hidden, 2], options.activation, start)
        self._judge = perceptron([2, *hidden, 1], options.activation, start)
        self._generator_optimiser = optimiser_of(self._generator.parameters(), options, BETAS)
        self._judge_optimiser = optimiser_of(self._judge.parameters(), options, BETAS)
        self._batches = batches(len(self._train), options.batch, seeded(options, 1))
        self._random = seeded(options, 2)
        self._noise = torch.randn(MEASURED, options.latent, generator=seeded(options, 3))
        self._latent = options.latent
        self.steps_per_epoch = -(-len(self._train) // options.batch)

    def step(self) -> float:
        """Update the discriminator, then the generator; the loss is the discriminator's."""
        real = self._train[next(self._batches)]
        drawn = self._generator(torch.randn(len(real), self._latent, generator=self._random))
        loss = update(self._judge_loss(real, drawn.detach()), self._judge_optimiser)
        update(F.softplus(-self._judge(drawn)).mean(), self._generator_optimiser)
        return loss

    @torch.no_grad()
    def losses(self) -> Losses:
        """The energy distance from drawn points to those of each part."""
        drawn = self._generator(self._noise)
        parts = (energy_distance(drawn, x[:MEASURED]) for x in (self._train, self._held_out))
        return Losses(*parts)

    @torch.no_grad()
    def samples(self) -> Samples:
        """500 points that the generator makes of fixed noise."""
        return cloud(self._generator(self._noise), self._held_out)

    def gradient_ratio(self) -> float | None:
        """Says little here: the generator's gradient comes through the discriminator."""
        return None

    def _judge_loss(self, real: Tensor, drawn: Tensor) -> Tensor:
        """Cross-entropy of real against drawn, and the penalty of formula 9 of arXiv:1801.04406."""
        real = real.requires_grad_()
        score = self._judge(real)
        [slope] = torch.autograd.grad(score.sum(), real, create_graph=True)
        fooled = F.softplus(-score).mean() + F.softplus(self._judge(drawn)).mean()
        return fooled + PENALTY / 2 * slope.square().sum(dim=1).mean()
