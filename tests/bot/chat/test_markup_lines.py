"""Our small Markdown is read as renderers need it, and written so that it is read the same."""

import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup import Line, Span, blocks, lines, plain, write

MARKS = "*_`~[]()<>#|-+=!&;:/\\.12 \n\t$^{}aé\x00\u2028\ud800"
ANYTHING = st.one_of(st.text(), st.text(st.sampled_from(MARKS), max_size=60))


def test_every_kind_of_line_is_told_apart() -> None:
    markdown = (
        "# A\n#### B\ntext\nagain  \nbroken\n\n> quote\n\n- one\n  1. two\n\n     more\n- three"
    )

    assert lines(markdown) == (
        Line("heading", (Span("A"),), 1),
        Line("heading", (Span("B"),), 3),
        Line("paragraph", (Span("text again\nbroken"),)),
        Line("quote", (Span("quote"),)),
        Line("bullet", (Span("one"),)),
        Line("number", (Span("two"),), 1, 1),
        Line("paragraph", (Span("more"),), 2),
        Line("bullet", (Span("three"),)),
    )


def test_styles_nest() -> None:
    (line,) = lines(
        "**bold *both*** ~~gone~~ `code` [link *it*](https://a.example) <https://b.example>"
    )

    assert line.spans == (
        Span("bold ", bold=True),
        Span("both", bold=True, italic=True),
        Span(" "),
        Span("gone", strike=True),
        Span(" "),
        Span("code", code=True),
        Span(" "),
        Span("link ", link="https://a.example"),
        Span("it", italic=True, link="https://a.example"),
        Span(" "),
        Span("https://b.example", link="https://b.example"),
    )


@pytest.mark.parametrize(
    "address", ["javascript:x", "other.md", "#top", "mailto:a@b.example", "ftp://a.example"]
)
def test_only_pages_are_links(address: str) -> None:
    (line,) = lines(f"[words]({address})")

    assert all(span.link is None for span in line.spans)
    assert "words" in plain(f"[words]({address})")


def test_code_and_tables_in_a_text_keep_their_words() -> None:
    markdown = "```py\na\n\nb\n```\n\n| x | y |\n|---|---|\n| 1 | *2* |\n"

    assert lines(markdown) == (
        Line("paragraph", (Span("a", code=True), Span("\n\n"), Span("b", code=True))),
        Line("paragraph", (Span("x | y"),)),
        Line("paragraph", (Span("1 | "), Span("2", italic=True))),
    )


def test_a_definition_of_a_link_does_not_vanish() -> None:
    assert plain("[1]: https://a.example 'why'") == "[1]: https://a.example 'why'"


def test_plain_gives_the_words_alone() -> None:
    assert plain("# A *b*\n\n- `c`\n- [d](https://e.example)") == "A b c d"


@given(ANYTHING)
def test_what_was_read_is_written_so_that_it_reads_the_same(markdown: str) -> None:
    read = lines(markdown)

    again = lines(write(read))

    assert [words(line) for line in again] == [words(line) for line in read]
    assert again == lines(write(again))


def words(line: Line) -> str:
    """All that is seen of a line, with the addresses that stand in it."""
    return " ".join("".join(f"{s.text} {s.link or ''} " for s in line.spans).split())


STYLED = st.builds(
    Span,
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1),
    bold=st.booleans(),
    italic=st.booleans(),
    strike=st.booleans(),
)


@given(st.lists(STYLED, min_size=1, max_size=4))
def test_no_word_is_lost_where_a_style_cannot_be_written(spans: list[Span]) -> None:
    spaced = tuple(replace(span, text=f"{span.text} ") for span in spans)

    shown = lines(write([Line("paragraph", spaced)]))

    assert " ".join(map(words, shown)).split() == words(Line("paragraph", spaced)).split()


@given(ANYTHING)
def test_nothing_makes_reading_fail(markdown: str) -> None:
    lines(markdown)
    plain(markdown)
    blocks(markdown, lambda _: None)


def steps_of(text: str) -> int:
    """How many lines of Python it takes to read a text, both as a Text and as a document."""
    lines.cache_clear()
    steps = 0

    def count(*_: object) -> object:
        nonlocal steps
        steps += 1
        return count

    previous = sys.gettrace()
    sys.settrace(count)  # type: ignore[arg-type]
    try:
        lines(text)
        blocks(text, lambda _: None)
    finally:
        sys.settrace(previous)
    return steps


@pytest.mark.parametrize(
    "mark",
    [
        "[",
        "*",
        "> ",
        "`",
        "![",
        "**a ",
        "_a",
        "$",
        "$a ",
        "\\(",
        "\\[",
        "$$",
        "{",
        "$x_{",
        "~~a",
        "&",
        "<",
        "- ",
        "\n|a|\n|-|\n",
        "\n\\[\n",
    ],
)
def test_reading_takes_time_in_proportion_to_the_text(mark: str) -> None:
    once, twice = steps_of(mark * 400), steps_of(mark * 800)

    assert twice < 2.5 * once
