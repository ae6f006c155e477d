"""Neighbours of images that were drawn: the same noise with a little of another one in it."""

from __future__ import annotations

import math

import torch  # noqa: TID253  only the worker runs this

from generators.data import CLASSES
from generators.demos.made import Made
from generators.demos.requests import VaryRequest
from generators.demos.samplers import sampler
from generators.pictures import grid, png
from generators.runtime import item_seeds

ANGLE = 0.55
"""Radians from a noise to its variations: as likely a noise, 2 sin(0.275) = 0.54 of its length away."""
ORIGINALS, VARIATIONS = 5, 4


def run(request: VaryRequest) -> Made:
    """Up to five of the images, each with four variations to its right."""
    count = min(ORIGINALS, request.count)
    labels, draws = request.labels[:count], sampler(request.model, request.dataset)
    noise = draws.noise(item_seeds(request.seed, count))[:, None]  # (count, 1, latent)
    others = draws.noise(item_seeds(request.towards, count * VARIATIONS)).view(
        count, VARIATIONS, -1
    )
    near = math.cos(ANGLE) * noise + math.sin(ANGLE) * others
    every = torch.cat([noise, near], dim=1).flatten(0, 1)
    shrunk = every * (request.truncation if request.model == "gan" else 1)
    drawn = draws.draw(shrunk, torch.tensor(labels).repeat_interleave(1 + VARIATIONS))
    names = [CLASSES[request.dataset][label] for label in labels]
    sheet = grid(drawn.view(count, 1 + VARIATIONS, 28, 28).numpy(), names, scale=4)
    return Made((png(sheet),), {"classes": list(dict.fromkeys(names))})
