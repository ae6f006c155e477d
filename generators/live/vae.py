"""A small variational autoencoder: an image squeezed into a few numbers and drawn again.

Kingma & Welling 2014, "Auto-Encoding Variational Bayes", arXiv:1312.6114, as in its appendix C: both
networks are perceptrons, and a grey is the chance that its pixel is white.
"""

from __future__ import annotations

from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor

from generators.live.data import Split
from generators.live.lesson import Drawings, Losses, Samples, seeded
from generators.live.networks import MEASURED, batches, optimiser_of, perceptron, update
from generators.live.options import TrainOptions

COLUMNS, NEW_ROWS = 5, 4


class VaeLesson:
    """Minimises the negative evidence lower bound of an image."""

    loss_name = "negative ELBO, nats"
    noticeable = 0.5

    def __init__(self, options: TrainOptions, split: Split) -> None:
        self._shape = split.train.x.shape[1:]
        self._train, self._held_out = (
            torch.from_numpy(part.x.copy()).flatten(1) for part in (split.train, split.held_out)
        )
        pixels, hidden = self._train.shape[1], [options.width] * options.layers
        make = partial(perceptron, activation=options.activation, generator=seeded(options, 0))
        self._encoder = make([pixels, *hidden, 2 * options.latent])
        self._decoder = make([options.latent, *hidden, pixels])
        both = [*self._encoder.parameters(), *self._decoder.parameters()]
        self._optimiser = optimiser_of(both, options)
        self._batches = batches(len(self._train), options.batch, seeded(options, 1))
        self._random, fixed = seeded(options, 2), seeded(options, 3)
        self._noise = torch.randn(MEASURED, options.latent, generator=fixed)
        self.steps_per_epoch = -(-len(self._train) // options.batch)

    def step(self) -> float:
        """One update on one batch."""
        x = self._train[next(self._batches)]
        noise = torch.randn(len(x), self._noise.shape[1], generator=self._random)
        return update(self._loss(x, noise), self._optimiser)

    @torch.no_grad()
    def losses(self) -> Losses:
        """The bound for up to 500 images of each part."""
        parts = (x[:MEASURED] for x in (self._train, self._held_out))
        return Losses(*(self._loss(x, self._noise[: len(x)]).item() for x in parts))

    @torch.no_grad()
    def samples(self) -> Samples:
        """Held-out images, the same squeezed and drawn again, and new ones from fixed noise."""
        x = self._held_out[:COLUMNS]
        mean, _ = self._encoder(x).chunk(2, dim=1)
        rows = [("held out", x), ("redrawn", self._draw(mean))]
        fresh = torch.split(self._noise[: COLUMNS * NEW_ROWS], COLUMNS)
        rows += [("new", self._draw(z)) for z in fresh]
        return Drawings(tuple((name, row.view(-1, *self._shape).numpy()) for name, row in rows))

    def gradient_ratio(self) -> float | None:
        """Says little here: the first layer's gradient has the latent's noise in it."""
        return None

    def _loss(self, x: Tensor, noise: Tensor) -> Tensor:
        """−ELBO of images (B, pixels) with noise (B, latent): formula 10 of the paper, one draw."""
        mean, log_variance = self._encoder(x).chunk(2, dim=1)
        z = mean + noise * (log_variance / 2).exp()
        redrawn = F.binary_cross_entropy_with_logits(self._decoder(z), x, reduction="none")
        divergence = (mean.square() + log_variance.exp() - 1 - log_variance) / 2
        bound: Tensor = (redrawn.sum(dim=1) + divergence.sum(dim=1)).mean()
        return bound

    def _draw(self, z: Tensor) -> Tensor:
        """Latents (B, latent) -> greys (B, pixels); what is no number is drawn black."""
        grey: Tensor = self._decoder(z).sigmoid().nan_to_num(0.0)
        return grey
