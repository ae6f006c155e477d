from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.event import MAX_ACTION, Action, Person, Place
from tests.hostile import words
from tests.replies import actions

HERE = Place("slack", "T1", "C1", "171.2")


@given(actions)
def test_an_action_comes_back_from_its_id_as_it_was(action: Action) -> None:
    assert len(action.encode()) <= MAX_ACTION
    assert Action.decode(action.encode()) == action


def test_an_argument_may_hold_colons() -> None:
    action = Action("quiz", "answer", "round:3:B")

    assert Action.decode(action.encode()) == action


@given(st.one_of(words, st.text(max_size=300)))
def test_any_text_can_be_decoded_and_what_is_no_action_is_that_of_no_feature(text: str) -> None:
    action = Action.decode(text)

    assert action.encode() == text or action == Action("", "")


@pytest.mark.parametrize("text", ["", "ask", "ask:see", "ask:see:" + "x" * MAX_ACTION])
def test_what_was_never_encoded_is_the_action_of_no_feature(text: str) -> None:
    assert Action.decode(text) == Action("", "")


@pytest.mark.parametrize(("feature", "verb"), [("a:b", "c"), ("a", "b:c")])
def test_a_colon_in_a_name_is_refused(feature: str, verb: str) -> None:
    with pytest.raises(ValueError, match="a colon may stand in the argument only"):
        Action(feature, verb)


def test_what_no_platform_can_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="too long for a button: 98 > 97"):
        Action("a", "b", "x" * 94)


def test_the_same_id_in_two_workspaces_is_two_people() -> None:
    ana = Person("slack", "U1", "Ana", "T1")

    assert ana.key != replace(ana, community="T2").key
    assert ana.key == replace(ana, name="Ana M.").key


@pytest.mark.parametrize("person", [Person("slack", "U1", "Ana", "T1"), Person("web", "a:b", "")])
def test_a_key_says_whose_it_is(person: Person) -> None:
    assert Person.of_key(person.key, person.name) == person


@pytest.mark.parametrize(
    "other",
    [
        replace(HERE, platform="web"),
        replace(HERE, community="T2"),
        replace(HERE, channel="C2"),
        replace(HERE, thread=""),
    ],
)
def test_places_that_differ_in_anything_but_privacy_have_keys_that_differ(other: Place) -> None:
    assert other.key != HERE.key
    assert replace(HERE, private=True).key == HERE.key
