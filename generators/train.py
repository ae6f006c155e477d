"""`python -m generators.train MODEL`: make the weights again, with progress, checkpoints and resume."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from rich.progress import Progress

from generators.data import DataError
from generators.options import with_options
from generators.training.checkpoint import CheckpointError
from generators.training.loop import Report, fit

HELP = "Train a model. The defaults are the recipe of the weights that ship."
MODELS = ("lstm", "vae", "gan", "classifier")

Out = Annotated[
    Path | None, typer.Option(help="Path to write to, without suffix. Default runs/NAME.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Start over, even if there is a checkpoint.")]
Threads = Annotated[int, typer.Option(help="CPU threads; one is fastest on a shared machine.")]


def train(model: str, options: Mapping[str, Any], out: Path | None, fresh: bool) -> Path:
    """Train until the recipe's last step and return the stem of what was written.

    OUT.safetensors and OUT.json hold what would ship, OUT-checkpoint.* what a later run resumes from.
    """
    module = import_module(f"generators.training.{model}")
    recipe = module.Recipe(**options)
    stem = out or Path("runs") / recipe.name(model)
    if fresh:
        stem.with_name(f"{stem.name}-checkpoint.json").unlink(missing_ok=True)
    with Progress() as progress:
        task = progress.add_task(stem.name, total=recipe.steps)
        fit(module.Training(recipe), recipe, stem, lambda report: _show(progress, task, report))
    return stem


def _show(progress: Progress, task: Any, report: Report) -> None:
    progress.update(task, completed=report.done)
    if report.validated:
        figures = "  ".join(f"{name} {value:.4f}" for name, value in report.figures.items())
        progress.console.print(f"step {report.done}  {figures}", highlight=False)


def _command(model: str) -> Callable[..., None]:
    """A Typer command whose options are its own and the fields of the model's recipe."""
    module = import_module(f"generators.training.{model}")

    @with_options(module.Recipe)
    def run(*, out: Out = None, fresh: Fresh = False, threads: Threads = 1, **options: Any) -> None:
        torch.set_num_threads(threads)
        try:
            stem = train(model, options, out, fresh)
        except (DataError, CheckpointError) as error:
            typer.secho(str(error), err=True, fg="red")
            raise typer.Exit(1) from error
        typer.echo(f"wrote {stem}.safetensors and {stem}.json")

    run.__doc__ = inspect.getdoc(module)
    return run


def commands() -> typer.Typer:
    """The command line, one command per model."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, help=HELP)
    for model in MODELS:
        app.command(model)(_command(model))
    return app


if __name__ == "__main__":
    commands()()
