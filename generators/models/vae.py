"""Variational autoencoder for 28×28 grey images: an image squeezed into a few numbers and drawn again.

Kingma & Welling 2014, "Auto-Encoding Variational Bayes", arXiv:1312.6114. Differs from the paper: a
normalising flow makes the posterior more than a Gaussian (Rezende & Mohamed 2015, arXiv:1505.05770),
another one is the prior and knows the class (as in Chen et al. 2017, arXiv:1611.02731), and encoder
and decoder have residual blocks. Decoder and encoder never see the label, so p(x) needs none.
"""

from __future__ import annotations

import math
from typing import Literal

import torch
import torch.nn.functional as F
from pydantic import BaseModel, ConfigDict
from torch import Tensor, nn

from generators.models.flow import Flow

PIXELS = 28 * 28
GREY_STEP = 1 / 255


class VAEConfig(BaseModel):
    """The size of a VAE and what its pixels are: black or white, or 256 greys."""

    model_config = ConfigDict(frozen=True)

    pixels: Literal["binary", "grey"] = "binary"
    latent: int = 32
    width: int = 448
    block: int = 256
    features: int = 256
    flow: int = 128
    posterior_couplings: int = 2
    prior_couplings: int = 4
    label: int = 64
    classes: int = 10


class VAE(nn.Module):
    """p(x, z | y) = p(x | z) p(z | y) and the posterior q(z | x) that was trained with it."""

    def __init__(self, config: VAEConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = nn.Sequential(
            nn.Linear(PIXELS, config.width),
            Residual(config.width, config.block),
            nn.SiLU(),
            nn.Linear(config.width, config.features),
            nn.SiLU(),
        )
        self.to_stats = nn.Linear(config.features, 2 * config.latent)
        self.posterior = Flow(
            config.latent, config.features, config.flow, config.posterior_couplings
        )
        self.label = nn.Embedding(config.classes, config.label)
        self.prior = Flow(config.latent, config.label, config.flow, config.prior_couplings)
        self.decoder = nn.Sequential(
            nn.Linear(config.latent, config.features),
            nn.SiLU(),
            nn.Linear(config.features, config.width),
            Residual(config.width, config.block),
            nn.SiLU(),
            nn.Linear(config.width, PIXELS),
        )
        if config.pixels == "grey":
            self.log_scale = nn.Parameter(torch.tensor(-2.5))  # in units of white

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Pixels (B, 784) in [0, 1] -> features (B, features), mean and log-deviation (B, latent)."""
        features = self.encoder(2 * x - 1).float()
        mean, log_deviation = self.to_stats(features).float().chunk(2, dim=-1)
        return features, mean, log_deviation - 1

    def infer(self, x: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """Pixels (B, 784), noise (K, B, latent) -> draws z (K, B, latent) of q(z|x), log q (K, B)."""
        features, mean, log_deviation = self.encode(x)
        with full_precision(x):
            start = mean + noise * log_deviation.exp()
            z, log_det = self.posterior(start, features)
            return z, log_normal(noise) - log_deviation.sum(dim=-1) - log_det

    def log_prior(self, z: Tensor, labels: Tensor) -> Tensor:
        """log p(z | y): latents (…, latent), labels broadcastable to (…) -> (…)."""
        with full_precision(z):
            noise, log_det = self.prior.inverse(z, self.label(labels))
            return log_normal(noise) + log_det

    def log_mixture_prior(self, z: Tensor) -> Tensor:
        """log p(z) for latents (…, latent), all classes equally likely: (…)."""
        labels = torch.arange(self.config.classes, device=z.device)
        each = torch.stack([self.log_prior(z, label) for label in labels])
        return each.logsumexp(dim=0) - math.log(self.config.classes)

    def decode(self, z: Tensor) -> Tensor:
        """Latents (…, latent) -> (…, 784): logits of binary pixels, or means of grey ones."""
        precision = next(self.decoder.parameters()).dtype
        pixels: Tensor = self.decoder(z.to(precision))
        return pixels.float()

    def log_likelihood(self, decoded: Tensor, x: Tensor) -> Tensor:
        """log p(x | z): decoded (…, 784), pixels broadcastable to it -> nats (…)."""
        if self.config.pixels == "binary":
            each = F.logsigmoid(torch.where(x > 0.5, decoded, -decoded))
        else:
            each = log_discretised_logistic(x, decoded, self.log_scale)
        return each.sum(dim=-1)

    def log_weights(self, x: Tensor, noise: Tensor, labels: Tensor | None = None) -> Tensor:
        """log p(x, z) − log q(z|x), or log p(x, z | y) − log q(z|x) where labels (B) are given.

        Pixels (B, 784) and noise (K, B, latent) -> (K, B). Its mean is the evidence lower bound.
        """
        z, log_q = self.infer(x, noise)
        log_prior = self.log_mixture_prior(z) if labels is None else self.log_prior(z, labels)
        return self.log_likelihood(self.decode(z), x) + log_prior - log_q

    def to_latents(self, noise: Tensor, labels: Tensor) -> Tensor:
        """Standard normal noise (B, latent) and labels (B) -> draws (B, latent) of p(z | y)."""
        latents: Tensor = self.prior(noise, self.label(labels))[0]
        return latents

    def to_noise(self, latents: Tensor, labels: Tensor) -> Tensor:
        """The noise (B, latent) that `to_latents` turns into these latents (B, latent)."""
        noise: Tensor = self.prior.inverse(latents, self.label(labels))[0]
        return noise

    def draw(self, latents: Tensor) -> Tensor:
        """Latents (…, latent) -> expected images (…, 28, 28) in [0, 1]."""
        decoded = self.decode(latents)
        grey = decoded.sigmoid() if self.config.pixels == "binary" else decoded.clamp(0, 1)
        return grey.view(*grey.shape[:-1], 28, 28)


class Residual(nn.Module):
    """Adds to a vector what two layers make of it."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.inner = nn.Linear(width, hidden)
        self.out = nn.Linear(hidden, width)
        nn.init.zeros_(self.out.weight)  # at first a block changes nothing
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(…, width) -> (…, width)."""
        added: Tensor = self.out(F.silu(self.inner(F.silu(x))))
        return x + added


def importance_bound(log_weights: Tensor) -> Tensor:
    """Lower bounds (B) of log p(x) from log-weights (K, B); with K = 1 the evidence lower bound.

    Burda et al. 2016, "Importance Weighted Autoencoders", arXiv:1509.00519, formula 8.
    """
    return log_weights.logsumexp(dim=0) - math.log(len(log_weights))


def log_normal(noise: Tensor) -> Tensor:
    """Log-density (…) of standard normal vectors (…, size)."""
    return -0.5 * (noise.square() + math.log(2 * math.pi)).sum(dim=-1)


def log_discretised_logistic(x: Tensor, mean: Tensor, log_scale: Tensor) -> Tensor:
    """Log-probability of greys x = n/255 when a logistic variable is rounded; the ends take the tails.

    Formula 2 of arXiv:1701.05517; σ(b) − σ(a) is computed as σ(b) σ(−a) (1 − exp(a − b)).
    """
    scale = log_scale.exp()
    above = F.logsigmoid((x + GREY_STEP / 2 - mean) / scale)
    below = F.logsigmoid((mean - x + GREY_STEP / 2) / scale)
    width = torch.log(-torch.expm1(-GREY_STEP / scale))
    inside = above + below + width
    return torch.where(x <= 0, above, torch.where(x >= 1, below, inside))


def full_precision(like: Tensor) -> torch.autocast:
    """Densities keep 32 bits even where the rest is computed in 16."""
    return torch.autocast(like.device.type, enabled=False)
