from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from bot.chat.event import Action
from bot.chat.feature import Field, Form
from bot.chat.reply import Choice
from bot.platforms.slack.faults import faults
from bot.platforms.slack.modals import modal
from tests.hostile import words

SEND = Action("feedback", "send", "relu")
WHY = Field("why", "Why?", kind="paragraph", placeholder="In a sentence", longest=5_000)
LEVEL = Field(
    "level", "Level (optional)", required=False, choices=(Choice("Hard", "3", "for seniors"),)
)
FORM = Form("Feedback", (WHY, LEVEL), SEND, send="Tell us")


def test_a_modal_is_the_forms_action_and_its_fields_by_name() -> None:
    view = modal(FORM, "T1|C1|171.2")
    assert faults(view) == ()
    assert (view["callback_id"], view["private_metadata"]) == ("feedback:send:relu", "T1|C1|171.2")
    assert (view["title"]["text"], view["submit"]["text"]) == ("Feedback", "Tell us")
    assert [block["block_id"] for block in view["blocks"]] == ["why", "level"]


def test_a_question_is_typed_into_a_field() -> None:
    why, _ = modal(FORM)["blocks"]
    assert why["element"] == {
        "type": "plain_text_input",
        "action_id": "why",
        "multiline": True,
        "max_length": 3_000,
        "placeholder": {"type": "plain_text", "text": "In a sentence"},
    }
    assert not why["optional"]


def test_a_question_with_choices_is_a_menu() -> None:
    _, level = modal(FORM)["blocks"]
    assert (level["label"]["text"], level["optional"]) == ("Level", True)
    assert level["element"]["type"] == "static_select"
    assert level["element"]["options"] == [
        {
            "text": {"type": "plain_text", "text": "Hard"},
            "value": "3",
            "description": {"type": "plain_text", "text": "for seniors"},
        }
    ]


def test_a_title_too_long_for_slack_stands_whole_in_the_modal() -> None:
    view = modal(replace(FORM, title="What should this entry say instead?"))
    assert len(view["title"]["text"]) <= 24
    assert view["blocks"][0]["text"]["text"] == "What should this entry say instead?"


def test_more_choices_than_a_menu_has_lines_are_named_below_a_field() -> None:
    many = tuple(Choice(f"City {n}", str(n)) for n in range(101))
    [city] = modal(Form("Where", (Field("city", "City", choices=many),), SEND))["blocks"]
    assert city["element"]["type"] == "plain_text_input"
    assert city["hint"]["text"].startswith("One of: City 0, City 1")


def test_what_is_to_come_back_has_to_fit() -> None:
    with pytest.raises(ValueError, match="3000"):
        modal(FORM, "x" * 3_001)


@given(words, words)
def test_slack_takes_every_form(title: str, word: str) -> None:
    choices = (Choice(word, "1", word), Choice(word, "2"))
    fields = (
        Field("a", word, placeholder=word, longest=9_999),
        Field("b", word, kind="paragraph"),
        Field("c", word * 99, choices=choices),
    )
    assert faults(modal(Form(title, fields, SEND, send=word))) == ()
