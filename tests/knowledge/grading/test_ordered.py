from __future__ import annotations

import pytest

from knowledge.errors import CannotAnswerError
from knowledge.grading.ordered import mark_order
from knowledge.quiz import Order

ITEM = Order(id="item", kind="order", prompt="Order them.", steps=("A", "B", "C", "D"), why="so")


@pytest.mark.parametrize(
    ("steps", "credit", "remark"),
    [
        ("ABCD", 1, ""),
        ("BACD", 5 / 6, "1 of 6 pairs stands the wrong way round. In their right place: 3, 4."),
        ("DBCA", 1 / 6, "5 of 6 pairs stand the wrong way round. In their right place: 2, 3."),
        ("BCDA", 3 / 6, "3 of 6 pairs stand the wrong way round. No step is in its right place."),
        ("DCBA", 0, "6 of 6 pairs stand the wrong way round. No step is in its right place."),
    ],
)
def test_an_order_is_worth_its_share_of_pairs_the_right_way_round(
    steps: str, credit: float, remark: str
) -> None:
    mark = mark_order(ITEM, steps)

    assert mark.credit == pytest.approx(credit)
    assert mark.remark == remark
    assert mark.read == " → ".join(steps)


@pytest.mark.parametrize("steps", ["", "ABC", "AABCD", "ABCC", "ABCE"])
def test_steps_that_are_not_those_of_the_item_are_refused(steps: str) -> None:
    with pytest.raises(CannotAnswerError, match="each of the 4 steps one place"):
        mark_order(ITEM, steps)
