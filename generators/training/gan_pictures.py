"""`python -m generators.training.gan_pictures`: what a shipped GAN draws, as pictures beside its weights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

import torch
import typer
from PIL import Image
from torch import Tensor

from generators.data import CLASSES, Dataset
from generators.models import gan_sampler
from generators.models.gan_sampler import GanSampler
from generators.models.interpolation import interpolate
from generators.pictures import grid, save_animation, save_png
from generators.runtime import item_seeds
from generators.weights import shipped

SHOWN: dict[Dataset, int] = {"fashion-mnist": 8, "mnist": 7}  # bags and sevens vary the most
TRUNCATIONS = (1.0, 0.7, 0.4, 0.0)


def main(
    dataset: Annotated[Dataset, typer.Option(help="Which GAN.")] = "fashion-mnist",
    seed: Annotated[int, typer.Option(min=0, help="Of all three pictures.")] = 0,
) -> None:
    """Write the sample grid, the truncation strip and the walk through latent space."""
    sampler = gan_sampler.load(dataset, torch.device("cpu"))
    stem = shipped(f"gan-{dataset}")
    save_png(sample_grid(sampler, CLASSES[dataset], seed), stem.with_suffix(".png"))
    strip = truncation_strip(sampler, SHOWN[dataset], seed)
    save_png(strip, stem.with_name(f"{stem.name}-truncation.png"))
    save_animation(walk(sampler, seed), stem.with_suffix(".gif"))
    typer.echo(f"wrote three pictures to {stem.parent}")


def sample_grid(
    sampler: GanSampler, names: Sequence[str], seed: int, columns: int = 8
) -> Image.Image:
    """One row per class, each cell with a seed of its own; nothing is picked."""
    labels = [row for row in range(len(names)) for _ in range(columns)]
    images = sampler.sample(labels, item_seeds(seed, len(labels)))
    return grid(images.view(len(names), columns, 28, 28).numpy(), names)


def truncation_strip(sampler: GanSampler, label: int, seed: int, columns: int = 8) -> Image.Image:
    """The same latents of one class, shrunk more from row to row: less variety, more typical."""
    seeds, labels = item_seeds(seed, columns), [label] * columns
    rows = [sampler.sample(labels, seeds, truncation) for truncation in TRUNCATIONS]
    return grid(torch.stack(rows).numpy(), [f"{truncation} z" for truncation in TRUNCATIONS])


def walk(sampler: GanSampler, seed: int, stops: int = 5, steps: int = 14) -> list[Image.Image]:
    """Frames in which all ten classes walk the same closed way through `stops` latents."""
    latents = sampler.noise(item_seeds(seed, stops))
    way = [*latents, latents[0]]
    arcs = [interpolate(start, end, steps + 1)[:-1] for start, end in pairwise(way)]
    return [_frame(sampler, z) for z in torch.cat(arcs)]


def _frame(sampler: GanSampler, z: Tensor) -> Image.Image:
    images = sampler.draw(z.expand(10, -1), torch.arange(10))
    return grid(images.view(2, 5, 28, 28).numpy(), scale=4)


if __name__ == "__main__":
    typer.run(main)
