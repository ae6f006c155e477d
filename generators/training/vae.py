"""Trains the variational autoencoders and measures what they say an image is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from pydantic import Field
from torch import Tensor, nn

from generators import weights
from generators.data import Dataset, load_images
from generators.models.vae import PIXELS, VAE, VAEConfig, importance_bound
from generators.models.vae_sampler import load_vae
from generators.runtime import choose_device
from generators.training.average import Average
from generators.training.loop import Recipe as LoopRecipe
from generators.training.vae_bound import as_pixels, bounds

HELD_OUT = 5_000  # the last training images are for validation
VALIDATED, DRAWS = 1_000, 20  # how many of them are looked at during training, and how often
TEST_DRAWS, TEST_DRAWS_ON_CUDA = 500, 5_000  # more tighten the bound; 500 take a CPU minutes
WARM_UP = 300  # steps in which the learning rate rises


class Recipe(LoopRecipe):
    """How the shipped VAEs were trained."""

    dataset: Dataset = Field(default="mnist", description="Images to learn.")
    steps: int = Field(default=16_000, ge=1, description="Updates in all.")
    validate_every: int = Field(default=2_000, ge=1, description="Updates between validations.")
    width: int = Field(default=448, description="Units of the widest layers.")
    block: int = Field(default=256, description="Units inside a residual block.")
    latent: int = Field(default=32, description="Numbers that an image is squeezed into.")
    batch: int = Field(default=256, description="Images per update.")
    draws: int = Field(
        default=1, ge=1, description="Draws per image and update; more tighten the bound."
    )
    learning_rate: float = Field(
        default=2e-3, description="Of AdamW; it falls to nought in half a cosine."
    )
    clip: float = Field(default=100.0, gt=0, description="Longest gradient that is taken whole.")
    weight_decay: float = Field(default=0.05, description="Of AdamW.")
    free_share: float = Field(
        0.05, description="Part of the steps before the prior weighs in full."
    )
    label_weight: float = Field(
        default=0.0, ge=0, description="Weight of guessing the label from the latents, in nats."
    )
    averaging: float = Field(default=0.999, description="Decay of the average of the weights.")

    def name(self, model: str) -> str:
        """Such as "vae-mnist"."""
        return f"{model}-{self.dataset}"


class Training:
    """A VAE that learns to bound log p(image | label) from below."""

    def __init__(self, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.device = choose_device(recipe.device)
        images, labels = load_images(recipe.dataset, "train", recipe.data)
        self.images, self.labels = torch.tensor(images), torch.tensor(labels)
        self.config = VAEConfig(
            pixels="binary" if recipe.dataset == "mnist" else "grey",
            width=recipe.width,
            block=recipe.block,
            latent=recipe.latent,
        )
        self.vae = VAE(self.config).to(self.device)
        self.average = Average(self.vae, recipe.averaging)
        self.guess = nn.Linear(self.config.latent, self.config.classes).to(self.device)
        self.optimiser = torch.optim.AdamW(
            [*self.vae.parameters(), *self.guess.parameters()],
            betas=(0.9, 0.99),
            weight_decay=recipe.weight_decay,
            fused=True,
        )
        self.parts = {
            "vae": self.vae,
            "average": self.average,
            "guess": self.guess,
            "optimiser": self.optimiser,
        }

    def step(self, index: int) -> Mapping[str, float]:
        """One update of the VAE and its average."""
        progress = index / self.recipe.steps
        self.optimiser.param_groups[0]["lr"] = self.recipe.learning_rate * rate(index, progress)
        images, labels = self._batch(index)
        loss = self._loss(as_pixels(images, self.config.pixels), labels, progress)
        self.optimiser.zero_grad()
        torch.autograd.backward(loss)
        norm = nn.utils.clip_grad_norm_(self.vae.parameters(), self.recipe.clip)
        if norm.isfinite():  # a batch that overflows must not end the training
            self.optimiser.step()
            self.average.follow(self.vae)
        return {"loss_nats": loss.item()}

    def validate(self) -> Mapping[str, float]:
        """Bounds on held-out images without their labels, in nats."""
        held_out = self.images[-HELD_OUT:][:VALIDATED].to(self.device)
        return {
            f"validation_{name}": nats
            for name, nats in bounds(self.average.model, held_out, DRAWS).items()
        }

    def export(self, stem: Path, figures: Mapping[str, float]) -> None:
        """Write the averaged VAE."""
        weights.save(stem, self.average.model, self.config, figures)

    def _loss(self, x: Tensor, labels: Tensor, progress: float) -> Tensor:
        """Nats by which the bound falls short of 0 for pixels (B, 784), and the label's share; means over B."""
        noise = torch.randn(self.recipe.draws, len(x), self.config.latent, device=self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            z, log_q = self.vae.infer(x, noise)
            fit = self.vae.log_likelihood(self.vae.decode(z), x)
        divergence = log_q - self.vae.log_prior(z, labels)
        weight = min(1.0, 0.3 + 0.7 * progress / self.recipe.free_share)
        short = -importance_bound(fit - weight * divergence).mean()
        return short + self.recipe.label_weight * self._missed(z, labels)

    def _missed(self, z: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy of a guess at labels (B) from latents (K, B, latent), in nats.

        It keeps the classes apart in latent space, as the classifier's term in Kingma et al. 2014
        (arXiv:1406.5298, formula 9) does, so that what is drawn for a label looks like it.
        """
        guesses = self.guess(z).log_softmax(dim=-1)
        missed: Tensor = -guesses.gather(-1, labels.expand(z.shape[:-1]).unsqueeze(-1)).mean()
        return missed

    def _batch(self, index: int) -> tuple[Tensor, Tensor]:
        """Uint8 images (B, 28, 28) and labels (B); every epoch in an order of its own."""
        count, size = len(self.images) - HELD_OUT, self.recipe.batch
        epoch, place = divmod(index, count // size)
        chosen = order(self.recipe.seed, epoch, count)[place * size : (place + 1) * size]
        return self.images[chosen].to(self.device), self.labels[chosen].to(self.device)


@lru_cache(maxsize=1)
def order(seed: int, epoch: int, count: int) -> Tensor:
    """The numbers below `count` (count) in the order of an epoch."""
    return torch.from_numpy(np.random.default_rng([seed, epoch]).permutation(count))


def evaluate(dataset: Dataset, data: Path, device: torch.device) -> Mapping[str, float]:
    """Bounds of the shipped VAE on all test images: nats per image and bits per pixel."""
    images, _ = load_images(dataset, "test", data)
    vae = load_vae(dataset).to(device)
    draws = TEST_DRAWS_ON_CUDA if device.type == "cuda" else TEST_DRAWS
    measured = bounds(vae, torch.tensor(images).to(device), draws)
    bits = measured["iwae_nats"] / math.log(2) / PIXELS
    return {"draws": draws, **measured, "iwae_bits_per_pixel": bits}


def rate(index: int, progress: float) -> float:
    """Share of the learning rate: a short rise, then half a cosine down to nought."""
    return min(1.0, (index + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * progress))
