"""Trains the classifiers that judge the image generators."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor
from torch.nn.utils import convert_conv2d_weight_memory_format

from generators import weights
from generators.data import Dataset, load_images
from generators.models.classifier import Classifier, ClassifierConfig, as_input, load_classifier
from generators.runtime import choose_device
from generators.training.loop import Recipe as LoopRecipe

HELD_OUT = 10_000  # the last training images are for validation
MIRRORED: dict[Dataset, bool] = {"fashion-mnist": True, "mnist": False}


class Recipe(LoopRecipe):
    """How the shipped classifiers were trained."""

    dataset: Dataset = Field(default="fashion-mnist", description="Images to tell apart.")
    steps: int = Field(default=3_500, ge=1, description="Updates in all.")
    validate_every: int = Field(default=500, ge=1, description="Updates between validations.")
    width: int = Field(default=32, description="Channels of the first stage.")
    batch: int = Field(default=128, description="Images per update.")
    learning_rate: float = Field(default=4e-3, description="Its peak, of AdamW on one cycle.")
    smoothing: float = Field(default=0.05, description="Label smoothing.")
    shift: int = Field(default=2, description="Pixels that a batch is moved by at most.")

    def name(self, model: str) -> str:
        """What the weights are called."""
        return f"{model}-{self.dataset}"


class Training:
    """A classifier that learns from moved and, for clothes, mirrored images."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.device = choose_device(recipe.device)
        images, labels = load_images(recipe.dataset, "train", recipe.data)
        self.images, self.labels = torch.tensor(images), torch.tensor(labels)
        torch.manual_seed(recipe.seed)
        self.config = ClassifierConfig(width=recipe.width)
        self.classifier = Classifier(self.config).to(self.device)
        convert_conv2d_weight_memory_format(self.classifier, torch.channels_last)
        self.optimiser = torch.optim.AdamW(self.classifier.parameters(), weight_decay=0.02)
        self.parts: Mapping[str, Any] = {"classifier": self.classifier, "optimiser": self.optimiser}

    def step(self, index: int) -> Mapping[str, float]:
        """One update of the classifier."""
        rate = self.recipe.learning_rate * one_cycle(index / self.recipe.steps)
        self.optimiser.param_groups[0]["lr"] = rate
        inputs, labels = self._batch(index)
        self.classifier.train()
        with torch.autocast(self.device.type, torch.bfloat16):
            logits = self.classifier(inputs)
        loss = F.cross_entropy(logits.float(), labels, label_smoothing=self.recipe.smoothing)
        self.optimiser.zero_grad()
        torch.autograd.backward(loss)
        self.optimiser.step()
        return {"loss": loss.item()}

    def validate(self) -> Mapping[str, float]:
        """Accuracy on the held-out images."""
        held_out = self.images[-HELD_OUT:], self.labels[-HELD_OUT:]
        return {"validation_accuracy": accuracy(self.classifier, *held_out)}

    def export(self, stem: Path, figures: Mapping[str, float]) -> None:
        """Write the classifier."""
        weights.save(stem, self.classifier, self.config, figures)

    def _batch(self, index: int) -> tuple[Tensor, Tensor]:
        """Inputs (B, 1, 28, 28) and labels (B); every epoch in an order of its own."""
        count, size = len(self.images) - HELD_OUT, self.recipe.batch
        epoch, place = divmod(index, count // size)
        order = np.random.default_rng([self.recipe.seed, epoch]).permutation(count)
        chosen = torch.from_numpy(order[place * size : (place + 1) * size])
        moved = shifted(as_input(self.images[chosen]), self.recipe.shift)
        inputs = half_mirrored(moved) if MIRRORED[self.recipe.dataset] else moved
        return inputs.to(self.device), self.labels[chosen].to(self.device)


def evaluate(dataset: Dataset, data: Path, device: torch.device) -> Mapping[str, float]:
    """Accuracy of the shipped classifier on all test images."""
    images, labels = (torch.tensor(part) for part in load_images(dataset, "test", data))
    return {"test_accuracy": accuracy(load_classifier(dataset).to(device), images, labels)}


def accuracy(classifier: Classifier, images: Tensor, labels: Tensor) -> float:
    """Part of uint8 images (N, 28, 28) whose label (N) is the most likely one."""
    _, guesses = classifier.judge(images)
    return (guesses == labels).float().mean().item()


def one_cycle(progress: float, rise: float = 0.2) -> float:
    """Share of the peak learning rate: up in a line, then down to nought in half a cosine.

    Smith & Topin 2017, "Super-Convergence", arXiv:1708.07120.
    """
    if progress < rise:
        return 0.04 + 0.96 * progress / rise
    return 0.5 + 0.5 * float(np.cos(np.pi * (progress - rise) / (1 - rise)))


def shifted(images: Tensor, reach: int) -> Tensor:
    """All images (B, 1, H, W) moved together by up to `reach` pixels each way, black coming in."""
    down, right = torch.randint(0, 2 * reach + 1, (2,)).tolist()
    height, width = images.shape[2:]
    padded = F.pad(images, [reach] * 4)
    return padded[:, :, down : down + height, right : right + width]


def half_mirrored(images: Tensor) -> Tensor:
    """About half of the images (B, 1, H, W), chosen by torch's generator, left and right swapped."""
    chosen = torch.rand(len(images)) < 0.5
    return torch.where(chosen[:, None, None, None], images.flip(3), images)
