from __future__ import annotations

from math import inf, nan

import pytest

from bot.chat.errors import ChatError
from bot.chat.event import CommandUsed, OptionValue
from bot.chat.feature import Command, Option
from bot.chat.options import checked
from bot.chat.reply import Choice, Reply


async def nothing(_: CommandUsed) -> Reply:
    return Reply()


LEVEL = Option("level", "How hard", choices=(Choice("Easy", "easy"), Choice("Hard", "hard")))
COUNT = Option("count", "How many", kind="whole", least=1, most=20)
COMMAND = Command(
    "quiz",
    "Questions",
    nothing,
    (
        Option("topic", "What about", required=True, longest=10),
        LEVEL,
        COUNT,
        Option("rate", "How fast", kind="number", least=0),
        Option("steps", "How far", kind="whole", most=9),
        Option("scale", "How large", kind="number"),
        Option("shuffle", "In any order", kind="yes-no"),
        Option("where", "Which channel", kind="channel"),
    ),
)


def test_options_within_bounds_stay_as_they_are() -> None:
    given = {
        "topic": "LSTM",
        "level": "hard",
        "count": 3,
        "rate": 0.5,
        "shuffle": False,
        "where": "12",
    }

    assert checked(COMMAND, given) == given


def test_texts_are_clean_and_no_longer_than_declared() -> None:
    assert checked(COMMAND, {"topic": " a\x00b\u202ec and more of it"}) == {"topic": "abc and mo"}


def test_an_option_that_was_left_out_is_not_there() -> None:
    assert checked(COMMAND, {"topic": "x", "count": None}) == {"topic": "x"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("topic", 3, "topic is a text."),
        ("topic", " \u200b ", "/quiz needs topic: What about."),
        ("topic", None, "/quiz needs topic: What about."),
        ("level", "HARD", "level is one of: Easy, Hard."),
        ("count", 0, "count is from 1 to 20."),
        ("count", 21, "count is from 1 to 20."),
        ("count", 10**400, "count is from 1 to 20."),
        ("count", True, "count is a whole number, such as 3."),
        ("count", 1.5, "count is a whole number, such as 3."),
        ("count", "3", "count is a whole number, such as 3."),
        ("rate", -0.1, "rate is 0 or more."),
        ("rate", nan, "rate is 0 or more."),
        ("steps", 10, "steps is 9 or less."),
        ("scale", inf, "scale is a number, such as 0.5."),
        ("scale", nan, "scale is a number, such as 0.5."),
        ("shuffle", "yes", "shuffle is yes or no."),
        ("where", "", "where is a channel."),
        ("where", "x" * 101, "where is a channel."),
        ("where", "a\nb", "where is a channel."),
        ("rest", "x", "/quiz has other options now; /help quiz lists them."),
        ("topic", ["x"], "topic is a text."),
    ],
)
def test_anything_else_is_refused_in_words(name: str, value: object, words: str) -> None:
    given: dict[str, object] = {"topic": "x"} | {name: value}

    with pytest.raises(ChatError) as refused:
        checked(COMMAND, given)

    assert str(refused.value) == words


def test_the_result_can_be_given_again() -> None:
    once: dict[str, OptionValue] = checked(COMMAND, {"topic": "x", "rate": 1})

    assert checked(COMMAND, once) == once
