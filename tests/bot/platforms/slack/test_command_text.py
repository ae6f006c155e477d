"""The words after a slash command mean what a person means by them."""

from __future__ import annotations

import pytest

from bot.chat.errors import ChatError
from bot.chat.feature import Option
from bot.chat.reply import Choice
from bot.platforms.slack.command_text import read
from tests.bot.platforms.discord.scripted import command

LEVELS = (Choice("Easy", "easy"), Choice("Hard", "hard"))
TOPICS = (Choice("Training deep nets", "training"), Choice("Vision", "vision"))
COMMANDS = (
    command("ask", Option("question", "What?", required=True)),
    command(
        "quiz",
        Option("topic", "What?", choices=TOPICS),
        Option("level", "How hard?", choices=LEVELS),
        Option("count", "How many?", "whole", least=1, most=20),
        Option("channel", "For all?", "yes-no"),
    ),
    command(
        "generate text",
        Option("prompt", "Start"),
        Option("temperature", "How wild?", "number"),
        Option("seed", "Which?", "whole"),
    ),
    command("daily setup", Option("channel", "Where?", "channel"), Option("role", "Who?", "role")),
    command("daily stop"),
    command("vote", Option("entry", "Which?", choices=(Choice("1", "1"),)), Option("why", "Why?")),
)

UNDERSTOOD = [
    ("/ask", "what is dropout", {"question": "what is dropout"}),
    ("/ask", "question: what is dropout?", {"question": "what is dropout?"}),
    ("/ask", '"what is: dropout"', {"question": "what is: dropout"}),
    ("/ask", "“what is dropout”", {"question": "what is dropout"}),
    ("/ask", "is a &lt; b &amp;amp; c", {"question": "is a < b &amp; c"}),
    ("/ask", "what does <https://x.org/a|this> say", {"question": "what does this say"}),
    ("/ask", "<@U7|ben> asked in <#C1|general>", {"question": "@ben asked in #general"}),
    ("/quiz", "", {}),
    (
        "/quiz",
        "topic:training level:easy count:5",
        {"topic": "training", "level": "easy", "count": 5},
    ),
    ("/quiz", "count: 5 LEVEL:Hard", {"count": 5, "level": "hard"}),
    ("/quiz", "topic:training deep nets count:2", {"topic": "training", "count": 2}),
    ("/quiz", "easy vision 5", {"level": "easy", "topic": "vision", "count": 5}),
    ("/quiz", "topic:vision easy", {"topic": "vision", "level": "easy"}),
    ("/quiz", "channel count:3", {"channel": True, "count": 3}),
    ("/quiz", "channel:no", {"channel": False}),
    ("/generate", "text once upon a time", {"prompt": "once upon a time"}),
    (
        "/generate",
        "text prompt:once upon temperature:.8",
        {"prompt": "once upon", "temperature": 0.8},
    ),
    ("/generate", "TEXT seed:7 once", {"seed": 7, "prompt": "once"}),
    ("/daily", "setup channel:<#C12|general>", {"channel": "C12"}),
    ("/daily", "setup <#C12|general> <!subteam^S9|@team>", {"channel": "C12", "role": "S9"}),
    ("/vote", "entry:1 too long", {"entry": "1", "why": "too long"}),
]


@pytest.mark.parametrize(("called", "text", "expected"), UNDERSTOOD)
def test_words_become_options(called: str, text: str, expected: dict[str, object]) -> None:
    _, options = read(called, text, COMMANDS)

    assert options == expected


def test_the_first_words_name_the_command() -> None:
    assert read("/generate", "text a", COMMANDS)[0] == "generate text"
    assert read("/daily", "STOP", COMMANDS)[0] == "daily stop"


@pytest.mark.parametrize("called", ["/prep-quiz", "/quiz"])
def test_a_prefix_is_no_part_of_the_name(called: str) -> None:
    assert read(called, "easy", COMMANDS, "prep-") == ("quiz", {"level": "easy"})


REFUSED = [
    ("/nothing", "", "/help"),
    ("/daily", "", "/daily setup"),
    ("/daily", "later", "/daily stop"),
    ("/quiz", "banana", "what “banana” is for"),
    ("/quiz", "level:easy level:hard", "level is there twice"),
    ("/daily", "stop now", "what “now” is for"),
    ("/daily", "setup channel:#general", "pick it from the list"),
    ("/daily", "setup channel:D0123ABC", "pick it from the list"),
    ("/daily", "setup role:@here", "Write the group with @ and pick it"),
    ("/daily", "setup role:<!here>", "Write the group with @ and pick it"),
]


@pytest.mark.parametrize(("called", "text", "expected"), REFUSED)
def test_what_is_not_understood_is_answered_with_how_it_is_written(
    called: str, text: str, expected: str
) -> None:
    with pytest.raises(ChatError, match=expected):
        read(called, text, COMMANDS)


def test_the_right_form_has_the_prefix_of_the_workspace() -> None:
    with pytest.raises(ChatError, match="/prep-quiz topic:training level:easy count:1"):
        read("/prep-quiz", "banana", COMMANDS, "prep-")


@pytest.mark.parametrize("text", ["seed:abc", "temperature:1.2.3", "seed:9" * 3])
def test_what_is_no_number_is_left_for_the_router_to_refuse(text: str) -> None:
    _, options = read("/generate", f"text {text}", COMMANDS)

    assert [value for value in options.values() if isinstance(value, str)]
