"""Every shipped model, ready to make batches; loaded when first wanted. Only the worker imports this."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import torch  # noqa: TID253  only the worker imports this file
from numpy.typing import NDArray

from generators.batcher import AT_MOST
from generators.catalog import TextOptions
from generators.data import Dataset
from generators.engine import JobError
from generators.models import gan_sampler, lstm_sampler, vae_sampler
from generators.models.interpolation import interpolate
from generators.requests import ImageModel
from generators.weights import WeightsError, shipped

_log = logging.getLogger(__name__)

Image = NDArray[np.uint8]
"""One grey image (28, 28), 0 black."""
_NO_WEIGHTS = "This model's weights are missing or damaged on the worker, so they were not loaded. Its log says which."
_TOO_MUCH = "The worker has too little memory for that. Please ask for less."
Made = str | Image | tuple[Image, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """A batch of texts: items are Line."""

    weights: str
    options: TextOptions


@dataclass(slots=True)
class Draft:
    """How far a text is; another thread reads it while it is being written."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One text: what it follows from, and where its beginning can be read."""

    seed: int
    draft: Draft = field(default_factory=Draft, compare=False)


@dataclass(frozen=True, slots=True)
class Draw:
    """A batch of images: items are Sketch."""

    model: ImageModel
    dataset: Dataset


@dataclass(frozen=True, slots=True)
class Sketch:
    """What one image follows from, whatever it is drawn with."""

    label: int
    seed: int
    truncation: float = 1.0


@dataclass(frozen=True, slots=True)
class Walk:
    """A batch of walks between two images each: items are pairs of Sketch."""

    model: ImageModel
    dataset: Dataset
    steps: int


Work = Write | Draw | Walk


class Studio:
    """Runs batches on one device, one at a time: it is not safe to call from two threads."""

    def __init__(self, device: torch.device, kept: int = 8) -> None:
        """It keeps the `kept` models that were used last."""
        self._device = device
        self._text = lru_cache(kept)(lambda name: lstm_sampler.load(shipped(name), device))
        self._gan = lru_cache(kept)(lambda dataset: gan_sampler.load(dataset, device))
        self._vae = lru_cache(kept)(lambda dataset: vae_sampler.load(dataset, device))

    def at_most(self, work: Work) -> int:
        """Items that one product of this model holds: fewer would only be padded to as many."""
        drawn_by_vae = isinstance(work, Draw) and work.model == "vae"
        return vae_sampler.AT_ONCE if drawn_by_vae else AT_MOST

    def warm(self) -> None:
        """Load what most people ask for first, so that nobody waits for it."""
        self.run(Draw("gan", "fashion-mnist"), [Sketch(0, 0)])
        self.run(Write("lstm", TextOptions(length=1)), [Line(0)])

    def run(self, work: Work, items: Sequence[Any]) -> Sequence[Made]:
        """What each item becomes: a text, an image, or the images of a walk.

        Raises JobError, in words, when memory ran out, after giving back what it can, or weights are not as shipped;
        PromptError.
        """
        try:
            return self._maker(work)(items)
        except WeightsError as error:
            _log.error("%s", error)
            raise JobError(_NO_WEIGHTS) from error
        except (MemoryError, RuntimeError) as error:
            if not _is_out_of_memory(error):
                raise
            if self._device.type == "cuda":
                torch.cuda.empty_cache()
            raise JobError(_TOO_MUCH) from error

    def _maker(self, work: Work) -> Callable[[Sequence[Any]], Sequence[Made]]:
        match work:
            case Write(weights, options):
                return lambda items: self._write(weights, options, items)
            case Draw("gan", dataset):
                return lambda items: self._draw_gan(dataset, items)
            case Draw(_, dataset):
                return lambda items: self._draw_vae(dataset, items)
            case Walk("gan"):
                return lambda items: [self._walk_gan(work, *pair) for pair in items]
            case Walk():
                return lambda items: [self._walk_vae(work, *pair) for pair in items]

    def _write(self, weights: str, options: TextOptions, items: Sequence[Line]) -> Sequence[str]:
        def heard(beginnings: Sequence[str]) -> None:
            for each, beginning in zip(items, beginnings, strict=False):
                each.draft.text = beginning

        return self._text(weights).sample(options, [each.seed for each in items], heard)

    def _draw_gan(self, dataset: Dataset, items: Sequence[Sketch]) -> Sequence[Image]:
        sampler = self._gan(dataset)
        shrink = torch.tensor([[each.truncation] for each in items])
        noise = shrink * sampler.noise([each.seed for each in items])
        return list(sampler.draw(noise, torch.tensor([each.label for each in items])).numpy())

    def _draw_vae(self, dataset: Dataset, items: Sequence[Sketch]) -> Sequence[Image]:
        labels, seeds = [each.label for each in items], [each.seed for each in items]
        return list(self._vae(dataset).sample(labels, seeds).numpy())

    def _walk_gan(self, work: Walk, start: Sketch, end: Sketch) -> tuple[Image, ...]:
        """The label cannot be half of one and half of the other, so it changes in the middle."""
        sampler = self._gan(work.dataset)
        first, last = sampler.noise([start.seed, end.seed])
        arc = interpolate(first, last, work.steps)
        half = [2 * i < work.steps for i in range(work.steps)]
        labels = torch.tensor([start.label if early else end.label for early in half])
        return tuple(sampler.draw(arc, labels).numpy())

    def _walk_vae(self, work: Walk, start: Sketch, end: Sketch) -> tuple[Image, ...]:
        sampler = self._vae(work.dataset)
        noise, labels = (
            sampler.noise([start.seed, end.seed]),
            torch.tensor([start.label, end.label]),
        )
        return tuple(sampler.between(noise, labels, work.steps).numpy())


def _is_out_of_memory(error: MemoryError | RuntimeError) -> bool:
    """On the CPU torch raises a plain RuntimeError."""
    told = isinstance(error, MemoryError | torch.OutOfMemoryError)
    return told or "can't allocate memory" in str(error)
