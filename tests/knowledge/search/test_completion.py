from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.bank import load_bank
from knowledge.search.completion import Completion

BANK = load_bank()
COMPLETE = Completion(BANK)


def ids(typed: str) -> list[str]:
    return [question.id for question in COMPLETE(typed)]


def test_beginnings_of_words_find_the_entry_in_any_order() -> None:
    assert ids("boltz mach")[0] == "boltzmann-machine"
    assert ids("mach boltz")[0] == "boltzmann-machine"


def test_a_short_stem_stands_before_a_longer_one_with_the_same_words() -> None:
    found = ids("boltzmann machine")

    assert found.index("boltzmann-machine") < found.index("restricted-boltzmann-machine")


def test_other_wordings_find_an_entry_whose_stem_lacks_them() -> None:
    assert "restricted-boltzmann-machine" in ids("rbm")


def test_three_letters_in_other_wordings_must_be_a_word() -> None:
    assert "lstm-purpose" in ids("gru")
    assert "cnn" not in ids("gru")


def test_of_other_wordings_the_entry_with_most_mentions_goes_first() -> None:
    assert ids("adam")[0] == "gradient-descent-variants"


def test_a_slip_of_the_fingers_still_finds_the_entry() -> None:
    assert "boltzmann-machine" in ids("what is a bolzman machine")


def test_before_a_letter_is_typed_easy_entries_of_every_topic_are_offered() -> None:
    offered = COMPLETE("")

    assert len(offered) == 25
    assert {question.topic for question in offered} == set(BANK.topics)
    assert offered[0].level == "basic"


@given(st.text(max_size=60))
def test_any_text_gives_at_most_25_different_entries(typed: str) -> None:
    found = ids(typed)

    assert len(found) == len(set(found)) <= 25
