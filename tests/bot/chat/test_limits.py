from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import markup
from bot.chat.event import Action
from bot.chat.limits import Limits, chosen, fit, is_long, key
from bot.chat.limits.labels import distinct
from bot.chat.limits.shorten import shorten, split
from bot.chat.limits.tidy import tidy
from bot.chat.reply import (
    Block,
    Button,
    Buttons,
    Choice,
    Code,
    Facts,
    Picture,
    Reply,
    Select,
    Table,
    Text,
    actions,
)
from tests.hostile import words
from tests.replies import content, replies

DISCORD = Limits(text=4_000, block=4_000, components=39, options=25)
SLACK = Limits(text=13_200, block=3_000, components=50, title=150, label=75, option=75)
NARROW = Limits(
    text=600, block=300, components=36, title=60, label=20, row=3, options=25, option=30
)
ANY = pytest.mark.parametrize(
    "limits", [DISCORD, SLACK, NARROW], ids=["discord", "slack", "narrow"]
)
thorough = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
LOREM = "A hash table finds what it holds in constant time, on average. "


def buttons(count: int) -> Buttons:
    return Buttons(tuple(Button(f"No. {n}", Action("f", "do", str(n))) for n in range(count)))


def selectable(reply: Reply) -> set[tuple[Action, tuple[str, ...]]]:
    """What can be chosen, as it comes back from a platform; "Show all" apart."""
    found = {chosen(action.encode(), (value,) * bool(value)) for action, value in actions(reply)}
    return {(action, values) for action, values in found if action.feature != "pages"}


@ANY
@given(replies(words))
@thorough
def test_any_reply_is_made_to_fit_and_stays_so(limits: Limits, reply: Reply) -> None:
    fitted = fit(reply, limits)

    assert limits.holds(fitted)
    assert all(0 < len(b.choices) <= limits.row for b in fitted.blocks if isinstance(b, Buttons))
    assert all(len(b.choices) <= limits.options for b in fitted.blocks if isinstance(b, Select))
    assert fit(fitted, limits) == fitted


@ANY
@given(replies(words))
@thorough
def test_all_that_can_be_chosen_still_can_be(limits: Limits, reply: Reply) -> None:
    assert selectable(fit(reply, limits)) == selectable(reply)


def letters(reply: Reply) -> Counter[str]:
    """How often each letter stands in a reply; a very long word may have been cut in two."""
    return Counter("".join(word_count(reply).elements()))


@ANY
@given(replies(words))
@thorough
def test_no_word_is_lost_without_a_way_to_the_whole(limits: Limits, reply: Reply) -> None:
    fitted = fit(reply, limits)

    whole = Action("pages", "show", f"{key(reply)}:0")
    if whole not in {action for action, _ in actions(fitted)}:
        assert word_count(fitted) >= word_count(tidy(reply))


def word_count(reply: Reply) -> Counter[str]:
    return Counter(re.findall(r"\w+", " ".join([reply.title, *map(shown, reply.blocks)])))


def shown(block: Block) -> str:  # noqa: PLR0911 - a line per block
    match block:
        case Text(markdown):
            return markup.plain(markdown)
        case Buttons(choices):
            return " ".join(button.label for button in choices)
        case Select(prompt, choices):
            return " ".join((prompt, *(f"{c.label} {c.summary}" for c in choices)))
        case Code(source):
            return source
        case Facts(pairs):
            return " ".join(f"{name} {value}" for name, value in pairs)
        case Table(header, rows):
            return " ".join(cell for row in (header, *rows) for cell in row)
        case _:
            return getattr(block, "alt", "") or getattr(block, "label", "")


def test_what_fits_stays_as_it_is() -> None:
    reply = Reply("Softmax", (Text("A *distribution*."), buttons(3)))

    assert fit(reply, DISCORD) == reply


def test_the_longest_text_is_shortened_and_short_ones_are_left_whole() -> None:
    source = Text("Source: a book")
    whole = Reply("", (Text(LOREM * 100), source, buttons(2)))

    long, short, row = fit(whole, DISCORD).blocks

    assert isinstance(long, Text)
    assert 3_500 < len(long.markdown) <= 4_000
    assert short == source
    assert row == Buttons((*buttons(2).choices, show_all(whole)))


def show_all(reply: Reply) -> Button:
    return Button("Show all", Action("pages", "show", f"{key(reply)}:0"))


@given(st.integers(40, 400), words)
@thorough
def test_a_shortened_text_ends_at_a_word_and_in_no_construct(room: int, word: str) -> None:
    quoted = markup.literal(word)
    whole = Text(f"Plain **bold {quoted} words** and *italic ones*, [a link](https://a.b).\n\n" * 9)

    short = shorten(whole, lambda block: isinstance(block, Text) and len(block.markdown) <= room)

    if short is None:
        return
    assert isinstance(short, Text)
    *before, last = styled(short)
    assert "".join(char for char, _ in [*before[-1:], last]) == " …"
    assert styled(whole)[: len(before) - 1] == before[:-1]


def styled(text: Text) -> list[tuple[str, object]]:
    """The characters as they are shown, each with its style."""
    return [
        (char, replace(span, text=""))
        for line in markup.lines(text.markdown)
        for span in line.spans
        for char in span.text
    ]


