"""Conditional GAN for 28×28 grey images: one network draws what was asked for, another one judges.

Goodfellow et al. 2014, "Generative Adversarial Networks", arXiv:1406.2661. The label enters the
generator through its normalisations (de Vries et al. 2017, arXiv:1707.00683; the latent does too,
as in BigGAN, arXiv:1809.11096) and the discriminator by projection (Miyato & Koyama 2018,
arXiv:1802.05637). Differs from those papers: all convolutions work at 14×14 or below and pixel
shuffling (arXiv:1609.05158) makes the last step to 28×28, since a CPU does as many multiplications
1.4 times as fast there (64 channels at 14×14 against 32 at 28×28, bfloat16).
"""

import math

import torch
import torch.nn.functional as F
from pydantic import BaseModel, ConfigDict
from torch import Tensor, nn

CHANNELS_LAST = torch.channels_last
DEVIATION_GROUP = 8  # images


class GeneratorConfig(BaseModel):
    """The size of a generator."""

    model_config = ConfigDict(frozen=True)

    latent: int = 64
    label: int = 32
    width: int = 96
    classes: int = 10


class Generator(nn.Module):
    """Draws an image of the wanted class from noise."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.config = config
        wide, narrow = config.width, config.width // 2
        condition = config.latent + config.label
        self.label = nn.Embedding(config.classes, config.label)
        self.seed = nn.Linear(condition, wide * 7 * 7)
        self.coarse = GeneratorBlock(wide, condition)
        self.widen = nn.Conv2d(wide, 4 * narrow, 1)
        self.fine = GeneratorBlock(narrow, condition)
        self.last_norm = ModulatedNorm(narrow, condition)
        self.to_pixels = nn.Conv2d(narrow, 4, 3, padding=1)

    def forward(self, z: Tensor, labels: Tensor) -> Tensor:
        """Noise (B, latent) and labels (B) -> images (B, 1, 28, 28) in [-1, 1]."""
        condition = torch.cat([z, self.label(labels)], dim=1)
        x = self.seed(condition).view(-1, self.config.width, 7, 7)
        x = self.coarse(x.contiguous(memory_format=CHANNELS_LAST), condition)
        x = F.pixel_shuffle(self.widen(x), 2).contiguous(memory_format=CHANNELS_LAST)  # 14×14
        x = self.last_norm(self.fine(x, condition), condition)
        return torch.tanh(F.pixel_shuffle(self.to_pixels(x).float(), 2))  # 28×28


class GeneratorBlock(nn.Module):
    """Two modulated 3×3 convolutions added to their input."""

    def __init__(self, channels: int, condition: int) -> None:
        super().__init__()
        self.first_norm = ModulatedNorm(channels, condition)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second_norm = ModulatedNorm(channels, condition)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """(B, C, H, W) and (B, condition) -> (B, C, H, W)."""
        inner = self.first(self.first_norm(x, condition))
        out: Tensor = x + self.second(self.second_norm(inner, condition))
        return out


class ModulatedNorm(nn.Module):
    """Batch normalisation whose gain and bias follow from latent and label, then ReLU."""

    def __init__(self, channels: int, condition: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.modulation = nn.Linear(condition, 2 * channels)
        nn.init.normal_(self.modulation.weight, std=0.02)
        nn.init.zeros_(self.modulation.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """(B, C, H, W) and (B, condition) -> (B, C, H, W)."""
        gain, bias = self.modulation(condition)[:, :, None, None].to(x.dtype).chunk(2, dim=1)
        return F.relu(torch.addcmul(bias, self.norm(x), 1 + gain))


class Discriminator(nn.Module):
    """Scores how real an image of a class looks; used in training only, never shipped."""

    def __init__(self, width: int, classes: int = 10) -> None:
        super().__init__()
        self.from_pixels = nn.Conv2d(4, width, 3, padding=1)
        self.fine = nn.Conv2d(width, width, 3, padding=1)
        self.halve = nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)
        self.coarse = nn.ModuleList(nn.Conv2d(2 * width, 2 * width, 3, padding=1) for _ in range(2))
        self.halve_again = nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1)
        self.compare = nn.Conv2d(4 * width + 1, 4 * width, 3, padding=1)
        self.score = nn.Linear(4 * width, 1)
        self.label = nn.Embedding(classes, 4 * width)

    def forward(self, images: Tensor, labels: Tensor) -> Tensor:
        """Images (B, 1, 28, 28) in [-1, 1] and labels (B) -> scores (B), B a multiple of 8."""
        features = self.features(images).float()
        with torch.autocast(images.device.type, enabled=False):
            match = (self.label(labels) * features).sum(dim=1) / math.sqrt(features.shape[1])
            scores: Tensor = self.score(features).squeeze(1) + match
        return scores

    def features(self, images: Tensor) -> Tensor:
        """(B, 1, 28, 28) -> (B, 4 · width)."""
        x = F.pixel_unshuffle(images, 2).contiguous(memory_format=CHANNELS_LAST)  # 14×14
        x = self.from_pixels(x)
        x = x + self.fine(_leaky(x))
        x = self.halve(_leaky(x))  # 7×7
        x = x + self.coarse[1](_leaky(self.coarse[0](_leaky(x))))
        x = _leaky(self.halve_again(_leaky(x)))  # 4×4
        x = _leaky(self.compare(with_deviation(x)))
        return x.mean(dim=(2, 3))


def to_uint8(images: Tensor) -> Tensor:
    """Images (B, 1, 28, 28) in [-1, 1] -> uint8 (B, 28, 28) on the CPU."""
    return ((images.squeeze(1) + 1) * 127.5).round().clamp(0, 255).byte().cpu()


def with_deviation(x: Tensor) -> Tensor:
    """(B, C, H, W) -> (B, C + 1, H, W): one more channel says how much a group of images varies.

    The mini-batch deviation of Karras et al. 2018, arXiv:1710.10196, over groups of 8 images:
    a generator that always draws the same is given away.
    """
    groups = x.float().view(-1, DEVIATION_GROUP, *x.shape[1:])
    variance = (groups - groups.mean(dim=1, keepdim=True)).square().mean(dim=1)
    deviation = (variance + 1e-6).sqrt().mean(dim=(1, 2, 3))
    per_image = deviation.repeat_interleave(DEVIATION_GROUP).view(-1, 1, 1, 1)
    return torch.cat([x, per_image.expand(-1, 1, *x.shape[2:]).to(x.dtype)], dim=1)


def _leaky(x: Tensor) -> Tensor:
    return F.leaky_relu(x, 0.2)
