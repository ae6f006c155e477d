"""A map of a VAE's latent space: held-out images, drawn again, each where its latent lies."""

from __future__ import annotations

import torch
from PIL import Image
from torch import Tensor

from generators.models.vae_sampler import VaeSampler

CELL, SCALE = 28, 2
COLOURS = torch.tensor(  # of the ten classes, told apart also by the colour-blind for the most part
    [
        *([[230, 85, 80], [245, 150, 50], [225, 200, 60], [120, 195, 80], [60, 180, 150]]),
        *([[80, 180, 225], [95, 130, 235], [165, 120, 225], [235, 130, 200], [200, 200, 205]]),
    ]
)


def latent_map(sampler: VaeSampler, images: Tensor, labels: Tensor, cells: int = 18) -> Image.Image:
    """A square of cells × cells drawings, coloured by class; neighbours have similar latents.

    The latents are seen along the two axes that separate the classes best (Fisher's discriminants), each
    axis stretched so that the images spread evenly. A cell shows what the decoder makes of the image
    nearest to its centre; cells far from every image stay black.
    """
    latents = sampler.embed(images)
    spots = evenly(discriminants(latents, labels))
    centres = (torch.arange(cells) + 0.5) / cells
    rows, columns = torch.meshgrid(centres, centres, indexing="ij")
    gaps, nearest = torch.cdist(torch.stack([columns, rows], -1).view(-1, 2), spots).min(dim=1)
    drawn = sampler.redraw(latents[nearest]).float()
    tinted = drawn.unsqueeze(-1) / 255 * COLOURS[labels[nearest]][:, None, None].float()
    tinted[gaps > 0.75 / cells] = 0
    sheet = tinted.view(cells, cells, CELL, CELL, 3).permute(0, 2, 1, 3, 4)
    picture = Image.fromarray(sheet.reshape(cells * CELL, cells * CELL, 3).byte().numpy())
    return picture.resize((cells * CELL * SCALE, cells * CELL * SCALE), Image.Resampling.NEAREST)


def discriminants(latents: Tensor, labels: Tensor) -> Tensor:
    """Points (N, 2): the latents (N, latent) along Fisher's first two linear discriminants."""
    classes = torch.unique(labels)
    means = torch.stack([latents[labels == label].mean(dim=0) for label in classes])
    centred = latents - means[torch.searchsorted(classes, labels)]
    values, vectors = torch.linalg.eigh(centred.T @ centred / len(latents))
    whiten = vectors / values.sqrt()
    _, _, axes = torch.linalg.svd((means - means.mean(dim=0)) @ whiten, full_matrices=False)
    points: Tensor = (latents - latents.mean(dim=0)) @ whiten @ axes[:2].T
    return points


def evenly(points: Tensor) -> Tensor:
    """Each column of points (N, D) replaced by its ranks, scaled into (0, 1)."""
    return (points.argsort(dim=0).argsort(dim=0) + 0.5) / len(points)
