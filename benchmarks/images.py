"""Images per second of the shipped samplers beside a bare loop of forward passes with the same weights.

    python -m benchmarks.images [--count 2048] [--rounds 5]

One run, one thread, the two in turn; CPU-seconds on a CPU, since others may share it, and seconds on
CUDA. The bare loop draws noise for a whole batch, runs the network in float32 and stops there. The
sampler also gives each image a seed of its own, makes it independent of its company and rounds it to
256 greys.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Annotated

import torch
import typer
from torch import Tensor

from benchmarks.clock import seconds
from generators import weights
from generators.data import Dataset
from generators.models import gan_sampler, vae_sampler
from generators.models.gan import Generator, GeneratorConfig
from generators.runtime import choose_device, item_seeds
from generators.sample import ImageSampler

Draw = Callable[[int], object]  # so many images
DATASETS: tuple[Dataset, ...] = ("mnist", "fashion-mnist")
BATCHES = (32, 128)  # of the bare loop: the worker's largest, and where it is fastest


def main(
    count: Annotated[int, typer.Option(help="Images per round.")] = 2048,
    rounds: Annotated[int, typer.Option(help="The best of so many counts.")] = 5,
) -> None:
    """Print images per second of each sampler and of its bare loop, and their ratio."""
    torch.set_num_threads(1)
    device = choose_device()
    print(f"images per second on {device}, {count} at a time")
    for dataset, batch in product(DATASETS, BATCHES):
        vae, gan = vae_sampler.load(dataset, device), gan_sampler.load(dataset, device)
        title = f"{dataset}, bare batch {batch}"
        _compare(f"vae {title}", bare_vae(dataset, batch, device), _all(vae), count, rounds)
        _compare(f"gan {title}", bare_gan(dataset, batch, device), _all(gan), count, rounds)


def bare_vae(dataset: Dataset, batch: int, device: torch.device) -> Draw:
    """The plain loop over the VAE."""
    vae = vae_sampler.load_vae(dataset).to(device)

    def step(labels: Tensor) -> Tensor:
        noise = torch.randn(len(labels), vae.config.latent, device=device)
        return vae.draw(vae.to_latents(noise, labels))

    return _looped(step, batch, device)


def bare_gan(dataset: Dataset, batch: int, device: torch.device) -> Draw:
    """The plain loop over the GAN's generator."""
    saved = weights.load_weights(weights.shipped(f"gan-{dataset}"))
    generator = Generator(GeneratorConfig(**saved.config))
    generator.load_state_dict(saved.tensors)
    generator.to(device).eval()

    def step(labels: Tensor) -> Tensor:
        images: Tensor = generator(
            torch.randn(len(labels), generator.config.latent, device=device), labels
        )
        return images

    return _looped(step, batch, device)


def _looped(step: Callable[[Tensor], Tensor], batch: int, device: torch.device) -> Draw:
    @torch.inference_mode()
    def draw(count: int) -> Tensor:
        labels = torch.arange(count, device=device) % 10
        return torch.cat([step(chunk) for chunk in torch.split(labels, batch)])

    return draw


def _all(sampler: ImageSampler) -> Draw:
    return lambda count: sampler.sample([i % 10 for i in range(count)], item_seeds(0, count))


def _compare(name: str, bare: Draw, ours: Draw, count: int, rounds: int) -> None:
    best = {bare: 0.0, ours: 0.0}
    for _ in range(rounds):
        for draw in best:
            start = seconds()
            draw(count)
            best[draw] = max(best[draw], count / (seconds() - start))
    print(
        f"{name:35s} bare loop {best[bare]:9,.0f}  sampler {best[ours]:9,.0f}"
        f"  ratio {best[ours] / best[bare]:.2f}"
    )


if __name__ == "__main__":
    typer.run(main)
