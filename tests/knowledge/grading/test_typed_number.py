from __future__ import annotations

import pytest

from knowledge.errors import CannotAnswerError
from knowledge.grading.mark import Mark
from knowledge.grading.typed_number import mark_numeric
from knowledge.quiz import Drawn, Numeric, Range
from tests.knowledge.grading.typed_numbers import RIGHT, UNIT_DOES_NOT_FIT, UNREADABLE, WRONG


def marked(
    answer: float, unit: str, tolerance: float, typed: str, prompt: str = "How much is it?"
) -> Mark:
    """Mark a typed answer to an item that has this answer."""
    item = Numeric(
        id="item", kind="numeric", prompt=prompt, variables={"a": Range(values=(answer,))},
        expression="a", unit=unit, tolerance=tolerance, why="{a}",
    )  # fmt: skip
    return mark_numeric(item, Drawn(prompt, answer, "because"), typed)


@pytest.mark.parametrize(("answer", "unit", "tolerance", "typed"), RIGHT)
def test_a_right_answer_is_right_in_many_notations(
    answer: float, unit: str, tolerance: float, typed: str
) -> None:
    mark = marked(answer, unit, tolerance, typed)

    assert mark.credit == 1, mark


@pytest.mark.parametrize(("answer", "unit", "tolerance", "typed", "named"), WRONG)
def test_a_wrong_answer_is_wrong_and_a_slip_is_named(
    answer: float, unit: str, tolerance: float, typed: str, named: str
) -> None:
    mark = marked(answer, unit, tolerance, typed)

    assert mark.credit == 0, mark
    assert named.casefold() in mark.remark.casefold()


@pytest.mark.parametrize(("unit", "typed"), UNREADABLE)
def test_what_cannot_be_read_is_refused_with_two_examples(unit: str, typed: str) -> None:
    with pytest.raises(CannotAnswerError, match=r"Type it like 1,024 or 1\.5e-3"):
        marked(5, unit, 0, typed)


@pytest.mark.parametrize(("unit", "typed"), UNIT_DOES_NOT_FIT)
def test_a_unit_that_does_not_fit_is_told_instead_of_marked(unit: str, typed: str) -> None:
    with pytest.raises(CannotAnswerError, match="Type it like"):
        marked(5, unit, 0, typed)


def test_a_thing_the_question_counts_may_stand_behind_the_number() -> None:
    prompt = "Which epoch is the last one trained?"

    assert marked(69, "", 0, "69 epochs", prompt).credit == 1
    assert marked(69, "", 0, "epoch 69", prompt).credit == 1


@pytest.mark.parametrize(("answer", "unit"), [(50, "%"), (0.5, "")])
def test_per_cent_in_the_question_is_no_thing_it_counts(answer: float, unit: str) -> None:
    assert marked(answer, unit, 0, "50 per cent", "How likely is that, in per cent?").credit == 1


@pytest.mark.parametrize(
    ("typed", "remark"),
    [("1024", ""), ("1,024", ""), ("2^10", "Read as 1,024."), ("1.024 thousand", "Read as 1,024.")],
)
def test_what_was_read_is_said_where_it_is_not_what_was_typed(typed: str, remark: str) -> None:
    assert marked(1024, "", 0, typed).remark == remark


def test_a_mark_tells_how_far_off_the_answer_is() -> None:
    assert marked(50, "%", 1, "60").error == pytest.approx(0.2)
    assert marked(0, "", 1, "60").error is None
    assert marked(0.75, "MB", 0.1, "6 Mbit").read == "0.75 MB"
