"""The shipped image models on the CPU: a demonstration draws a few images, which needs no GPU."""

from __future__ import annotations

from functools import lru_cache

import torch  # noqa: TID253  only the worker runs this

from generators.data import Dataset
from generators.models import gan_sampler, vae_sampler
from generators.models.gan_sampler import GanSampler
from generators.models.vae_sampler import VaeSampler
from generators.requests import ImageModel

_CPU = torch.device("cpu")


@lru_cache(2)
def gan(dataset: Dataset) -> GanSampler:
    """The GAN of a data set."""
    return gan_sampler.load(dataset, _CPU)


@lru_cache(2)
def vae(dataset: Dataset) -> VaeSampler:
    """The VAE of a data set."""
    return vae_sampler.load(dataset, _CPU)


def sampler(model: ImageModel, dataset: Dataset) -> GanSampler | VaeSampler:
    """Either of them."""
    return gan(dataset) if model == "gan" else vae(dataset)
