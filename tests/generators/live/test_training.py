from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from generators.data import DataError
from generators.live.data import load_split, made
from generators.live.lesson import Boundary, Cloud, Drawings, Guesses, Samples, Writing
from generators.live.options import POINTS, Dataset, Model, TrainOptions
from generators.live.outcome import Ended, outcome_of, overfits
from generators.live.picture import glance
from generators.live.run import Epoch, lesson_of, train

NOWHERE = Path("/nowhere")
PROSE = "What is a neuron? It adds what comes in and passes on what is above nought.\n" * 60


def quick(**said: object) -> TrainOptions:
    return TrainOptions.model_validate(
        {"epochs": 2, "examples": 128, "batch": 32, "width": 16, **said}
    )


def run(options: TrainOptions) -> Epoch:
    [*_, last] = epochs(options)
    return last


def epochs(options: TrainOptions) -> Iterator[Epoch]:
    return train(lesson_of(options, NOWHERE, PROSE), options.epochs, lambda: None)


@pytest.mark.parametrize(
    ("model", "dataset", "kind"),
    [
        ("classifier", "moons", Boundary),
        ("classifier", "digits", Guesses),
        ("flow", "ring", Cloud),
        ("gan", "blobs", Cloud),
        ("vae", "digits", Drawings),
        ("lstm", "bank", Writing),
    ],
)
def test_every_model_learns_and_shows_what_it_makes_offline(
    model: Model, dataset: Dataset, kind: type[Samples]
) -> None:
    last = run(quick(model=model, dataset=dataset))

    assert last.ended == "done"
    assert len(last.curve.train) == len(last.curve.held_out) == 3
    assert isinstance(last.samples, kind)


@pytest.mark.parametrize("model", ["classifier", "flow", "vae", "lstm"])
def test_with_what_is_usual_the_loss_falls(model: Model) -> None:
    last = run(TrainOptions(model=model, epochs=4))

    assert outcome_of(last.curve) == "falls"


@pytest.mark.parametrize("model", ["classifier", "gan", "vae", "lstm"])
def test_the_same_seed_gives_the_same_run_whatever_else_draws_random_numbers(model: Model) -> None:
    options = quick(model=model)
    once = run(options)
    torch.manual_seed(99)

    again = run(options)

    assert again.curve == once.curve
    assert glance(again.curve, again.samples, 2) == glance(once.curve, once.samples, 2)
    assert run(options.model_copy(update={"seed": 1})).curve != once.curve


def test_too_large_a_learning_rate_ends_the_run_with_the_last_samples_that_were_numbers() -> None:
    before, last = epochs(TrainOptions(model="vae", learning_rate=1, epochs=50))

    assert last.ended == "not-a-number"
    assert outcome_of(last.curve) == "blows-up"
    assert last.samples is before.samples


@pytest.mark.parametrize("model", ["classifier", "flow", "gan", "vae", "lstm"])
@pytest.mark.parametrize("optimiser", ["adam", "sgd"])
def test_the_worst_learning_rate_breaks_nothing(model: Model, optimiser: str) -> None:
    options = quick(model=model, optimiser=optimiser, learning_rate=10)

    assert run(options).ended in ("done", "not-a-number")


def test_a_deep_sigmoid_network_stays_where_it_is_since_its_gradients_vanish() -> None:
    deep = TrainOptions(
        layers=8, activation="sigmoid", optimiser="sgd", learning_rate=0.1, epochs=5
    )

    last = run(deep)

    assert outcome_of(last.curve) == "stays"
    assert last.gradient_ratio is not None
    assert last.gradient_ratio < 1e-3


def test_a_hundred_examples_are_learnt_by_heart() -> None:
    assert overfits(run(TrainOptions(dataset="digits", examples=100)).curve)


def test_it_is_cancelled_between_two_steps_and_keeps_the_epochs_that_were_whole() -> None:
    options = quick(epochs=9)
    answers: Iterator[Ended | None] = iter([None] * 6 + ["cancelled"])
    lesson = lesson_of(options, NOWHERE, PROSE)

    *_, before, last = train(lesson, options.epochs, lambda: next(answers))

    assert (before.number, last.number, last.ended) == (1, 1, "cancelled")
    assert last.curve == before.curve


def test_out_of_time_it_shows_how_far_it_came() -> None:
    options = quick(epochs=9)

    first, last = train(lesson_of(options, NOWHERE, PROSE), options.epochs, lambda: "out-of-time")

    assert (first.number, last.number, last.ended) == (0, 1, "out-of-time")


@pytest.mark.parametrize("dataset", POINTS)
def test_made_points_are_the_same_each_time_and_of_two_even_kinds(dataset: Dataset) -> None:
    points, kinds = made(dataset)

    np.testing.assert_array_equal(points, made(dataset)[0])
    assert kinds.mean() == 0.5
    assert np.abs(points).max() < 2


def test_more_examples_leave_those_that_are_held_out_alone() -> None:
    few, many = (load_split("moons", examples, NOWHERE) for examples in (50, 500))

    np.testing.assert_array_equal(few.held_out.x, many.held_out.x)
    np.testing.assert_array_equal(few.train.x, many.train.x[:50])


def test_images_that_are_not_there_name_the_command_that_fetches_them() -> None:
    with pytest.raises(DataError, match=r"python -m generators\.download; until then try digits"):
        load_split("mnist", 100, NOWHERE)


def test_each_epoch_follows_the_one_before() -> None:
    told = list(epochs(quick()))

    assert [epoch.number for epoch in told] == [0, 1, 2]
    assert [epoch.ended for epoch in told] == [None, None, "done"]
    assert all(b.curve.train[: a.number + 1] == a.curve.train for a, b in pairwise(told))
