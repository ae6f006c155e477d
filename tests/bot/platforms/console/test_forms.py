from __future__ import annotations

import pytest

from bot.chat.errors import ChatError
from bot.chat.event import Action
from bot.chat.feature import Field, Form
from bot.platforms.console.forms import fill, read_field
from tests.bot.platforms.console.sample import TOPICS
from tests.bot.platforms.console.screen import Script

REASON = Field("reason", "What is wrong?", longest=20)
TOPIC = Field("topic", "Topic", required=False, choices=TOPICS)
FORM = Form("Not helpful", (REASON, TOPIC), Action("ask", "unhelpful"))


async def filled(*lines: str) -> tuple[dict[str, str], Script, list[str]]:
    script, told = Script(lines), list[str]()

    async def tell(text: str) -> None:
        told.append(text)

    return await fill(FORM, script.answer, tell), script, told


async def test_each_field_is_asked_for_with_its_choices() -> None:
    values, script, told = await filled("too short", "2")

    assert values == {"reason": "too short", "topic": "rnn"}
    assert script.asked == ["What is wrong?", "Topic (1–2) (optional)"]
    assert told == ["Not helpful", "  1  Convolutional networks", "  2  Sequences"]


async def test_a_field_is_asked_for_until_the_answer_fits() -> None:
    values, _, told = await filled("", "x" * 21, "wrong year", "sequences")

    assert values == {"reason": "wrong year", "topic": "rnn"}
    assert told[1:3] == [
        "“What is wrong?” needs an answer. Ctrl-C gives the form up.",
        "“What is wrong?” takes at most 20 characters; these are 21.",
    ]


async def test_an_optional_field_can_be_skipped() -> None:
    values, _, _ = await filled("wrong year", "")

    assert values["topic"] == ""


@pytest.mark.parametrize("text", ["0", "3", "9" * 50, "cooking", "²"])
def test_a_choice_that_is_not_there_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(ChatError, match=r"Topic has no choice .* it takes cnn, rnn\."):
        read_field(TOPIC, text)
