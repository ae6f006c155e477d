from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.search.text import Normaliser, fold, make_normaliser, tokens

BANK = [
    "Vanishing gradient, backpropagation and the recurrent neural network.",
    "Boosting and bagging; why does validation loss rise?",
]
VOCABULARY = ("boost", "gradient", "better", "loose", "rice", "loss")


@pytest.fixture(scope="module")
def normalise() -> Normaliser:
    return make_normaliser(BANK, ["XGBoost: boosted trees"], VOCABULARY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("y does my val loss go up", "why does my validation loss go up"),
        ("wat is vanishng gradeint", "what is vanishing gradient"),
        ("bagging v/s boosting", "bagging versus boosting"),
        ("WHATS  Backprop??", "what is backpropagation"),
        ("explain the rnn", "explain the rnn recurrent neural network"),
        ("a recurrent neural network", "a recurrent neural network rnn"),
        ("gräḋient", "gradient"),
    ],
)
def test_a_query_is_turned_towards_the_words_of_the_bank(
    normalise: Normaliser, typed: str, meant: str
) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize("word", ["xgboost", "boost", "loose", "rice", "xgb", "c++", "q-learning"])
def test_a_real_word_is_not_rewritten_into_one_of_the_bank(
    normalise: Normaliser, word: str
) -> None:
    assert word.strip("+") in normalise(f"about {word}").split()


def test_acronyms_are_given_both_ways_only_once(normalise: Normaliser) -> None:
    twice = normalise("rnn, that is a recurrent neural network")

    assert twice.split().count("rnn") == 1
    assert twice.count("recurrent neural network") == 1


def test_plurals_and_singulars_are_the_same_token() -> None:
    assert tokens("Gradients of CNNs, loss, bias") == tokens("gradient of CNN, loss, bias")


@given(st.text(max_size=300))
@settings(max_examples=500, deadline=None)
def test_any_text_is_normalised_without_complaint_and_without_control_characters(text: str) -> None:
    normal = make_normaliser(BANK, [], VOCABULARY)(text)

    assert normal.isprintable() or not normal
    assert fold(text) == fold(fold(text))
