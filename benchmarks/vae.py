"""The shipped digits VAE beside the well-known small one, by the same bound on the same test images.

    python -m benchmarks.vae --data DIR [--draws 500] [--epochs 10]

The small VAE follows the description of pytorch/examples: 784-400-20-400-784 with ReLU, Adam 1e-3,
batches of 128 grey images, 10 epochs. One run trains it and bounds −log p of all 10,000 test images,
binarised once with a fixed seed, for both.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import torch
import torch.nn.functional as F
import typer
from torch import Tensor, nn

from generators.data import load_images
from generators.models.vae import VAE, VAEConfig, log_normal
from generators.models.vae_sampler import load_vae
from generators.training.vae_bound import bounds

HIDDEN, LATENT, BATCH = 400, 20, 128


def main(
    data: Annotated[Path, typer.Option(help="Folder of the data sets.")],
    draws: Annotated[int, typer.Option(help="Draws per image of the bound.")] = 500,
    epochs: Annotated[int, typer.Option(help="Of the small VAE.")] = 10,
) -> None:
    """Print a table of parameters, IWAE bound and evidence lower bound in nats."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    images = torch.tensor(load_images("mnist", "train", data)[0])
    test_images = torch.tensor(load_images("mnist", "test", data)[0])
    start = time.process_time()
    small = train(images, epochs)
    print(f"trained the small VAE for {time.process_time() - start:.0f} CPU-s")
    print(f"row                  parameters  IWAE-{draws}    ELBO")
    _row("small VAE", small, test_images, draws)
    _row("shipped VAE", load_vae("mnist"), test_images, draws)


class SmallVAE(nn.Module):
    """One hidden layer each way and a Gaussian posterior."""

    def __init__(self) -> None:
        super().__init__()
        self.config = VAEConfig(pixels="binary", latent=LATENT)
        self.encoder = nn.Sequential(nn.Linear(784, HIDDEN), nn.ReLU())
        self.to_stats = nn.Linear(HIDDEN, 2 * LATENT)
        self.decoder = nn.Sequential(nn.Linear(LATENT, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 784))

    def log_weights(self, x: Tensor, noise: Tensor) -> Tensor:
        """log p(x, z) − log q(z|x): pixels (B, 784), noise (K, B, latent) -> (K, B).

        Grey pixels count as a share of white and of black, as in the original.
        """
        mean, log_variance = self.to_stats(self.encoder(x)).chunk(2, dim=-1)
        z = mean + noise * (log_variance / 2).exp()
        logits: Tensor = self.decoder(z)
        fit = (x * F.logsigmoid(logits) + (1 - x) * F.logsigmoid(-logits)).sum(dim=-1)
        log_q: Tensor = log_normal(noise) - log_variance.sum(dim=-1) / 2
        return fit + log_normal(z) - log_q


def train(images: Tensor, epochs: int) -> SmallVAE:
    """Train on uint8 images (N, 28, 28)."""
    vae = SmallVAE()
    optimiser = torch.optim.Adam(vae.parameters(), 1e-3)
    for _ in range(epochs):
        for chosen in torch.split(torch.randperm(len(images)), BATCH):
            x = images[chosen].flatten(1) / 255
            loss = -vae.log_weights(x, torch.randn(1, len(x), LATENT)).mean()
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
    return vae


def _row(name: str, vae: SmallVAE | VAE, images: Tensor, draws: int) -> None:
    size = sum(parameter.numel() for parameter in vae.parameters())
    figures = bounds(vae, images, draws)
    print(f"{name:20s} {size:10,d}  {figures['iwae_nats']:8.2f} {figures['elbo_nats']:7.2f}")


if __name__ == "__main__":
    typer.run(main)
