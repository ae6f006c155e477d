"""Words of documents and people cannot do anything to a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.event import Action, Person
from bot.chat.reply import (
    Block,
    Button,
    Buttons,
    Choice,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Select,
    Table,
    Text,
)
from bot.platforms.console.render import render
from tests.bot.platforms.console.screen import Sheet, drawn

STYLE = re.compile(r"\x1b\[[0-9;]*m")
"""What Rich writes for a style: the only sequence that may reach a terminal."""
HOSTILE = st.one_of(
    st.text(),
    st.sampled_from(
        [
            "\x1b]0;title\x07",
            "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
            "\x1b[2J\x1b[H",
            "\x9b2J",
            "\x1bPq\x1b\\",
            "\x1b_Ga=T\x1b\\",
            "a\rb",
            "[bold]markup[/bold] [link=https://evil.example]x[/link] :smile:",
            "\u202egpj.exe",
        ]
    ),
    st.text(st.sampled_from("\x00\x07\x08\x0b\x1b\x7f\x90\x9b\x9c[]();0m\n\t aé漢😀")),
)
WORDS = HOSTILE.filter(str.strip)


def blocks(words: str, other: str) -> tuple[Block, ...]:
    """One of each block, made of these words."""
    action = Action("x", "y")
    return (
        Text(words),
        Code(words, other),
        Facts(((words, other),)),
        Table((words, other), ((other, words),)),
        Picture(other or "k", words),
        File("k", words, other),
        Buttons((Button(words, action), Button(words, action, disabled=True))),
        Select(words, (Choice(words, "v", other),), action),
        Progress(0.5, words),
    )


def seen(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(deadline=None)
@given(WORDS, HOSTILE)
def test_only_styles_reach_a_terminal(words: str, other: str) -> None:
    sheet = Sheet(force_terminal=True, color_system="truecolor")

    sheet.paper.write(
        render(Reply(words, blocks(words, other), notify=(Person("console", "1", words),)))
    )
    sheet.paper.note(other)

    shown = STYLE.sub("", sheet.new())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


@settings(deadline=None)
@given(WORDS, HOSTILE)
def test_no_sequence_at_all_reaches_a_pipe(words: str, other: str) -> None:
    text = drawn(Reply(words, blocks(words, other)))

    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.split("\n"))


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=60))
def test_signs_of_markup_stay_words(words: str) -> None:
    shown = seen(drawn(Reply(words, (Facts((("Words", words),)),))))

    assert shown.count(seen(words)) >= 2


@pytest.mark.parametrize("language", ["python", "nonsense", "", "console", "\x1b[31m"])
def test_code_of_any_language_is_shown_as_it_is(language: str) -> None:
    assert "x = [i**2 for i in y]" in drawn(Reply("", (Code("x = [i**2 for i in y]", language),)))
