from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.components import validate_modal

from bot.chat.event import Action
from bot.chat.feature import Field, Form
from bot.chat.reply import Choice
from bot.platforms.discord.forms import render_form
from tests.hostile import words

ACTION = Action("quiz", "typed", "7")
LEVELS = (Choice("Basic", "basic", "for a start"), Choice("Advanced", "advanced"))


def test_a_form_is_a_modal_with_the_id_of_its_action() -> None:
    modal = render_form(Form("Your answer", (Field("answer", "Answer", longest=20),), ACTION))
    assert modal == {
        "title": "Your answer",
        "custom_id": "quiz:typed:7",
        "components": [
            {
                "type": 18,
                "label": "Answer",
                "component": {
                    "type": 4,
                    "custom_id": "answer",
                    "style": 1,
                    "required": True,
                    "max_length": 20,
                },
            }
        ],
    }


def test_a_field_with_choices_is_a_menu() -> None:
    modal = render_form(
        Form("Level", (Field("level", "How hard?", False, choices=LEVELS),), ACTION)
    )
    control = modal["components"][0]["component"]
    assert (control["type"], control["required"]) == (3, False)
    assert control["options"] == [
        {"label": "Basic", "value": "basic", "description": "for a start"},
        {"label": "Advanced", "value": "advanced"},
    ]


def test_a_question_too_long_for_a_label_stands_below_it() -> None:
    question = "Which of the layers keeps a running mean of its inputs?"
    [label] = render_form(Form("Quiz", (Field("answer", question),), ACTION))["components"]
    assert label["label"].endswith("…")
    assert label["description"] == question


def test_more_choices_than_a_menu_holds_are_typed() -> None:
    topics = tuple(Choice(f"Topic {n}", str(n)) for n in range(26))
    [label] = render_form(Form("Quiz", (Field("topic", "Topic", choices=topics),), ACTION))[
        "components"
    ]
    assert label["component"]["type"] == 4
    assert label["description"].startswith("One of: Topic 0, Topic 1")


FIELDS = st.builds(
    Field,
    st.just("name"),
    words,
    st.booleans(),
    st.sampled_from(["line", "paragraph"]),
    words,
    st.sampled_from([1, 300, 4000, 9000]),
    st.sampled_from([(), LEVELS]),
)


@given(words, FIELDS)
def test_discord_takes_every_form(title: str, field: Field) -> None:
    validate_modal(render_form(Form(title, (field,), ACTION)))


@pytest.mark.parametrize("count", [1, 5])
def test_up_to_five_questions_are_asked_at_once(count: int) -> None:
    fields = tuple(Field(f"n{n}", f"Question {n}") for n in range(count))
    assert len(render_form(Form("Quiz", fields, ACTION))["components"]) == count
