"""How long to wait before something that failed is tried again."""

from __future__ import annotations

from random import Random


class BackOff:
    """Twice as long after each failure, less a random part of up to half."""

    def __init__(
        self, rng: Random, first_s: float = 1.0, longest_s: float = 60.0, calm_s: float = 60.0
    ) -> None:
        self._rng, self._first_s, self._longest_s, self._calm_s = rng, first_s, longest_s, calm_s
        self._failures = 0

    def after(self, ran_s: float) -> float:
        """Seconds to wait after a failure; one that came after `calm_s` of running counts as the first."""
        self._failures = 0 if ran_s >= self._calm_s else min(self._failures, 30)
        wait_s = min(self._first_s * 2.0**self._failures, self._longest_s)
        self._failures += 1
        return wait_s * self._rng.uniform(0.5, 1)
