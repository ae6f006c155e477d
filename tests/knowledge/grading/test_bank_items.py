"""The marker on the bank's own items, with noise and in many notations."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.bank import load_bank
from knowledge.errors import CannotAnswerError
from knowledge.grading import field_words, mark_cloze, mark_numeric, mark_order
from knowledge.quiz import Cloze, Numeric, Order

BANK = load_bank()
ITEMS = [item for question in BANK for item in question.quiz]
CALCULATIONS = [item for item in ITEMS if isinstance(item, Numeric)]
GAPS = [item for item in ITEMS if isinstance(item, Cloze)]
ORDERS = [item for item in ITEMS if isinstance(item, Order)]
KNOWN = field_words(BANK)

SPACES = st.sampled_from(["", " ", "-", "‑", "  "])


def named(item: Numeric | Cloze | Order) -> str:
    return item.id


def notations(value: float, unit: str) -> list[str]:
    """Five ways to write a number."""
    exact = repr(value).removesuffix(".0")
    mantissa, _, exponent = f"{value:.16e}".partition("e")
    return [
        f"{exact} {unit}",
        f"≈ {exact}".replace("-", "−"),
        f"{mantissa} × 10^{int(exponent)}{unit and ' '}{unit}",
        f"{value:,.12f}",
        f"({exact} * 3) / 3",
    ]


@pytest.mark.parametrize("item", CALCULATIONS, ids=named)
def test_the_answer_of_a_calculation_is_right_in_five_notations_and_wrong_beyond_its_tolerance(
    item: Numeric,
) -> None:
    for seed in range(20):
        drawn = item.draw(Random(seed))
        for typed in notations(drawn.answer, item.unit):
            assert mark_numeric(item, drawn, typed).credit == 1, (typed, drawn)
        beyond = 3 * item.tolerance or max(0.01, abs(drawn.answer) / 100)
        for value in (drawn.answer + beyond, drawn.answer - beyond):
            assert mark_numeric(item, drawn, f"{value!r} {item.unit}").credit == 0, (value, drawn)


@given(st.sampled_from(GAPS), st.data())
def test_an_accepted_wording_is_right_in_any_case_with_other_hyphens_and_spaces(
    item: Cloze, data: st.DataObject
) -> None:
    accepted = data.draw(st.sampled_from(item.accept))
    typed = "".join(
        data.draw(SPACES) if letter in " -" else data.draw(st.sampled_from([letter.upper(), letter.lower()]))
        for letter in accepted
    )  # fmt: skip
    around = data.draw(st.sampled_from(["{}", " {} ", "{}.", "“{}”"]))

    assert mark_cloze(item, around.format(typed), KNOWN).credit == 1, typed


@given(st.sampled_from(ORDERS), st.randoms(use_true_random=False))
def test_an_order_and_its_reverse_share_the_credit(item: Order, rng: Random) -> None:
    steps = list(item.steps)
    rng.shuffle(steps)
    there, back = mark_order(item, steps).credit, mark_order(item, steps[::-1]).credit

    assert there + back == pytest.approx(1)
    assert (there == 1) == (steps == list(item.steps))


ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text("0123456789.,'_ -+*/^()×x%eE½²⁻KMGiBbs", max_size=130),
    st.lists(st.sampled_from(["9", "^", "(", ")", "**", "1e308", "-", "/", "0", " ", "MB"])).map(
        "".join
    ),
)


@given(ANYTHING, st.sampled_from(CALCULATIONS))
def test_any_text_is_marked_as_a_number_or_refused_in_words(typed: str, item: Numeric) -> None:
    with suppress(CannotAnswerError):
        assert mark_numeric(item, item.draw(Random(0)), typed).credit in (0, 1)


@given(ANYTHING, st.sampled_from(GAPS))
def test_any_text_is_marked_as_words_or_refused_in_words(typed: str, item: Cloze) -> None:
    with suppress(CannotAnswerError):
        assert mark_cloze(item, typed, KNOWN).credit in (0, 1)


@pytest.mark.parametrize("item", GAPS, ids=named)
def test_no_answer_to_one_gap_is_right_in_another(item: Cloze) -> None:
    others = [text for other in GAPS if other is not item for text in other.accept]
    right = [text for text in others if mark_cloze(item, text, KNOWN).credit]

    assert set(right) <= set(item.accept)
