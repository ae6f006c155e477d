"""Marking an order: the share of pairs that stand the right way round.

Kendall 1938, "A New Measure of Rank Correlation", doi:10.1093/biomet/30.1-2.81: tau is twice that share, less one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from knowledge.errors import CannotAnswerError
from knowledge.grading.mark import Mark
from knowledge.quiz import Order


def mark_order(item: Order, steps: Sequence[str]) -> Mark:
    """Mark the steps in the order somebody gave them.

    Raises:
        CannotAnswerError: they are not the item's steps, each of them once.
    """
    if sorted(steps) != sorted(item.steps):
        raise CannotAnswerError(
            f"Give each of the {len(item.steps)} steps one place, such as 1 for the first and "
            f"{len(item.steps)} for the last."
        )
    places = [item.steps.index(step) for step in steps]
    pairs = list(combinations(places, 2))
    wrong = sum(first > second for first, second in pairs)
    return Mark(1 - wrong / len(pairs), " → ".join(steps), _remark(places, wrong, len(pairs)))


def _remark(places: Sequence[int], wrong: int, pairs: int) -> str:
    if not wrong:
        return ""
    stand = "stands" if wrong == 1 else "stand"
    right = [str(number) for number, place in enumerate(places, 1) if number - 1 == place]
    in_place = (
        f"In their right place: {', '.join(right)}." if right else "No step is in its right place."
    )
    return f"{wrong} of {pairs} pairs {stand} the wrong way round. {in_place}"
