from __future__ import annotations

import pytest

from knowledge.bank import load_bank
from knowledge.errors import CannotAnswerError
from knowledge.grading.mark import Mark
from knowledge.grading.typed_word import mark_cloze
from knowledge.grading.typos import field_words
from knowledge.quiz import Cloze
from tests.knowledge.grading.typed_words import GAP, RIGHT, UNREADABLE, WRONG


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    return field_words(load_bank())


def gap(accept: tuple[str, ...], prompt: str = GAP) -> Cloze:
    return Cloze(id="item", kind="cloze", prompt=prompt, accept=accept, why="because")


@pytest.mark.parametrize(("accept", "typed"), RIGHT)
def test_another_way_to_write_the_right_words_is_right(
    accept: tuple[str, ...], typed: str, known: frozenset[str]
) -> None:
    assert mark_cloze(gap(accept), typed, known).credit == 1


@pytest.mark.parametrize(("accept", "typed"), WRONG)
def test_another_word_is_wrong_however_near(
    accept: tuple[str, ...], typed: str, known: frozenset[str]
) -> None:
    assert mark_cloze(gap(accept), typed, known).credit == 0


@pytest.mark.parametrize("typed", UNREADABLE)
def test_what_has_no_words_is_refused_with_two_examples(typed: str) -> None:
    with pytest.raises(CannotAnswerError, match="“dropout” or “learning rate”"):
        mark_cloze(gap(("dropout",)), typed)


def test_words_of_the_sentence_may_be_repeated() -> None:
    item = gap(("leakage",), "Using test rows is a form of data ____ in training.")

    assert mark_cloze(item, "data leakage").credit == 1
    assert mark_cloze(item, "form of data leakage in training").credit == 1
    assert mark_cloze(item, "data").credit == 0


def test_a_number_may_stand_before_a_word_of_the_sentence() -> None:
    item = gap(("four", "4"), "It lets through one of every ____ values.")

    assert mark_cloze(item, "4 values").credit == 1
    assert mark_cloze(item, "4 pixels").credit == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Overfitting", Mark(1.0, "Overfitting")),
        (" overfiting ", Mark(1.0, "overfiting", "It is spelt “overfitting”.")),
        ("underfitting", Mark(0.0, "underfitting", "Its prefix makes that another word.")),
        ("dropout", Mark(0.0, "dropout")),
    ],
)
def test_a_typo_and_another_prefix_are_named(typed: str, expected: Mark) -> None:
    assert mark_cloze(gap(("overfitting",)), typed) == expected
