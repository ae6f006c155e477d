"""Measures a VAE: lower bounds on the log-probability of images it has not seen."""

from __future__ import annotations

from typing import Literal, Protocol

import torch
from torch import Tensor

from generators.models.vae import VAEConfig, importance_bound

DRAWS_AT_ONCE = 2_000  # images × draws held in memory together
SEED = 1405  # of the black and white images and of the draws


class LatentModel(Protocol):
    """A model of images with a latent vector behind each."""

    config: VAEConfig

    def log_weights(self, x: Tensor, noise: Tensor) -> Tensor:
        """log p(x, z) − log q(z|x): pixels (B, 784), noise (K, B, latent) -> (K, B)."""
        ...


@torch.inference_mode()
def bounds(model: LatentModel, images: Tensor, draws: int) -> dict[str, float]:
    """Mean bounds over uint8 images (N, 28, 28) in nats to pay, so lower is better.

    "iwae_nats" is −log p's importance-weighted bound with that many draws per image, "elbo_nats" the
    bound with one. No label is used. Binary pixels are drawn once per image with probability grey / 255.
    """
    size, totals = max(1, DRAWS_AT_ONCE // draws), torch.zeros(2, dtype=torch.float64)
    for start in range(0, len(images), size):
        noise = torch.Generator(images.device).manual_seed(SEED + start)
        totals += _sums(model, images[start : start + size], draws, noise)
    iwae, elbo = (-totals / len(images)).tolist()
    return {"iwae_nats": iwae, "elbo_nats": elbo}


def _sums(model: LatentModel, images: Tensor, draws: int, noise: torch.Generator) -> Tensor:
    """Both bounds (2), summed over uint8 images (B, 28, 28)."""
    x = as_pixels(images, model.config.pixels, noise)
    shape = (draws, len(images), model.config.latent)
    log_weights = model.log_weights(x, torch.randn(shape, generator=noise, device=x.device))
    both = torch.stack([importance_bound(log_weights), log_weights.mean(dim=0)])
    return both.double().sum(dim=1).cpu()


def as_pixels(
    images: Tensor, pixels: Literal["binary", "grey"], noise: torch.Generator | None = None
) -> Tensor:
    """Uint8 images (N, 28, 28) -> pixels (N, 784): greys in [0, 1], or black and white drawn from them."""
    grey = images.flatten(1).float() / 255
    return grey if pixels == "grey" else torch.bernoulli(grey, generator=noise)
