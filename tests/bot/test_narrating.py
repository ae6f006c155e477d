"""What a starting process says."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from bot.cli.narrating import Narrator


def test_in_a_pipe_the_same_work_is_told_again_only_every_two_seconds() -> None:
    out, seconds = StringIO(), iter([10.0, 10.1, 11.9, 12.0, 12.1])
    say = Narrator(Console(file=out), lambda: next(seconds))

    for done in range(4):
        say(f"Reading: {done} of 4 …")
    say("Preparing [the] model …")
    say("Ready: http://127.0.0.1:8080")

    assert out.getvalue().splitlines() == [
        "Reading: 0 of 4 …",
        "Reading: 3 of 4 …",
        "Preparing [the] model …",
        "Ready: http://127.0.0.1:8080",
    ]


def test_in_a_terminal_progress_stays_on_one_line_and_news_are_kept() -> None:
    out = StringIO()
    console = Console(file=out, force_terminal=True, width=60)

    with Narrator(console, lambda: 0.0) as say:
        say("Reading: 1 of 4 …")
        say("Reading: 2 of 4 …")
        say("This draft is left out: x.yaml:1")

    assert "This draft is left out: x.yaml:1\n" in out.getvalue()
    assert "\x1b[?25h" in out.getvalue(), "the cursor is back"
