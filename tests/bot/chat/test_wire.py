from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.event import Action, Person
from bot.chat.feature import Field, Form
from bot.chat.reply import Button, Buttons, Choice, Progress, Reply, Role, Table, Text
from bot.chat.wire import WireError, from_json, to_json
from tests.hostile import words
from tests.replies import replies

ACTION = Action("ask", "more", "softmax:2")
CARD = Reply("Softmax", (Text("A *distribution*."), Buttons((Button("More", ACTION),))))


@given(replies(words).filter(lambda reply: "nan" not in repr(reply)))
def test_any_reply_comes_back_as_it_was(reply: Reply) -> None:
    assert from_json(to_json(reply)) == reply


@given(st.text(st.characters()), st.lists(st.text(min_size=1, max_size=20), max_size=5))
def test_any_form_comes_back_as_it_was(label: str, values: list[str]) -> None:
    choices = tuple(Choice(label, value) for value in values)
    form = Form(label, (Field("why", label, choices=choices), Field("what", label)), ACTION)

    assert from_json(to_json(form)) == form


def test_those_who_are_pinged_come_back_as_person_and_role() -> None:
    reply = replace(CARD, notify=(Person("discord", "1", "Ana"), Role("2")))

    assert from_json(to_json(reply)) == reply


def test_equal_replies_have_equal_json() -> None:
    assert to_json(CARD) == to_json(Reply(CARD.title, tuple(CARD.blocks)))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not a message"),
        ("[]", "neither a Reply nor a Form"),
        ("[" * 100_000, "not a message"),
        (to_json(CARD).replace('"Text"', '"Video"'), "unknown type 'Video'"),
        (to_json(CARD).replace('"is":"Text",', ""), "unknown type None"),
        (to_json(CARD).replace('"markdown"', '"html"'), "missing or unknown: html, markdown"),
        (to_json(CARD).replace('"A *distribution*."', "3"), "Text.markdown"),
        (to_json(CARD).replace('"style":"plain"', '"style":"loud"'), "Button.style"),
        (to_json(CARD).replace('"softmax:2"', json.dumps("x" * 200)), "too long for a button"),
        (to_json(Reply(blocks=(Progress(0.5, ""),))).replace("0.5", '"0.5"'), "Progress.done"),
        (to_json(Reply(blocks=(Table(("a",), ()),))).replace('"rows":[]', '"rows":[[]]'), "cells"),
    ],
)
def test_what_is_no_message_is_refused_in_words(text: str, fault: str) -> None:
    with pytest.raises(WireError, match=fault):
        from_json(text)
