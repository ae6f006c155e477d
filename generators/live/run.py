"""The loop: trains a lesson epoch by epoch, tells of each, and stops in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

from generators.live.classifier import ClassifierLesson
from generators.live.data import load_split
from generators.live.flow import FlowLesson
from generators.live.gan import GanLesson
from generators.live.lesson import Lesson, Samples
from generators.live.lstm import LstmLesson
from generators.live.options import TrainOptions
from generators.live.outcome import Curve, Ended, extended
from generators.live.vae import VaeLesson

Stop = Callable[[], Ended | None]
"""Asked between any two steps: why to stop there, or None."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """How far a run is: what is known after an epoch, number 0 being before the first."""

    number: int
    of: int
    curve: Curve
    samples: Samples
    ended: Ended | None = None
    """Why nothing follows; None while it goes on."""
    gradient_ratio: float | None = None
    """Gradient of the first layer against that of the last, after the first epoch."""


def lesson_of(options: TrainOptions, folder: Path, prose: str) -> Lesson:
    """The model with its data: images from below the folder, text from the prose.

    Raises:
        DataError: images that were not downloaded.
    """
    if options.model == "lstm":
        return LstmLesson(options, prose)
    split = load_split(options.dataset, options.examples, folder)
    lessons: dict[str, Callable[..., Lesson]] = {
        "classifier": ClassifierLesson,
        "flow": FlowLesson,
        "gan": GanLesson,
        "vae": VaeLesson,
    }
    return lessons[options.model](options, split)


def train(lesson: Lesson, epochs: int, stop: Stop) -> Iterator[Epoch]:
    """Train, and tell of the start and of each epoch; the last one says why it ended.

    A loss that is no number ends the run, and the samples are those before. A cancelled epoch is left out.
    """
    losses = lesson.losses()
    curve = Curve(lesson.loss_name, (losses.train,), (losses.held_out,), lesson.noticeable)
    now = Epoch(0, epochs, curve, lesson.samples())
    yield now
    while not now.ended:
        now = _after_another(lesson, now, stop)
        yield now


def _after_another(lesson: Lesson, before: Epoch, stop: Stop) -> Epoch:
    ended = _steps(lesson, stop)
    if ended == "cancelled":
        return replace(before, ended=ended)
    losses = lesson.losses()
    if not all(map(isfinite, losses)):
        ended = "not-a-number"
    number = before.number + 1
    return Epoch(
        number,
        before.of,
        extended(before.curve, losses.train, losses.held_out),
        before.samples if ended == "not-a-number" else lesson.samples(),
        ended or ("done" if number == before.of else None),
        before.gradient_ratio if before.number else lesson.gradient_ratio(),
    )


def _steps(lesson: Lesson, stop: Stop) -> Ended | None:
    """The updates of one epoch, or of the part before something ends it."""
    for _ in range(lesson.steps_per_epoch):
        if not isfinite(lesson.step()):
            return "not-a-number"
        if ended := stop():
            return ended
    return None
