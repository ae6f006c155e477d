"""Trains the conditional GAN and measures what it draws.

The losses are those of Huang et al. 2024, "The GAN is dead; long live the GAN!", arXiv:2501.05441:
the discriminator learns which of a real and a drawn image is the real one, and its gradient is
penalised at both. Differs from the paper: batch normalisation in the generator, and the penalty is
computed every few steps only and on one kind of image at a time (lazy, as in arXiv:1912.04958).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn
from torch.nn.utils import convert_conv2d_weight_memory_format

from generators import weights
from generators.data import Dataset, load_images
from generators.models.classifier import load_classifier
from generators.models.gan import CHANNELS_LAST, Discriminator, Generator, GeneratorConfig
from generators.runtime import choose_device
from generators.training.average import Average
from generators.training.gan_quality import draw_evenly, evaluate, score, settled
from generators.training.loop import Recipe as LoopRecipe

__all__ = ["Recipe", "Training", "evaluate"]

HELD_OUT = 10_000  # the last training images are for validation
VALIDATION_SAMPLES = 5_000
WARM_UP = 100  # steps in which the learning rate rises


class Recipe(LoopRecipe):
    """How the shipped GANs were trained."""

    dataset: Dataset = Field(default="fashion-mnist", description="Images to learn to draw.")
    steps: int = Field(default=5_000, description="Updates of both networks.")
    schedule: int = Field(default=7_000, description="Updates until the learning rate is lowest.")
    validate_every: int = Field(default=1_000, ge=1, description="Updates between validations.")
    width: int = Field(default=96, description="Channels of the generator at 7×7.")
    judge_width: int = Field(default=32, description="Channels of the discriminator at 14×14.")
    batch: int = Field(default=64, description="Images per update, a multiple of 8.")
    learning_rate: float = Field(default=1e-3, description="Of Adam, for both networks.")
    steady: float = Field(
        default=0.4, description="Part of the schedule before the learning rate falls."
    )
    penalty: float = Field(
        default=0.02, description="Weight of the squared gradient (γ of R1 and R2)."
    )
    penalty_every: int = Field(default=8, description="Steps from one penalty to the next.")
    averaging: float = Field(
        default=0.999, description="Decay of the average of the generator's weights."
    )

    def name(self, model: str) -> str:
        """What the weights are called."""
        return f"{model}-{self.dataset}"


class Training:
    """A generator and a discriminator that learn from each other."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.device = choose_device(recipe.device)
        images, labels = load_images(recipe.dataset, "train", recipe.data)
        self.images, self.labels = torch.tensor(images), torch.tensor(labels)
        torch.manual_seed(recipe.seed)
        self.config = GeneratorConfig(width=recipe.width)
        self.generator = Generator(self.config).to(self.device)
        self.discriminator = Discriminator(recipe.judge_width).to(self.device)
        for network in (self.generator, self.discriminator):
            convert_conv2d_weight_memory_format(network, CHANNELS_LAST)
        self.average = Average(self.generator, recipe.averaging)
        self.generator_optimiser = self._adam(self.generator)
        self.discriminator_optimiser = self._adam(self.discriminator)
        self.parts: Mapping[str, Any] = {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "average": self.average,
            "generator_optimiser": self.generator_optimiser,
            "discriminator_optimiser": self.discriminator_optimiser,
        }

    def step(self, index: int) -> Mapping[str, float]:
        """Update the discriminator, then the generator, on one batch."""
        self._set_learning_rate(index)
        real, labels = self._batch(index)
        noise = torch.randn(len(labels), self.config.latent, device=self.device)
        with self._fast():
            drawn = self.generator(noise, labels)
        caught, scores = self._teach_discriminator(index, real, drawn.detach(), labels)
        fooled = self._teach_generator(drawn, labels, scores)
        self.average.follow(self.generator)
        return {"discriminator_loss": caught, "generator_loss": fooled}

    def validate(self) -> Mapping[str, float]:
        """Score the averaged generator against the held-out images."""
        judge = load_classifier(self.recipe.dataset)
        drawn, asked = draw_evenly(settled(self.average.model), VALIDATION_SAMPLES)
        return asdict(score(judge, self.images[-HELD_OUT:][:VALIDATION_SAMPLES], drawn, asked))

    def export(self, stem: Path, figures: Mapping[str, float]) -> None:
        """Write the averaged generator."""
        weights.save(stem, settled(self.average.model), self.config, figures)

    def _teach_discriminator(
        self, index: int, real: Tensor, drawn: Tensor, labels: Tensor
    ) -> tuple[float, Tensor]:
        """Its loss, and the scores (B) it gave to the real images."""
        with self._fast():
            real_scores = self.discriminator(real, labels)
            loss = F.softplus(self.discriminator(drawn, labels) - real_scores).mean()
        turn, off_beat = divmod(index, self.recipe.penalty_every)
        if not off_beat:  # the paper's γ / 2, twice, since real and drawn images take turns
            weight = self.recipe.penalty * self.recipe.penalty_every
            at = drawn if turn % 2 else real
            loss = loss + weight * squared_gradient(self.discriminator, at, labels)
        return _descend(self.discriminator_optimiser, loss), real_scores.detach()

    def _teach_generator(self, drawn: Tensor, labels: Tensor, real_scores: Tensor) -> float:
        self.discriminator.requires_grad_(False)
        with self._fast():
            loss = F.softplus(real_scores - self.discriminator(drawn, labels)).mean()
        self.discriminator.requires_grad_(True)
        return _descend(self.generator_optimiser, loss)

    def _batch(self, index: int) -> tuple[Tensor, Tensor]:
        """Real images (B, 1, 28, 28) in [-1, 1] and labels (B); every epoch in an order of its own."""
        count, size = len(self.images) - HELD_OUT, self.recipe.batch
        epoch, place = divmod(index, count // size)
        order = np.random.default_rng([self.recipe.seed, epoch]).permutation(count)
        chosen = torch.from_numpy(order[place * size : (place + 1) * size])
        real = self.images[chosen].to(self.device).unsqueeze(1).float() / 127.5 - 1
        return real, self.labels[chosen].to(self.device)

    def _set_learning_rate(self, index: int) -> None:
        rate = self.recipe.learning_rate * share_of_rate(
            index / self.recipe.schedule, self.recipe.steady
        )
        for optimiser in (self.generator_optimiser, self.discriminator_optimiser):
            optimiser.param_groups[0]["lr"] = rate * min(1, (index + 1) / WARM_UP)

    def _adam(self, network: nn.Module) -> torch.optim.Adam:
        return torch.optim.Adam(network.parameters(), self.recipe.learning_rate, (0.0, 0.99))

    def _fast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16)


def squared_gradient(discriminator: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """Mean squared norm of the scores' gradient at images (B, 1, 28, 28): R1 on real ones.

    Mescheder et al. 2018, "Which Training Methods for GANs do actually Converge?", arXiv:1801.04406.
    """
    inputs = images.detach().requires_grad_(True)
    scores = discriminator(inputs, labels)
    (gradient,) = torch.autograd.grad(scores.sum(), inputs, create_graph=True)
    return gradient.square().sum(dim=(1, 2, 3)).mean()


def share_of_rate(progress: float, steady: float) -> float:
    """How much of the learning rate is left: all of it at first, then half a cosine down to 2 %."""
    if progress < steady:
        return 1.0
    half_turn = math.pi * (min(progress, 1.0) - steady) / (1 - steady)
    return max(0.02, 0.5 + 0.5 * math.cos(half_turn))


def _descend(optimiser: torch.optim.Optimizer, loss: Tensor) -> float:
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()
    return loss.item()
