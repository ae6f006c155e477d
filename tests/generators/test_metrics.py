import numpy as np
import pytest

from generators.metrics import (
    frechet_distance,
    gaussian_distance,
    precision_and_recall,
    quality,
)


def test_distance_of_two_axis_aligned_gaussians_equals_the_closed_form() -> None:
    mean_a, mean_b = np.array([1.0, -2.0, 0.5]), np.array([0.0, 1.0, 0.5])
    sigma_a, sigma_b = np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 0.5])

    distance = gaussian_distance(mean_a, np.diag(sigma_a**2), mean_b, np.diag(sigma_b**2))

    assert distance == pytest.approx(
        ((mean_a - mean_b) ** 2).sum() + ((sigma_a - sigma_b) ** 2).sum()
    )


def test_distance_does_not_change_when_both_gaussians_are_turned() -> None:
    turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))
    cov_a, cov_b = np.diag([1.0, 4.0, 9.0]), np.diag([4.0, 1.0, 0.25])
    mean = np.zeros(3)

    turned = gaussian_distance(mean, turn @ cov_a @ turn.T, mean, turn @ cov_b @ turn.T)

    assert turned == pytest.approx(gaussian_distance(mean, cov_a, mean, cov_b))


def test_distance_of_a_set_to_itself_is_zero_and_to_its_shift_is_the_squared_shift() -> None:
    features = np.random.default_rng(1).normal(size=(200, 4))

    assert frechet_distance(features, features) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(features, features + 3.0) == pytest.approx(4 * 9.0)


def test_a_collapsed_generator_is_precise_but_recalls_little() -> None:
    real = np.arange(100.0)[:, None]
    collapsed = np.linspace(10, 12, 50)[:, None]

    precision, recall = precision_and_recall(real, collapsed)

    assert precision == 1.0
    assert recall == pytest.approx(0.03)  # only 10, 11 and 12 are reached


def test_a_generator_with_strays_recalls_all_but_is_less_precise() -> None:
    real = np.arange(100.0)[:, None]
    half_astray = np.concatenate([real, real + 10_000])

    precision, recall = precision_and_recall(real, half_astray)

    assert precision == 0.5
    assert recall == 1.0


def test_more_neighbours_reach_further() -> None:
    real = np.array([[0.0], [1.0], [3.0], [6.0], [10.0]])
    generated = np.array([[-2.5]])

    reached = [precision_and_recall(real, np.repeat(generated, 5, 0), k)[0] for k in (1, 2, 3)]

    assert reached == [0.0, 1.0, 1.0]


def test_label_agreement_is_the_part_of_guesses_that_are_what_was_asked() -> None:
    features = np.random.default_rng(2).normal(size=(8, 2))
    asked = np.arange(8)

    scored = quality(features, features, np.where(asked < 6, asked, 0), asked)

    assert scored.label_agreement == 0.75
    assert (scored.precision, scored.recall) == (1.0, 1.0)
