"""The training loop: checkpoints and resume."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from generators.training.average import Average
from generators.training.checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from generators.training.loop import Recipe, Report, Stateful, fit


class Line:
    """A line learnt from noise: small, but with all that a checkpoint has to hold."""

    def __init__(self, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.model = nn.Linear(3, 1)
        self.average = Average(self.model, 0.9)
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=0.01)
        self.parts: dict[str, Stateful] = {
            "model": self.model,
            "average": self.average,
            "optimiser": self.optimiser,
        }
        self.exported: dict[str, float] = {}

    def step(self, index: int) -> Mapping[str, float]:
        loss = (self.model(torch.randn(8, 3)) - 1).square().mean()
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.average.follow(self.model)
        return {"loss": loss.item()}

    def validate(self) -> Mapping[str, float]:
        return {"bias": self.model.bias.item()}

    def export(self, stem: Path, figures: Mapping[str, float]) -> None:
        self.exported = dict(figures)


def recipe(steps: int, **changes: Any) -> Recipe:
    return Recipe(steps=steps, validate_every=5, data=Path(), **changes)


def run(training: Line, wanted: Recipe, stem: Path) -> list[Report]:
    reports: list[Report] = []
    fit(training, wanted, stem, reports.append)
    return reports


def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(tmp_path: Path) -> None:
    whole, first, second = Line(), Line(), Line()

    run(whole, recipe(20), tmp_path / "whole")
    run(first, recipe(10), tmp_path / "halves")
    run(second, recipe(20), tmp_path / "halves")

    assert torch.equal(second.model.weight, whole.model.weight)
    assert torch.equal(second.average.model.weight, whole.average.model.weight)


def test_a_finished_run_does_nothing_when_started_again(tmp_path: Path) -> None:
    run(Line(), recipe(10), tmp_path / "line")

    assert run(Line(), recipe(10), tmp_path / "line") == []


def test_every_step_is_reported_and_validations_are_marked(tmp_path: Path) -> None:
    reports = run(Line(), recipe(12), tmp_path / "line")

    assert [report.done for report in reports] == list(range(1, 13))
    assert [report.done for report in reports if report.validated] == [5, 10, 12]


def test_another_seed_cannot_resume_a_checkpoint(tmp_path: Path) -> None:
    run(Line(), recipe(5), tmp_path / "line")

    with pytest.raises(CheckpointError, match="--fresh"):
        run(Line(), recipe(10, seed=1), tmp_path / "line")


def test_only_the_newest_checkpoint_is_kept_and_nothing_is_pickled(tmp_path: Path) -> None:
    run(Line(), recipe(10), tmp_path / "line")

    names = sorted(path.name for path in tmp_path.iterdir())

    assert names == ["line-checkpoint-10.safetensors", "line-checkpoint.json"]


def test_what_a_checkpoint_cannot_hold_is_refused(tmp_path: Path) -> None:
    class Odd(nn.Module):
        def get_extra_state(self) -> object:
            return {1, 2}

        def set_extra_state(self, state: object) -> None:
            """Take nothing back."""

    with pytest.raises(CheckpointError, match="holds a set"):
        save_checkpoint(tmp_path / "odd", {"odd": Odd()}, {}, 1)


def test_without_a_checkpoint_training_starts_at_step_0(tmp_path: Path) -> None:
    assert load_checkpoint(tmp_path / "none", {}, {}) == 0


def test_the_average_follows_quickly_at_first_and_slowly_later() -> None:
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    average = Average(model, decay=0.9)
    nn.init.ones_(model.weight)

    average.follow(model)
    early = average.model.weight.item()
    for _ in range(200):
        average.follow(model)
    nn.init.zeros_(model.weight)
    average.follow(model)

    assert early == pytest.approx(0.9)
    assert average.model.weight.item() == pytest.approx(0.9, abs=1e-4)
