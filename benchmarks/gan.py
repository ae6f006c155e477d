"""The shipped GAN beside a class-conditional DCGAN trained for ten minutes of one core.

    python -m benchmarks.gan --data DIR [--dataset fashion-mnist] [--cpu-s 600]

One run trains the DCGAN, draws 10,000 images with it and with the shipped GAN, and scores both, and
10,000 training images as the mark of what is possible, against all test images.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import torch
import torch.nn.functional as F
import typer
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from generators.data import Dataset, Split, load_images
from generators.metrics import Quality
from generators.models import gan_sampler
from generators.models.classifier import load_classifier
from generators.models.gan import to_uint8
from generators.runtime import item_seeds
from generators.training.gan_quality import score

LATENT, CLASSES, WIDTH, BATCH = 100, 10, 64, 64
SAMPLES = 10_000


def main(
    data: Annotated[Path, typer.Option(help="Folder of the data sets.")],
    dataset: Annotated[Dataset, typer.Option(help="Which one.")] = "fashion-mnist",
    cpu_s: Annotated[float, typer.Option(help="CPU seconds for the DCGAN.")] = 600.0,
    seed: Annotated[int, typer.Option(help="Of the DCGAN and of both samples.")] = 0,
    keep: Annotated[
        Path | None, typer.Option(help="Keep the DCGAN's images here, or reuse.")
    ] = None,
) -> None:
    """Print a table of Fréchet distance, label agreement, precision and recall."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    images, labels = _tensors(dataset, "train", data)
    test_images, _ = _tensors(dataset, "test", data)
    asked = torch.arange(SAMPLES) % CLASSES
    theirs = (
        _kept(keep) if keep and keep.exists() else draw(train_dcgan(images, labels, cpu_s), asked)
    )
    if keep:
        save_file({"images": theirs}, keep)
    judge = load_classifier(dataset)
    shipped = gan_sampler.load(dataset, torch.device("cpu"))
    ours = shipped.sample(asked.tolist(), item_seeds(seed, SAMPLES))
    print("row                   Fréchet  agreement  precision  recall")
    _row("DCGAN", score(judge, test_images, theirs, asked))
    _row("shipped GAN", score(judge, test_images, ours, asked))
    _row("real training images", score(judge, test_images, images[:SAMPLES], labels[:SAMPLES]))


def _kept(path: Path) -> Tensor:
    return load_file(path)["images"]


def train_dcgan(images: Tensor, labels: Tensor, cpu_s: float) -> DcganGenerator:
    """Train on uint8 images (N, 28, 28) until the process has used that many more CPU seconds."""
    generator, discriminator = DcganGenerator(), DcganDiscriminator()
    for network in (generator, discriminator):
        network.apply(_initialise)
    optimisers = [
        torch.optim.Adam(network.parameters(), 2e-4, (0.5, 0.999))
        for network in (generator, discriminator)
    ]
    steps, stop = 0, time.process_time() + cpu_s
    while time.process_time() < stop:
        chosen = torch.randint(len(images), (BATCH,))
        real = F.pad(images[chosen].unsqueeze(1) / 127.5 - 1, [2] * 4, value=-1.0)
        _update(generator, discriminator, optimisers, (real, labels[chosen]))
        steps += 1
    print(f"DCGAN: {steps} updates of {BATCH} images in {cpu_s:.0f} CPU s")
    return generator


def _update(
    generator: DcganGenerator,
    discriminator: DcganDiscriminator,
    optimisers: list[torch.optim.Adam],
    batch: tuple[Tensor, Tensor],
) -> None:
    real, labels = batch
    drawing, judging = optimisers
    with torch.autocast("cpu", torch.bfloat16):
        drawn = generator(torch.randn(len(labels), LATENT), labels)
        loss = F.softplus(-discriminator(real, labels)).mean()
        loss = loss + F.softplus(discriminator(drawn.detach(), labels)).mean()
    judging.zero_grad()
    torch.autograd.backward(loss)
    judging.step()
    with torch.autocast("cpu", torch.bfloat16):
        loss = F.softplus(-discriminator(drawn, labels)).mean()
    drawing.zero_grad()
    torch.autograd.backward(loss)
    drawing.step()


@torch.inference_mode()
def draw(generator: DcganGenerator, labels: Tensor) -> Tensor:
    """Uint8 images (N, 28, 28) of the wanted classes (N)."""
    generator.eval()
    parts = [generator(torch.randn(len(y), LATENT), y) for y in torch.split(labels, 250)]
    return to_uint8(torch.cat(parts)[:, :, 2:-2, 2:-2])


class DcganGenerator(nn.Module):
    """Radford et al. 2016, arXiv:1511.06434, at 32×32, the label as ten more inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.ConvTranspose2d(LATENT + CLASSES, 4 * WIDTH, 4, bias=False),  # 4×4
            nn.BatchNorm2d(4 * WIDTH),
            nn.ReLU(),
            nn.ConvTranspose2d(4 * WIDTH, 2 * WIDTH, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(2 * WIDTH),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * WIDTH, WIDTH, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(WIDTH),
            nn.ReLU(),
            nn.ConvTranspose2d(WIDTH, 1, 4, stride=2, padding=1, bias=False),  # 32×32
            nn.Tanh(),
        )

    def forward(self, z: Tensor, labels: Tensor) -> Tensor:
        """Noise (B, 100) and labels (B) -> images (B, 1, 32, 32) in [-1, 1]."""
        inputs = torch.cat([z, F.one_hot(labels, CLASSES).float()], dim=1)
        images: Tensor = self.layers(inputs[:, :, None, None]).float()
        return images


class DcganDiscriminator(nn.Module):
    """Its judge, the label as ten more channels of the image."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1 + CLASSES, WIDTH, 4, stride=2, padding=1, bias=False),
            nn.LeakyReLU(0.2),
            nn.Conv2d(WIDTH, 2 * WIDTH, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(2 * WIDTH),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * WIDTH, 4 * WIDTH, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(4 * WIDTH),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * WIDTH, 1, 4, bias=False),
        )

    def forward(self, images: Tensor, labels: Tensor) -> Tensor:
        """Images (B, 1, 32, 32) and labels (B) -> scores (B)."""
        planes = F.one_hot(labels, CLASSES).float()[:, :, None, None].expand(-1, -1, 32, 32)
        scores: Tensor = self.layers(torch.cat([images, planes], dim=1)).float()
        return scores.flatten()


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)


def _tensors(dataset: Dataset, split: Split, data: Path) -> tuple[Tensor, Tensor]:
    images, labels = load_images(dataset, split, data)
    return torch.tensor(images), torch.tensor(labels)


def _row(name: str, scored: Quality) -> None:
    print(
        f"{name:20s} {scored.frechet:8.3f} {scored.label_agreement:10.4f}"
        f" {scored.precision:10.4f} {scored.recall:7.4f}"
    )


if __name__ == "__main__":
    typer.run(main)
