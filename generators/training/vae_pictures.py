"""`python -m generators.training.vae_pictures`: what a shipped VAE draws, as pictures beside its weights."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from generators.data import CLASSES, Dataset, load_images
from generators.models import vae_sampler
from generators.models.vae_sampler import VaeSampler, plane
from generators.pictures import grid, save_animation, save_png
from generators.runtime import item_seeds
from generators.settings import GeneratorSettings
from generators.training.vae import HELD_OUT
from generators.training.vae_map import latent_map
from generators.weights import shipped

SLICED: dict[Dataset, int] = {"mnist": 2, "fashion-mnist": 8}  # twos and bags vary the most
REST = 5  # frames for which the walk stands still at each class

Data = Annotated[
    Path,
    typer.Option(
        default_factory=lambda: GeneratorSettings().datasets, help="Folder of the data sets."
    ),
]


def main(
    data: Data,
    dataset: Annotated[Dataset, typer.Option(help="Which VAE.")] = "mnist",
    seed: Annotated[int, typer.Option(min=0, help="Of the samples and the walk.")] = 0,
) -> None:
    """Write the sample grid, the map of held-out images, a slice and the walk from class to class."""
    sampler, stem = vae_sampler.load(dataset, torch.device("cpu")), shipped(f"vae-{dataset}")
    images, labels = (
        torch.tensor(part[-HELD_OUT:]) for part in load_images(dataset, "train", data)
    )
    save_png(sample_grid(sampler, dataset, seed), stem.with_suffix(".png"))
    save_png(latent_map(sampler, images, labels), stem.with_name(f"{stem.name}-map.png"))
    sliced = latent_slice(sampler, SLICED[dataset])
    save_png(sliced, stem.with_name(f"{stem.name}-slice.png"))
    save_animation(walk(sampler, seed), stem.with_suffix(".gif"))
    typer.echo(f"wrote four pictures to {stem.parent}")


def sample_grid(sampler: VaeSampler, dataset: Dataset, seed: int, columns: int = 8) -> Image.Image:
    """One row per class, each cell with a seed of its own; nothing is picked."""
    names = CLASSES[dataset]
    labels = [row for row in range(len(names)) for _ in range(columns)]
    images = sampler.sample(labels, item_seeds(seed, len(labels)))
    return grid(images.view(len(names), columns, 28, 28).numpy(), names)


def latent_slice(sampler: VaeSampler, label: int, steps: int = 9) -> Image.Image:
    """One class on a plane through the middle of its latents, from −2 to 2 standard deviations.

    Of all planes it is the one in which moving the noise moves the pixels the most, to first order.
    """
    across, down = strongest_directions(sampler, label)
    points = plane(across, down, steps)
    drawn = sampler.draw(points, torch.full((len(points),), label))
    return grid(drawn.view(steps, steps, 28, 28).numpy())


def strongest_directions(
    sampler: VaeSampler, label: int, reach: float = 1.0
) -> tuple[Tensor, Tensor]:
    """The two unit directions (latent) along which the images of a class change the most around its middle."""
    size = sampler.noise([0]).shape[1]
    steps = reach * torch.eye(size)
    labels = torch.full((size,), label)
    change = sampler.draw(steps, labels).float() - sampler.draw(-steps, labels).float()
    _, _, directions = torch.linalg.svd(change.flatten(1).T, full_matrices=False)
    return directions[0], directions[1]


def walk(sampler: VaeSampler, seed: int, steps: int = 7) -> list[Image.Image]:
    """Frames in which ten images walk through all ten classes, each begun at another one, with rests on the way."""
    stops = sampler.noise(item_seeds(seed, 100)).view(10, 10, -1)  # (image, stop, latent)
    rounds = [_round(sampler, noise, start, steps) for start, noise in enumerate(stops)]
    frames: NDArray[np.uint8] = torch.stack(rounds, dim=1).view(-1, 2, 5, 28, 28).numpy()
    drawn = [grid(frame, scale=4) for frame in frames]
    return [frame for i, frame in enumerate(drawn) for _ in range(1 if i % steps else REST)]


def _round(sampler: VaeSampler, stops: Tensor, start: int, steps: int) -> Tensor:
    """Images (10 · steps, 28, 28) on a closed way through stops (10, latent), one of each class from `start` on."""
    labels = (torch.arange(10) + start) % 10
    legs = [
        sampler.between(stops[[here, there]], labels[[here, there]], steps + 1)[:-1]
        for here, there in pairwise([*range(10), 0])
    ]
    return torch.cat(legs)


if __name__ == "__main__":
    typer.run(main)
