"""The card of a run that was really trained: what the worker measures is what the chat reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.features.train.train import TrainPresenter
from generators.batcher import Turn
from generators.engine import Job, Progress
from generators.live.options import TrainOptions
from generators.live.task import tasks
from tests.fakes import MemoryBlobs, MemoryEngine
from tests.talk import words


async def nobody_looks(_: Progress) -> None:
    """Shows it to nobody."""


async def card(options: Mapping[str, object], predicted: str) -> str:
    """Train, and what the person reads at the end."""
    blobs = MemoryBlobs()
    whole = TrainOptions.model_validate(options).model_dump(mode="json")
    job = Job("train", {"options": whole, "predicted": predicted}, "ana", "web", "key")
    result = await tasks(blobs, Path("/nowhere"))["train"](job.options, Turn(), nobody_looks)
    json.dumps(dict(result.figures), allow_nan=False)
    return words(await TrainPresenter(MemoryEngine(), blobs).finished(job, result))


@pytest.mark.parametrize(
    ("options", "predicted", "verdict"),
    [
        ({"epochs": 8}, "falls", "it fell smoothly. Steps of 0.01 were small enough"),
        ({"model": "vae", "learning_rate": 1}, "falls", "it blew up. Each step overshot further"),
        (
            {
                "layers": 8,
                "activation": "sigmoid",
                "optimiser": "sgd",
                "learning_rate": 0.1,
                "epochs": 5,
            },
            "bounces",
            "it hardly moved. After an epoch the gradient of the first layer was",
        ),
        ({"dataset": "digits", "examples": 100}, "falls", "it learnt its examples by heart"),
        ({"model": "flow", "learning_rate": 1, "epochs": 2}, "blows-up", "it blew up. Steps of 1"),
    ],
)
async def test_a_prediction_is_held_against_what_was_measured(
    options: dict[str, object], predicted: str, verdict: str
) -> None:
    assert verdict in await card(options, predicted)