@given(content(words), st.integers(1, 800))
@thorough
def test_the_two_parts_of_a_split_block_have_all_its_words(block: Block, room: int) -> None:
    whole = tidy(Reply("", (block,)))

    start, rest = split(whole.blocks[0], lambda part: DISCORD.measure(part).text <= room)

    parts = Reply("", tuple(part for part in (start, rest) if part))
    assert not letters(whole) - letters(parts)


def test_a_table_is_cut_at_rows_and_a_row_that_is_too_wide_goes_on_as_facts() -> None:
    rows = tuple((str(n), "x" * 50) for n in range(100))
    tall, wide = Table(("n", "x"), rows), Table(("n", "x"), (("1", LOREM * 50),))

    cut, _ = fit(Reply("", (tall,)), DISCORD).blocks
    loose, _ = fit(Reply("", (wide,)), DISCORD).blocks

    assert isinstance(cut, Table)
    assert cut.rows[-1] == ("…", "…")
    assert cut.rows[:-1] == rows[: len(cut.rows) - 1]
    assert loose == Facts((("n", "1"),))


def test_code_is_cut_at_lines() -> None:
    code, _ = fit(Reply("", (Code("x = 1\n" * 2_000, "python"),)), DISCORD).blocks

    assert isinstance(code, Code)
    assert set(code.source.splitlines()) == {"x = 1", "…"}


def test_of_many_blocks_the_first_are_shown_rather_than_a_snippet_of_each() -> None:
    fitted = fit(Reply("", tuple(Text(f"{n} {LOREM * 10}") for n in range(80))), DISCORD)

    texts = [block for block in fitted.blocks if isinstance(block, Text)]
    assert 5 < len(texts) <= 20
    assert texts[0].markdown.startswith("0 A hash table")
    assert all(len(text.markdown) >= 150 for text in texts)


def test_surplus_rows_become_menus_and_the_first_rows_stay_buttons() -> None:
    fitted = fit(Reply("", (Text("Pick one."), buttons(40))), DISCORD)

    rows = [block for block in fitted.blocks if isinstance(block, Buttons)]
    menus = [block for block in fitted.blocks if isinstance(block, Select)]
    assert [len(row.choices) for row in rows] == [5, 5]
    assert [len(menu.choices) for menu in menus] == [25, 5]
    assert chosen(menus[0].action.encode(), (menus[0].choices[0].value,)) == (
        Action("f", "do", "10"),
        (),
    )


def test_a_long_menu_becomes_several_with_the_same_action() -> None:
    lines = tuple(Choice(f"No. {n}", str(n)) for n in range(60))
    menu = Select("Which one?", lines, Action("f", "pick"), chosen="30")

    first, second, third = fit(Reply("", (menu,)), DISCORD).blocks

    assert isinstance(first, Select)
    assert isinstance(second, Select)
    assert isinstance(third, Select)
    assert [first.prompt, third.prompt] == ["Which one? (1 of 3)", "Which one? (3 of 3)"]
    assert [first.chosen, second.chosen] == [None, "30"]
    assert (*first.choices, *second.choices, *third.choices) == lines


@given(st.lists(words.map(lambda word: " ".join(word.split())), max_size=12), st.integers(6, 80))
def test_labels_that_differ_still_do_when_they_are_short(labels: list[str], longest: int) -> None:
    short = distinct(labels, longest)

    assert all(len(label) <= longest for label in short)
    assert len(set(short)) == len(set(labels))


def test_long_labels_in_several_rows_stay_different() -> None:
    same = "Which of these many words is it that tells one from the other: " * 2
    row = Buttons(tuple(Button(f"{same}{n}", Action("f", "do", str(n))) for n in range(10)))

    fitted = fit(Reply("", (row,)), DISCORD)

    rows = [block for block in fitted.blocks if isinstance(block, Buttons)]
    assert len({button.label for row in rows for button in row.choices}) == 11


def test_a_reply_of_nothing_still_is_a_message() -> None:
    assert fit(Reply(" ", (Text("\x00"), Code(""), Facts(()))), DISCORD) == Reply("", (Text("…"),))


def test_a_picture_keeps_words_when_its_own_are_invisible() -> None:
    assert fit(Reply("", (Picture("k", "\u200b"),)), DISCORD).blocks == (Picture("k", "Picture"),)


@pytest.mark.parametrize("limits", [DISCORD, SLACK], ids=["discord", "slack"])
@given(replies(words))
@thorough
def test_a_reply_that_is_shortened_counts_as_long(limits: Limits, reply: Reply) -> None:
    if fit(reply, limits) != tidy(reply):
        shortened = any(
            action.feature == "pages" and action.verb == "show"
            for action, _ in actions(fit(reply, limits))
        )
        assert is_long(reply) or not shortened


def test_an_action_that_no_platform_folded_is_chosen_as_it_came() -> None:
    assert chosen("ask:pick:", ("softmax",)) == (Action("ask", "pick"), ("softmax",))
    assert chosen("pages:pick:1", ("a:b:c",)) == (Action("a", "b", "c"), ())
    assert chosen("pages:pick:1", ("forged",)) == (Action("", ""), ())
