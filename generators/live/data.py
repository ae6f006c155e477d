"""What small trainings learn from: points made by code, scikit-learn's digits, downloaded images, the bank's prose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.data import CLASSES, DataError, load_images
from generators.live.options import Dataset

Floats = NDArray[np.float32]
HELD_OUT = 500  # examples at most that are never trained on
MOST = 20_000  # examples to train on
DATA_SEED = 20  # the data are the same for every run; a run's seed changes the learner


@dataclass(frozen=True, slots=True)
class Labelled:
    """Examples (N, …) with their classes (N)."""

    x: Floats
    y: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """Examples to learn from, and others that only measure what was learnt."""

    train: Labelled
    held_out: Labelled
    classes: tuple[str, ...]


def load_split(dataset: Dataset, examples: int, folder: Path) -> Split:
    """At most `examples` to train on, at most 500 held out.

    Raises:
        DataError: images that were not downloaded, in words with the command that does it.
    """
    if dataset in ("mnist", "fashion-mnist"):
        images, labels = _downloaded(dataset, folder)
        return _split(images, labels, examples, CLASSES[dataset])
    if dataset == "digits":
        images, labels = _digits()
        return _split(images, labels, examples, CLASSES["mnist"])
    points, labels = made(dataset)
    return _split(points, labels, examples, ("A", "B"))


def made(dataset: Dataset, count: int = MOST + HELD_OUT) -> tuple[Floats, NDArray[np.int64]]:
    """Points (count, 2) of about unit size and their classes (count), of two alternating kinds."""
    rng = np.random.default_rng(DATA_SEED)
    kind = np.arange(count) % 2
    turn = rng.uniform(0, 2 * np.pi, count)
    match dataset:
        case "moons":  # two half circles that reach into each other
            half = turn / 2 + np.pi * kind
            x = np.stack([np.cos(half) - 0.5 + kind, np.sin(half) - 0.25 + 0.5 * kind], axis=1)
            x = x * [0.8, 1.1] + rng.normal(0, 0.09, (count, 2))
        case "ring":  # a ring around a core
            radius = np.where(kind == 0, rng.uniform(0, 0.3, count), 1.2)
            circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
            x = circle * radius[:, None] + rng.normal(0, 0.1, (count, 2))
        case "blobs":  # eight heaps on a circle, every second one of the other class
            place = np.arange(count) % 8 * np.pi / 4
            x = 1.2 * np.stack([np.cos(place), np.sin(place)], axis=1)
            x += rng.normal(0, 0.1, (count, 2))
        case _:
            raise ValueError(f"no points are made for {dataset}")
    order = rng.permutation(count)
    return x[order].astype(np.float32), kind[order].astype(np.int64)


@cache
def _digits() -> tuple[Floats, NDArray[np.int64]]:
    """1,797 handwritten digits (N, 8, 8) in [0, 1], which come with scikit-learn.

    Alpaydin & Kaynak 1998, https://archive.ics.uci.edu/dataset/80.
    """
    from sklearn.datasets import load_digits  # type: ignore[import-untyped]  # seconds; only this needs it

    digits = load_digits()
    return (digits.images / 16).astype(np.float32), digits.target.astype(np.int64)


def _downloaded(dataset: Dataset, folder: Path) -> tuple[Floats, NDArray[np.int64]]:
    """Images (N, 28, 28) in [0, 1]."""
    try:
        images, labels = load_images(
            "mnist" if dataset == "mnist" else "fashion-mnist", "train", folder
        )
    except DataError as error:
        raise DataError(
            f"The {dataset} images are not here. Whoever runs the bot fetches them with "
            "python -m generators.download; until then try digits."
        ) from error
    return images[: MOST + HELD_OUT].astype(np.float32) / np.float32(255), labels[: MOST + HELD_OUT]


def _split(x: Floats, y: NDArray[np.int64], examples: int, classes: tuple[str, ...]) -> Split:
    """The first ones are held out, so that these are the same however many are trained on."""
    held_out = min(HELD_OUT, len(x) // 4)
    end = min(len(x), held_out + examples)
    return Split(
        Labelled(x[held_out:end], y[held_out:end]), Labelled(x[:held_out], y[:held_out]), classes
    )
