"""What lies where in a model's latent space.

A VAE has an encoder, so images can be put in order by their latents; a GAN has none, so a plane is cut through its
noise.
"""

from __future__ import annotations

import torch  # noqa: TID253  only the worker runs this
from PIL import Image

from generators.data import CLASSES
from generators.demos import samplers
from generators.demos.made import Made
from generators.demos.requests import LatentMapRequest
from generators.models.gan_sampler import GanSampler
from generators.models.vae_sampler import VaeSampler, plane
from generators.pictures import grid, png
from generators.runtime import item_seeds
from generators.training.vae_map import latent_map

SAMPLES, CELLS, STEPS = 640, 12, 7
MOST_VARIED = {"fashion-mnist": "bag", "mnist": "7"}


def run(request: LatentMapRequest) -> Made:
    """A map of all classes for a VAE, a plane of one class for a GAN."""
    if request.model == "vae":
        sheet = _map(samplers.vae(request.dataset), len(CLASSES[request.dataset]), request.seed)
        return Made((png(sheet),), {"shown": "map"})
    name = request.label or MOST_VARIED[request.dataset]
    label = CLASSES[request.dataset].index(name)
    return Made(
        (png(_plane(samplers.gan(request.dataset), label, request.seed)),),
        {"shown": "plane", "class": name},
    )


def _map(sampler: VaeSampler, classes: int, seed: int) -> Image.Image:
    """Images of the model's own, of every class, each where its latent lies."""
    labels = [i % classes for i in range(SAMPLES)]
    images = sampler.sample(labels, item_seeds(seed, SAMPLES))
    return latent_map(sampler, images, torch.tensor(labels), CELLS)


def _plane(sampler: GanSampler, label: int, seed: int) -> Image.Image:
    """One class on a plane through the origin of the noise, two standard deviations of its length each way."""
    corners = sampler.noise(item_seeds(seed, 2))  # (2, latent)
    across, down = torch.linalg.qr(corners.T).Q.T
    reach = 0.6 * corners.shape[1] ** 0.5
    points = plane(across, down, STEPS, reach)
    drawn = sampler.draw(points, torch.full((len(points),), label))
    return grid(drawn.view(STEPS, STEPS, 28, 28).numpy(), scale=4)
