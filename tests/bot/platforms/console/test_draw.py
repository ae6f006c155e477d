from __future__ import annotations

from textwrap import dedent

import pytest
from rich.cells import cell_len

from bot.chat.event import Action, Person
from bot.chat.reply import Button, Buttons, Choice, Code, Progress, Reply, Select, Table, Text
from bot.platforms.console.render import render
from tests.bot.platforms.console.sample import card, gallery
from tests.bot.platforms.console.screen import Sheet, drawn


def screen(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_an_answer_reads_well_at_80_columns() -> None:
    assert drawn(card()) == screen("""
        ─────────────────────────────────────────────────────────── only you see this ──
        Why does dropout reduce overfitting?

        Each update trains a random sub-network, so no unit can rely on one other unit
        being there. At test time all units are used and their outputs are scaled by 1 -
        p.

        • co-adaptation is broken up
        • it is like averaging many networks that share weights, which costs as much as
          training one

        │ Dropout is off at test time.

        Source: Srivastava et al. (https://jmlr.org/papers/v15/srivastava14a.html)
        (2014)

        Level: basic   Topic: training   How sure: 93 %

        [a] More   [b] Key points   (Marked helpful)   [c] Not helpful

        [d] Related questions
            d 1  What does batch normalisation do at test time?  basic
            d 2  Why do gradients vanish in deep networks?  basic

        """)


def test_every_kind_of_block_reads_well_at_80_columns() -> None:
    assert drawn(gallery()) == screen("""
        ────────────────────────────────────────────────────────────────────────────────
        One of each

        A heading
        1. first
        2. second
          • inside

            def dropout(x, p, rng):
                # keeps the expected value
                keep = rng.random(x.shape) >= p
                return x * keep / (1 - p)

        Streak        4 days
        Longest word  backpropagation through time backpropagation through time
                      backpropagation through time

        Optimiser   Rate    Remark
        ───────────────────────────────────────────────────────
        Adam        0.001   fast at first, may generalise worse
        SGD         0.1     slow, steady

        [picture] a dog made of eyes
        There is no file of it on this machine.

        [file] backprep.json: everything the bot knows about you
        There is no file of it on this machine.

        45 %  Drawing the picture

        [a] Delete it

        """)


def test_an_answer_reads_well_at_40_columns() -> None:
    assert drawn(card(), 40) == screen("""
        ─────────────────── only you see this ──
        Why does dropout reduce overfitting?

        Each update trains a random sub-network,
        so no unit can rely on one other unit
        being there. At test time all units are
        used and their outputs are scaled by 1 -
        p.

        • co-adaptation is broken up
        • it is like averaging many networks
          that share weights, which costs as
          much as training one

        │ Dropout is off at test time.

        Source: Srivastava et al.
        (https://jmlr.org/papers/v15/srivastava1
        4a.html) (2014)

        Level: basic   Topic: training
        How sure: 93 %

        [a] More   [b] Key points
        (Marked helpful)   [c] Not helpful

        [d] Related questions
            d 1  What does batch normalisation
                 do at test time?  basic
            d 2  Why do gradients vanish in deep
                 networks?  basic

        """)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("reply", [card(), gallery()], ids=["card", "gallery"])
def test_no_line_is_wider_than_the_terminal_or_than_reads_well(reply: Reply, width: int) -> None:
    assert max(map(cell_len, drawn(reply, width).splitlines())) <= min(width, 88)


def test_what_is_to_be_known_about_a_card_stands_above_it() -> None:
    reply = Reply(
        "Round over", audience="asker", update=True, notify=(Person("console", "1", "Ana"),)
    )

    assert drawn(reply).splitlines()[0].endswith("── updated · for Ana · only you see this ──")


def test_a_table_that_does_not_fit_becomes_facts() -> None:
    header = ("Model", "Parameters", "Accuracy", "Memory", "Latency")
    row = ("MiniLM", "22 million", "0.93 of queries", "90 MiB", "4 milliseconds")

    assert drawn(Reply("", (Table(header, (row, row)),)), 40) == screen("""
        ────────────────────────────────────────
        Model: MiniLM   Parameters: 22 million
        Accuracy: 0.93 of queries
        Memory: 90 MiB   Latency: 4 milliseconds

        Model: MiniLM   Parameters: 22 million
        Accuracy: 0.93 of queries
        Memory: 90 MiB   Latency: 4 milliseconds

        """)


def test_code_that_is_too_wide_goes_on_after_an_arrow() -> None:
    source = "if ready:\n\n    print('a line that is wider than the screen')"

    assert drawn(Reply("", (Code(source, "python"),)), 40).splitlines()[1:] == [
        "    if ready:",
        "",
        "        print('a line that is wider than",
        "  ↪ the screen')",
        "",
    ]


def test_rows_of_buttons_stand_together() -> None:
    rows = [Buttons((Button(label, Action("x", label)),)) for label in ("One", "Two")]

    assert drawn(Reply("", (*rows, Text("Choose.")))).splitlines()[1:] == [
        "[a] One",
        "[b] Two",
        "",
        "Choose.",
        "",
    ]


def test_the_line_that_is_chosen_says_so() -> None:
    choices = (Choice("Beginner", "basic"), Choice("Expert", "advanced"))
    menu = Select("Level", choices, Action("quiz", "level"), chosen="basic")

    assert drawn(Reply("", (menu,))).splitlines()[1:4] == [
        "[a] Level",
        "    a 1  Beginner  (chosen)",
        "    a 2  Expert",
    ]


def test_links_show_where_they_lead() -> None:
    masked = Text("[my bank](https://evil.example) and <https://good.example>")

    assert "my bank (https://evil.example) and https://good.example" in drawn(Reply("", (masked,)))


def test_a_terminal_shows_progress_as_a_bar() -> None:
    sheet = Sheet(60, force_terminal=True)

    sheet.paper.write(render(Reply("", (Progress(0.5, "Drawing"),))))

    assert f"{'━' * 15}{'─' * 15} 50 %  Drawing" in sheet.new()


def test_without_colours_no_meaning_is_lost() -> None:
    reply = Reply("Wrong", (Buttons((Button("Delete", Action("x", "y"), "danger"),)),), tone="bad")

    assert drawn(reply).split() == ["─" * 80, "Wrong", "[a]", "Delete"]
