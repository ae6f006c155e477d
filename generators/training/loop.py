"""The training loop all models share: progress, validation, checkpoints and exact resume."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from pydantic import BaseModel, ConfigDict, Field

from generators.settings import GeneratorSettings
from generators.training.checkpoint import load_checkpoint, save_checkpoint

Figures = Mapping[str, float]


class Recipe(BaseModel):
    """What every training can be told; each model adds its own fields. Defaults are what shipped."""

    model_config = ConfigDict(frozen=True)

    steps: int = Field(default=1000, ge=1, description="Updates in all.")
    seed: int = Field(default=0, ge=0, description="All randomness comes from it.")
    validate_every: int = Field(
        default=200, ge=1, description="Updates between validations and checkpoints."
    )
    data: Path = Field(
        default_factory=lambda: GeneratorSettings().datasets, description="Folder of the data sets."
    )
    device: str = Field(default="auto", description="auto, cpu or cuda.")

    def name(self, model: str) -> str:
        """What the weights are called."""
        return model


class Stateful(Protocol):
    """Anything a checkpoint can hold: modules, optimisers, averaged models."""

    def state_dict(self) -> dict[str, Any]:
        """All it remembers."""
        ...

    def load_state_dict(self, state_dict: dict[str, Any]) -> Any:
        """Remember that instead."""
        ...


class Training(Protocol):
    """One model being trained: what `generators/training/MODEL.py` has to offer."""

    @property
    def parts(self) -> Mapping[str, Stateful]:
        """All that a checkpoint must hold, by name."""
        ...

    def step(self, index: int) -> Figures:
        """Do update number `index`, from 0; return the losses to show.

        Randomness comes from torch's global generators, which the loop seeds before each step, or from `index`.
        """
        ...

    def validate(self) -> Figures:
        """Measure on the held-out part of the training split."""
        ...

    def export(self, stem: Path, figures: Figures) -> None:
        """Write what would ship now: stem.safetensors and stem.json."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What is known after an update: how many are done, and the figures, measured ones included if `validated`."""

    done: int
    figures: Figures
    validated: bool


Show = Callable[[Report], None]


def fit(training: Training, recipe: Recipe, stem: Path, show: Show) -> None:
    """Train to the last step, resuming from stem's checkpoint when there is one.

    The outcome is that of an uninterrupted run, bit for bit on the same machine.
    """
    checkpoint = stem.with_name(f"{stem.name}-checkpoint")
    first = load_checkpoint(checkpoint, training.parts, _kept(recipe))
    cpu_s = time.process_time()
    for index in range(first, recipe.steps):
        torch.manual_seed(recipe.seed * 1_000_003 + index)
        losses = training.step(index)
        done = index + 1
        if done % recipe.validate_every == 0 or done == recipe.steps:
            figures = {**training.validate(), "steps": done}
            save_checkpoint(checkpoint, training.parts, _kept(recipe), done)
            training.export(stem, figures)
            spent = {"cpu_s": time.process_time() - cpu_s}
            show(Report(done, {**losses, **figures, **spent}, validated=True))
        else:
            show(Report(done, losses, validated=False))


def _kept(recipe: Recipe) -> dict[str, Any]:
    """The part of a recipe that may not change on resume."""
    return recipe.model_dump(mode="json", exclude={"steps", "validate_every", "data", "device"})
