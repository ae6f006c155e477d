from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path

import pytest

from generators.batcher import Turn
from generators.engine import JobError, Json, Progress
from generators.live.options import TrainOptions
from generators.live.task import Training
from tests.fakes import MemoryBlobs

BROKEN: dict[str, Json] = {"model": "vae", "learning_rate": 1, "examples": 1_000}
QUICK: dict[str, Json] = {"epochs": 3, "examples": 64, "batch": 64}


class Screen:
    """Remembers what was shown."""

    def __init__(self) -> None:
        self.shown: list[Progress] = []
        self.something = asyncio.Event()

    async def __call__(self, progress: Progress) -> None:
        self.shown.append(progress)
        self.something.set()


def training(blobs: MemoryBlobs, second_per_look: float = 1.0) -> Training:
    """A task whose clock goes on by itself each time it is looked at."""
    ticks = count()
    return Training(blobs, Path("/nowhere"), lambda: next(ticks) * second_per_look)


def asked(**options: Json) -> dict[str, Json]:
    return {"options": TrainOptions.model_validate({**QUICK, **options}).model_dump(mode="json")}


async def test_a_run_is_shown_as_it_goes_and_ends_with_picture_words_and_figures() -> None:
    blobs, screen = MemoryBlobs(), Screen()

    result = await training(blobs)(asked(), Turn(), screen)

    assert [round(progress.share, 2) for progress in screen.shown] == [0, 0.33, 0.67]
    assert "Epoch 3 of 3 of a classifier on moons. The loss on training examples" in result.text
    assert result.figures["outcome"] == "falls"
    assert result.figures["ended"] == "done"
    [key] = result.blobs
    picture = await blobs.get(key)
    assert picture is not None
    assert picture.content.startswith(b"\x89PNG")


async def test_the_same_command_gives_the_same_picture_and_says_how() -> None:
    blobs = MemoryBlobs()

    first, second = [await training(blobs)(asked(seed=5), Turn(), Screen()) for _ in range(2)]

    assert first.blobs == second.blobs
    assert first.again == "/train model:classifier dataset:moons epochs:3 examples:64 seed:5"
    assert first.settings["learning_rate"] == 0.01


async def test_pictures_are_a_second_apart() -> None:
    screen = Screen()

    await training(MemoryBlobs(), second_per_look=0.001)(asked(epochs=20), Turn(), screen)

    assert len(screen.shown) == 1


async def test_a_run_takes_a_minute_at_most() -> None:
    result = await training(MemoryBlobs(), second_per_look=40)(asked(epochs=99), Turn(), Screen())

    assert result.figures["ended"] == "out-of-time"
    assert result.figures["epochs"] == 1


async def test_a_loss_that_is_no_number_is_a_result_and_no_crash() -> None:
    result = await training(MemoryBlobs())(asked(**BROKEN), Turn(), Screen())

    assert result.figures["outcome"] == "blows-up"
    assert result.figures["last"] is None
    assert "is no number after epoch 1" in result.text


async def test_a_cancelled_run_stops_and_what_was_shown_stays() -> None:
    blobs, screen = MemoryBlobs(), Screen()
    work = asyncio.create_task(training(blobs)(asked(epochs=100), Turn(), screen))
    await screen.something.wait()

    work.cancel()

    with pytest.raises(asyncio.CancelledError):
        await work
    assert await blobs.has(screen.shown[-1].blobs[0])


async def test_an_lstm_learns_from_the_text_that_the_chat_keeps() -> None:
    blobs = MemoryBlobs()
    key = await blobs.put(b"To be, or not to be, that is the question. " * 40, "text/plain")

    result = await training(blobs)(
        {**asked(model="lstm", epochs=1), "prose": key}, Turn(), Screen()
    )

    assert "The model wrote: What is" in result.text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"options": {"model": "lstm"}, "prose": "gone"}, "no longer kept"),
        ({"options": {"model": "lstm", "dataset": "moons"}}, "lstm learns from bank"),
        ({"options": {"dataset": "mnist"}}, "try digits"),
        ({"options": {"epochs": 1_000}}, "less than or equal to 100"),
        ({}, "required"),
    ],
)
async def test_what_cannot_be_trained_is_said_in_words(
    options: dict[str, Json], words: str
) -> None:
    with pytest.raises(JobError, match=words):
        await training(MemoryBlobs())(options, Turn(), Screen())
