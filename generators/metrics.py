"""How close generated images come to real ones, measured in the features of a classifier.

Heusel et al. 2017, "GANs Trained by a Two Time-Scale Update Rule", arXiv:1706.08500 (the Fréchet
distance) and Kynkäänniemi et al. 2019, "Improved Precision and Recall Metric", arXiv:1904.06991.
Both papers take the features of an ImageNet network; here they are those of a classifier trained
on the data set itself, so figures compare only with others from the same classifier.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Doubles = NDArray[np.float64]

ROWS_AT_ONCE = 1000  # 1,000 × 10,000 distances are 80 MB


@dataclass(frozen=True)
class Quality:
    """What a set of generated images scores against real ones."""

    frechet: float
    label_agreement: float
    precision: float
    recall: float


def quality(
    real: Floats, generated: Floats, guesses: NDArray[np.int64], labels: NDArray[np.int64]
) -> Quality:
    """Score generated features (N, F), taken for guesses (N,), against real ones (M, F)."""
    precision, recall = precision_and_recall(real, generated)
    agreement = float((guesses == labels).mean())
    return Quality(frechet_distance(real, generated), agreement, precision, recall)


def frechet_distance(a: Floats, b: Floats) -> float:
    """Squared Fréchet distance of the Gaussians fitted to two sets of features, (N, F) and (M, F).

    |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½), formula 6 of arXiv:1706.08500.
    """
    return gaussian_distance(*_gaussian(a), *_gaussian(b))


def gaussian_distance(mean_a: Doubles, cov_a: Doubles, mean_b: Doubles, cov_b: Doubles) -> float:
    """Squared Fréchet distance of two Gaussians given by means (F,) and covariances (F, F)."""
    root_a = _square_root(cov_a)
    # (C1 C2)^½ and (C1^½ C2 C1^½)^½ have the same trace; the latter is symmetric.
    cross = np.sqrt(np.linalg.eigvalsh(root_a @ cov_b @ root_a).clip(min=0)).sum()
    gap = mean_a - mean_b
    return float(gap @ gap + np.trace(cov_a) + np.trace(cov_b) - 2 * cross)


def precision_and_recall(real: Floats, generated: Floats, k: int = 3) -> tuple[float, float]:
    """The part of the generated set that lies among the real one, and the other way round.

    A set's region is the union of balls around its points, each reaching to its k-th nearest
    neighbour in the set (formulas 1 and 2 of arXiv:1904.06991).
    """
    return _covered(generated, real, k), _covered(real, generated, k)


def _gaussian(features: Floats) -> tuple[Doubles, Doubles]:
    doubles = features.astype(np.float64)
    return doubles.mean(axis=0), np.atleast_2d(np.cov(doubles, rowvar=False))


def _square_root(cov: Doubles) -> Doubles:
    values, vectors = np.linalg.eigh(cov)
    root: Doubles = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    return root


def _covered(points: Floats, centres: Floats, k: int) -> float:
    reach = np.concatenate([_kth_neighbour(rows, centres, k) for rows in _slices(centres)])
    inside = [(_squared(rows, centres) <= reach).any(axis=1) for rows in _slices(points)]
    return float(np.concatenate(inside).mean())


def _kth_neighbour(rows: Floats, centres: Floats, k: int) -> Doubles:
    """Squared distance from each row to its k-th neighbour among centres, itself not counted."""
    return np.partition(_squared(rows, centres), k, axis=1)[:, k]


def _slices(points: Floats) -> list[Floats]:
    return [points[i : i + ROWS_AT_ONCE] for i in range(0, len(points), ROWS_AT_ONCE)]


def _squared(a: Floats, b: Floats) -> Doubles:
    """Squared distances between rows, (N, F) and (M, F) -> (N, M)."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    squares: Doubles = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return squares.clip(min=0)
