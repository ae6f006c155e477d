from __future__ import annotations

from knowledge.similar import find_similar, near_duplicate
from tests.knowledge.entries import entry


def test_two_aliases_that_nearly_agree_are_reported_with_both_places() -> None:
    one = entry("dropout", aliases=["why does dropout help a network generalise better"])
    other = entry("swish", aliases=["why does dropout help the network generalise better"])

    found = [p.what for p in find_similar([one, other]) if "question nearly repeats" in p.what]

    assert any(
        "swish" in what and "testing.yaml:1" in what and "generalise" in what for what in found
    )


def test_explanations_poured_from_one_mould_are_reported() -> None:
    topics = ["pooling", "padding", "dropout", "momentum", "attention", "recurrence"]
    entries = [
        entry(
            t,
            quiz=[],
            misconceptions=[
                {"claim": f"{t}!", "correction": f"It sounds right, but {t} is not what it says."}
            ],
        )
        for t in topics
    ]

    found = [p.what for p in find_similar(entries)]

    assert any("shares the mould" in what for what in found)
    assert any("opens with" in what for what in found)


def test_different_texts_are_left_alone() -> None:
    one = entry("dropout", aliases=["units are switched off at random while training"])
    other = entry("swish", aliases=["the activation google found by automated search"])

    assert not [p for p in find_similar([one, other]) if "random" in p.what or "google" in p.what]


def test_a_question_in_other_word_order_is_a_near_duplicate() -> None:
    bank = ["What is a perceptron?", "What is dropout, and how does it work?"]

    assert near_duplicate("dropout: what is it and how does it work", bank, least=80) is not None
    assert near_duplicate("What is gradient clipping?", bank) is None
