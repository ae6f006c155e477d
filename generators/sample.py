"""`python -m generators.sample MODEL`: make texts or images with weights that ship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Protocol

import torch
import typer
from safetensors.torch import save_file
from torch import Tensor

from generators.catalog import PromptError, TextOptions
from generators.data import CLASSES, Dataset
from generators.options import with_options
from generators.runtime import choose_device, item_seeds
from generators.weights import WeightsError, shipped

app = typer.Typer(no_args_is_help=True, add_completion=False)


class ImageSampler(Protocol):
    """A trained image model: what `generators/models/MODEL_sampler.py` loads."""

    def sample(self, labels: Sequence[int], seeds: Sequence[int]) -> Tensor:
        """Images uint8 (N, 28, 28) on the CPU; image i follows from labels[i] and seeds[i] only."""
        ...


@app.callback()
def models() -> None:
    """Make texts or images. The same seed and options give the same result, in whatever company."""


def images_of(sampler: ImageSampler, dataset: Dataset, count: int, seed: int) -> dict[str, Tensor]:
    """`images` uint8 (count, 28, 28) and `labels` int64 (count,), one tenth of each class in turn."""
    labels = [i % len(CLASSES[dataset]) for i in range(count)]
    images = sampler.sample(labels, item_seeds(seed, count))
    return {"images": images, "labels": torch.tensor(labels, dtype=torch.int64)}


Count = Annotated[int, typer.Option(min=1, help="Images to make, one tenth of each class.")]
Seed = Annotated[int, typer.Option(min=0, help="Another seed gives other results.")]
Set = Annotated[Dataset, typer.Option("--dataset", help="What the model was trained on.")]
Out = Annotated[Path, typer.Option(help="A safetensors file with images and labels.")]
Truncation = Annotated[
    float, typer.Option(min=0, max=1, help="Below 1: more typical images, less variety.")
]


@app.command()
def vae(
    dataset: Set = "mnist", count: Count = 100, seed: Seed = 0, out: Out = Path("vae.safetensors")
) -> None:
    """Images from the variational autoencoder."""
    _write(images_of(_loaded("vae", dataset), dataset, count, seed), out)


@app.command()
def gan(
    dataset: Set = "fashion-mnist",
    count: Count = 100,
    seed: Seed = 0,
    truncation: Truncation = 1.0,
    out: Out = Path("gan.safetensors"),
) -> None:
    """Images from the generative adversarial network."""
    sampler = Truncated(_loaded("gan", dataset), truncation)
    _write(images_of(sampler, dataset, count, seed), out)


@dataclass(frozen=True, slots=True)
class Truncated:
    """The GAN's sampler at one truncation."""

    sampler: Any
    truncation: float

    def sample(self, labels: Sequence[int], seeds: Sequence[int]) -> Tensor:
        """As in ImageSampler."""
        images: Tensor = self.sampler.sample(labels, seeds, self.truncation)
        return images


def _loaded(model: str, dataset: Dataset) -> Any:
    torch.set_num_threads(1)
    try:
        return import_module(f"generators.models.{model}_sampler").load(dataset, choose_device())
    except WeightsError as error:
        raise _refusal(error) from error


def _write(tensors: dict[str, Tensor], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out)
    typer.echo(f"wrote {len(tensors['images'])} images to {out}")


@app.command()
@with_options(TextOptions)
def lstm(
    *,
    weights: Annotated[
        str, typer.Option(help="lstm, lstm-bank, or the absolute path of others.")
    ] = "lstm",
    count: Annotated[int, typer.Option(min=1, help="Texts to write.")] = 1,
    seed: Seed = 0,
    **options: Any,
) -> None:
    """Text from the character LSTM."""
    torch.set_num_threads(1)
    wanted = TextOptions(**options)
    try:
        sampler = import_module("generators.models.lstm_sampler").load(
            shipped(weights), choose_device()
        )
        texts = sampler.sample(wanted, item_seeds(seed, count))
    except (WeightsError, PromptError) as error:
        raise _refusal(error) from error
    for text in texts:
        typer.echo(f"{wanted.prompt}{text}\n")


def _refusal(error: Exception) -> typer.Exit:
    typer.secho(str(error), err=True, fg="red")
    return typer.Exit(1)


if __name__ == "__main__":
    app()
