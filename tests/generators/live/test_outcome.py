from __future__ import annotations

from math import inf, nan

import pytest

from generators.live.outcome import (
    Curve,
    extended,
    figure,
    outcome_of,
    overfits,
    still_falling,
    trend,
)


def curve(*train: float, held_out: tuple[float, ...] = ()) -> Curve:
    return Curve("nats", train, held_out or train, noticeable=0.02)


@pytest.mark.parametrize(
    ("losses", "outcome"),
    [
        ((0.7, 0.3, 0.1, 0.05, 0.04), "falls"),
        ((0.7, 0.3, 0.32, 0.1, 0.11, 0.05), "falls"),
        ((2.3, 0.4, 1.9, 0.3, 1.5, 0.2), "bounces"),
        ((0.7, 5.0, 3.0, 0.5, 0.4), "bounces"),
        ((0.7, 2.0, 0.71), "bounces"),
        ((0.69, 0.693, 0.70, 0.691), "stays"),
        ((0.7, 5.0, 9.0), "blows-up"),
        ((0.7, 0.2, 0.1, 30.0), "blows-up"),
        ((44.0, nan), "blows-up"),
        ((44.0, 12.0, inf), "blows-up"),
    ],
)
def test_a_curve_is_called_what_people_would_call_it(
    losses: tuple[float, ...], outcome: str
) -> None:
    assert outcome_of(curve(*losses)) == outcome


def test_a_run_overfits_when_it_gets_worse_on_new_examples_and_better_on_its_own() -> None:
    held_out = (2.3, 1.0, 0.9, 1.1, 1.2)

    assert overfits(curve(2.3, 0.6, 0.2, 0.1, 0.0, held_out=held_out))
    assert not overfits(curve(2.3, 0.6, 0.5, 0.8, 0.9, held_out=held_out))
    assert not overfits(curve(2.3, 0.6, 0.2, 0.1, 0.0, held_out=(2.3, 1.0, 0.9, 0.9, 0.91)))
    assert not overfits(curve(2.3, 0.6, 0.2, nan, held_out=(2.3, 1.0, 2.0, nan)))


def test_a_run_that_gets_better_in_its_last_fifth_is_still_falling() -> None:
    assert still_falling(curve(2.3, 2.0, 1.7, 1.4, 1.1, 0.8))
    assert not still_falling(curve(2.3, 0.9, 0.5, 0.31, 0.30, 0.29))
    assert not still_falling(curve(2.3))
    assert not still_falling(curve(2.3, nan))


def test_the_trend_is_told_in_words_with_the_first_and_last_loss() -> None:
    assert trend(curve(2.3, 0.4, 0.05)) == "falls, from 2.30 to 0.050"
    assert trend(curve(44.61, nan)) == "starts at 44.6 and is no number after epoch 1"


def test_a_curve_grows_by_an_epoch_at_a_time() -> None:
    grown = extended(curve(0.7), 0.5, 0.6)

    assert (grown.train, grown.held_out) == ((0.7, 0.5), (0.7, 0.6))


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (0.0004, "<0.001"),
        (0.0, "0.000"),
        (-0.5, "-0.500"),
        (1.234, "1.23"),
        (44.61, "44.6"),
        (1234.4, "1234"),
        (4.21e9, "4.2e+09"),
        (nan, "not a number"),
        (inf, "not a number"),
    ],
)
def test_a_loss_is_written_in_about_three_digits(loss: float, words: str) -> None:
    assert figure(loss) == words
