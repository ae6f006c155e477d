"""`python -m generators.evaluate MODEL`: measure weights that ship, once, on what they were not trained on."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import torch
import typer

from generators.data import DataError, Dataset, load_text
from generators.runtime import choose_device
from generators.settings import GeneratorSettings
from generators.weights import WeightsError, shipped

app = typer.Typer(no_args_is_help=True, add_completion=False)

Data = Annotated[
    Path,
    typer.Option(
        default_factory=lambda: GeneratorSettings().datasets, help="Folder of the data sets."
    ),
]
Set = Annotated[Dataset, typer.Option("--dataset", help="What the model was trained on.")]


@app.callback()
def models() -> None:
    """Measure a model. Each figure is printed as a name and a value."""


@app.command()
def lstm(
    text: Annotated[Path, typer.Option(help="A UTF-8 text the model has not seen.")],
    weights: Annotated[
        str, typer.Option(help="lstm, lstm-bank, or the absolute path of others.")
    ] = "lstm",
) -> None:
    """Bits per character of the text, the memory carried from its first character to its last."""
    torch.set_num_threads(1)
    try:
        score = import_module("generators.training.lstm_quality").evaluate(
            shipped(weights), load_text(text), choose_device()
        )
    except (DataError, WeightsError) as error:
        raise _refusal(error) from error
    if score.unknown:
        typer.echo(
            f"{score.unknown} characters are not among those the model knows. Each costs {score.escape_bits:.1f} bits: "
            "an escape, then any of Unicode's characters alike. The model reads a space in its place."
        )
    typer.echo(f"characters {score.characters}")
    typer.echo(f"bits_per_character {score.bits_per_character:.4f}")


@app.command()
def vae(data: Data, dataset: Set = "mnist") -> None:
    """The bound on the test images' log-likelihood."""
    _print_figures("vae", dataset, data)


@app.command()
def gan(data: Data, dataset: Set = "fashion-mnist") -> None:
    """Fréchet distance, label agreement, precision and recall against the test images."""
    _print_figures("gan", dataset, data)


@app.command()
def classifier(data: Data, dataset: Set = "fashion-mnist") -> None:
    """Accuracy on the test images."""
    _print_figures("classifier", dataset, data)


def _print_figures(model: str, dataset: Dataset, data: Path) -> None:
    torch.set_num_threads(1)
    module = import_module(f"generators.training.{model}")
    try:
        figures = module.evaluate(dataset, data, choose_device())
    except (DataError, WeightsError) as error:
        raise _refusal(error) from error
    for name, value in figures.items():
        typer.echo(f"{name} {value:.4f}")


def _refusal(error: Exception) -> typer.Exit:
    typer.secho(str(error), err=True, fg="red")
    return typer.Exit(1)


if __name__ == "__main__":
    app()
