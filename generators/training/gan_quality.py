"""Scores generators of images with a classifier of the same data set."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from generators.data import Dataset, load_images
from generators.metrics import Quality, quality
from generators.models import gan_sampler
from generators.models.classifier import Classifier, load_classifier
from generators.models.gan import Generator, to_uint8
from generators.runtime import item_seeds

SETTLING_BATCHES = 8
SETTLING_BATCH = 250
TEST_SAMPLES = 10_000
TEST_SEED = 0
VALIDATION_SEED = 1


def evaluate(dataset: Dataset, data: Path, device: torch.device) -> Mapping[str, float]:
    """Score 10,000 images of the shipped GAN against all test images, and its judge on those."""
    judge = load_classifier(dataset)
    images, labels = (torch.tensor(part) for part in load_images(dataset, "test", data))
    asked = torch.arange(TEST_SAMPLES) % judge.config.classes
    sampler = gan_sampler.load(dataset, device)
    drawn = sampler.sample(asked.tolist(), item_seeds(TEST_SEED, TEST_SAMPLES))
    accuracy = (judge.judge(images)[1] == labels).float().mean().item()
    return {**asdict(score(judge, images, drawn, asked)), "classifier_accuracy": accuracy}


def score(judge: Classifier, real: Tensor, drawn: Tensor, asked: Tensor) -> Quality:
    """Score drawn images (N, 28, 28), asked to be of classes (N), against real ones (M, 28, 28)."""
    features, guesses = judge.judge(drawn)
    real_features, _ = judge.judge(real)
    return quality(real_features.numpy(), features.numpy(), guesses.numpy(), asked.numpy())


@torch.inference_mode()
def draw_evenly(generator: Generator, count: int, at_once: int = 250) -> tuple[Tensor, Tensor]:
    """As many images of each class: uint8 (N, 28, 28) and labels (N), the same at every call."""
    config, device = generator.config, next(generator.parameters()).device
    labels = torch.arange(count) % config.classes
    noise = torch.randn(
        count, config.latent, generator=torch.Generator().manual_seed(VALIDATION_SEED)
    )
    parts = zip(torch.split(noise, at_once), torch.split(labels, at_once), strict=True)
    return torch.cat([to_uint8(generator(z.to(device), y.to(device))) for z, y in parts]), labels


@torch.inference_mode()
def settled(generator: Generator) -> Generator:
    """A copy whose batch normalisations know the statistics of its own weights, for drawing.

    Averaged weights have other statistics than the weights they were averaged from; BigGAN
    (arXiv:1809.11096) calls these standing statistics.
    """
    copied = copy.deepcopy(generator).train()
    for norm in copied.modules():
        if isinstance(norm, nn.BatchNorm2d):
            norm.momentum = None  # a plain mean over all that follows
            norm.reset_running_stats()
    draw_evenly(copied, SETTLING_BATCHES * SETTLING_BATCH, SETTLING_BATCH)
    return copied.eval()
