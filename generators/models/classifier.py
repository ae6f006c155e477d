"""A small residual classifier of 28×28 grey images: the judge of the image generators.

He et al. 2016, "Deep Residual Learning for Image Recognition", arXiv:1512.03385. Differs from the
paper: three stages of one block each, strides in the stem, and 128 features at the end.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from pydantic import BaseModel, ConfigDict
from torch import Tensor, nn

from generators.data import Dataset
from generators.weights import load_weights, shipped


class ClassifierConfig(BaseModel):
    """The size of a classifier."""

    model_config = ConfigDict(frozen=True)

    width: int = 32
    classes: int = 10
    dropout: float = 0.2


class Residual(nn.Module):
    """Two 3×3 convolutions whose result is added to their input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        inner = F.relu(self.first_norm(self.first(x)))
        return F.relu(x + self.second_norm(self.second(inner)))


class Classifier(nn.Module):
    """Says what is in an image, and by its features how two sets of images differ."""

    def __init__(self, config: ClassifierConfig) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.body = nn.Sequential(
            *_stage(1, width, kernel=4),
            *_stage(width, 2 * width, kernel=3),
            *_stage(2 * width, 4 * width, kernel=3),
        )
        self.head = nn.Linear(4 * width, config.classes)

    def features(self, x: Tensor) -> Tensor:
        """What the head sees: (B, 1, 28, 28) in [0, 1] -> (B, 4 · width), none below zero."""
        features: Tensor = self.body(x).mean(dim=(2, 3))
        return features

    def forward(self, x: Tensor) -> Tensor:
        """Logits: (B, 1, 28, 28) in [0, 1] -> (B, classes)."""
        kept = F.dropout(self.features(x), self.config.dropout, self.training)
        logits: Tensor = self.head(kept)
        return logits

    @torch.inference_mode()
    def judge(self, images: Tensor, at_once: int = 500) -> tuple[Tensor, Tensor]:
        """Features (N, 4 · width) and most likely class (N,) of uint8 images (N, 28, 28), on the CPU."""
        self.eval()
        device = self.head.weight.device
        parts = [self.features(as_input(part.to(device))) for part in torch.split(images, at_once)]
        features = torch.cat(parts)
        return features.cpu(), self.head(features).argmax(dim=1).cpu()


def load_classifier(dataset: Dataset) -> Classifier:
    """The shipped classifier of a data set, on the CPU."""
    saved = load_weights(shipped(f"classifier-{dataset}"))
    classifier = Classifier(ClassifierConfig(**saved.config))
    classifier.load_state_dict(saved.tensors)
    return classifier.eval()


def as_input(images: Tensor) -> Tensor:
    """Uint8 images (B, 28, 28) -> (B, 1, 28, 28) in [0, 1], channels last in memory."""
    grey = images.unsqueeze(1).float() / 255
    return grey.contiguous(memory_format=torch.channels_last)


def _stage(inputs: int, outputs: int, kernel: int) -> list[nn.Module]:
    halve = nn.Conv2d(inputs, outputs, kernel, stride=2, padding=1, bias=False)
    return [halve, nn.BatchNorm2d(outputs), nn.ReLU(), Residual(outputs)]
