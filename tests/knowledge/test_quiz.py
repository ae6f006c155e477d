from __future__ import annotations

from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.expression import ExpressionError, evaluate
from knowledge.quiz import Choice, Cloze, Numeric, Order, Range
from tests.knowledge.entries import choice


def numeric(**changes: Any) -> Numeric:
    item = {
        "id": "size-1",
        "kind": "numeric",
        "prompt": "A {n}×{n} image, a {f}×{f} filter, stride {s}: how wide is the result?",
        "variables": {"n": {"from": 8, "to": 32}, "f": {"values": [3, 5]}, "s": {"values": [1, 2]}},
        "expression": "floor((n - f) / s) + 1",
        "unit": "pixels",
        "why": "⌊({n} − {f})/{s}⌋ + 1 = {answer}",
    }
    return Numeric.model_validate(item | changes)


def test_a_numeric_item_has_fresh_numbers_and_their_right_answer() -> None:
    drawn = numeric().draw(Random(1))
    again = numeric().draw(Random(2))

    assert drawn.prompt != again.prompt
    assert numeric().fill({"n": 28, "f": 5, "s": 2}).answer == 12
    assert numeric().fill({"n": 28, "f": 5, "s": 2}).why.endswith("= 12")


def test_a_reply_counts_within_the_tolerance_and_not_beyond() -> None:
    item = numeric(expression="n / 3", tolerance=0.01)
    drawn = item.fill({"n": 10, "f": 3, "s": 1})

    assert item.accepts(3.34, drawn)
    assert not item.accepts(3.35, drawn)


def test_an_expression_that_divides_by_zero_is_refused() -> None:
    with pytest.raises(ValidationError, match="zero"):
        numeric(expression="n / (f - 3)")


def test_a_fault_at_any_combination_of_numbers_is_found() -> None:
    item = numeric(expression="1 / (s - 2)")

    assert [item.fault_at(v) is None for v in item.combinations()].count(False) == 50


@pytest.mark.parametrize(
    "expression",
    ["__import__('os').getcwd()", "n.__class__", "open('x')", "9**9**9**9", "'a' * 10", "n +", ""],
)
def test_an_expression_is_arithmetic_and_nothing_else(expression: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(expression, {"n": 3})


def test_steps_of_a_tenth_do_not_drift() -> None:
    span = Range.model_validate({"from": 0.1, "to": 0.9, "step": 0.1})

    assert span.all() == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def test_a_choice_has_exactly_one_right_option() -> None:
    two_right = choice("x-1")
    two_right["options"][1] = {"text": "also", "right": True, "why": "no"}

    with pytest.raises(ValidationError, match="exactly one"):
        Choice.model_validate(two_right)


def test_a_wrong_option_says_why_it_tempts() -> None:
    silent = choice("x-1")
    del silent["options"][1]["tempts"]

    with pytest.raises(ValidationError, match="tempts"):
        Choice.model_validate(silent)


def test_a_cloze_has_one_gap_and_an_order_no_step_twice() -> None:
    with pytest.raises(ValidationError, match="gap"):
        Cloze(id="c", kind="cloze", prompt="____ and ____", accept=("x",), why="y")
    with pytest.raises(ValidationError, match="same"):
        Order(id="o", kind="order", prompt="Sort.", steps=("a", "b", "a"), why="y")
