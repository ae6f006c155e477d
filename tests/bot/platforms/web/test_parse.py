from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.errors import ChatError
from bot.chat.event import Action, ActionChosen, ChatEvent, CommandUsed, FormSent, TextSent
from bot.platforms.web.parse import OptionError, parse
from tests.bot.platforms.web.samples import ANA, BEN, COMMANDS, FROM_ANA

ID = "0123456789abcdef"


def read(**payload: object) -> ChatEvent:
    return parse({"id": ID, **payload}, FROM_ANA, COMMANDS)


def options(**raw: str) -> Mapping[str, object]:
    event = read(kind="command", name="daily setup", options=raw)
    assert isinstance(event, CommandUsed)
    return event.options


def test_a_command_comes_with_its_options_read_as_what_they_are() -> None:
    typed = {"hour": " 9 ", "topic": "vision", "share": "0.5", "ping": "Yes", "where": "#quiz"}

    read_as = {"hour": 9, "topic": "vision", "share": 0.5, "ping": True, "where": "quiz"}
    assert options(**typed) == read_as


def test_what_was_left_empty_is_not_among_the_options() -> None:
    assert options(hour="9", topic="", share=" ") == {"hour": 9}


def test_a_choice_may_be_given_by_its_label() -> None:
    assert options(hour="9", topic="VISION")["topic"] == "vision"


@pytest.mark.parametrize(
    ("typed", "option", "words"),
    [
        ({}, "hour", "Please fill this in."),
        ({"hour": "24"}, "hour", "Please give a whole number from 0 to 23."),
        ({"hour": "noon"}, "hour", "Please give a whole number from 0 to 23."),
        ({"hour": "9", "share": "nan"}, "share", "Please give a number, 0 or more."),
        ({"hour": "9", "topic": "cats"}, "topic", "Please choose one of: Vision, All."),
        ({"hour": "9", "ping": "maybe"}, "ping", "Please answer yes or no."),
        ({"hour": "9", "where": "#secret"}, "where", "Please choose one of: #general, #quiz."),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_at_its_option(
    typed: dict[str, str], option: str, words: str
) -> None:
    with pytest.raises(OptionError, match=f"^{re.escape(words)}$") as refused:
        options(**typed)

    assert refused.value.option == option


def test_text_is_cleaned_and_cut_at_what_the_option_takes() -> None:
    event = read(kind="command", name="ask", options={"question": "\u202ewhy" + "?" * 999})

    assert isinstance(event, CommandUsed)
    assert event.options == {"question": "why" + "?" * 297}


def test_an_unknown_command_is_left_to_the_router() -> None:
    event = read(kind="command", name="sing", options={"song": "x"})

    assert isinstance(event, CommandUsed)
    assert (event.name, event.options) == ("sing", {})


def test_a_press_carries_its_action_and_what_was_picked() -> None:
    event = read(kind="action", action="quiz:answer:7:2", values=["b"])

    assert isinstance(event, ActionChosen)
    assert (event.action, event.values) == (Action("quiz", "answer", "7:2"), ("b",))


def test_a_form_carries_the_action_of_its_button() -> None:
    event = read(kind="form", action="ask:wrong:7", values={"words": " It is old. "})

    assert isinstance(event, FormSent)
    assert (event.action, event.values) == (Action("ask", "wrong", "7"), {"words": "It is old."})


def test_plain_words_are_a_text_to_the_bot() -> None:
    event = read(kind="text", text="What is dropout?")

    assert isinstance(event, TextSent)
    assert (event.text, event.who, event.where) == ("What is dropout?", ANA, FROM_ANA.where)


def test_every_event_names_the_message_that_will_answer_it() -> None:
    events = [read(kind="text", text="hello"), read(kind="command", name="sing", options={})]

    assert [event.answer_id for event in events] == [f"{event.id}:answer" for event in events]


def test_the_same_payload_is_the_same_event_and_another_person_s_is_another() -> None:
    payload = {"id": ID, "kind": "text", "text": "hello"}
    ana, ben = FROM_ANA, replace(FROM_ANA, who=BEN)

    once, again = (parse(payload, ana, COMMANDS).id for _ in range(2))

    assert once == again
    assert parse(payload, ben, COMMANDS).id != once


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"kind": "text", "text": "  "},
        {"kind": "text", "text": "hello", "id": "short"},
        {"kind": "text", "text": "hello", "id": 12345678},
        {"kind": "action", "action": None, "values": []},
        {"kind": "command", "name": "ask", "options": "question"},
    ],
)
def test_what_no_page_of_ours_sends_is_refused_in_words(payload: dict[str, object]) -> None:
    with pytest.raises(ChatError, match="Please load it again"):
        read(**payload)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["id", "name", "options", "text", "action", "values"]), junk),
    st.sampled_from(["command", "text", "action", "form", ""]),
)
def test_whatever_a_browser_sends_is_an_event_or_a_refusal(
    payload: dict[str, object], kind: str
) -> None:
    with suppress(ChatError):
        assert read(kind=kind, **payload).who == ANA
