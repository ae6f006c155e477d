"""The console in a real terminal, with a conversation that answers from a file."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.journeys.terminal import terminal

COMMAND = [sys.executable, "-m", "tests.bot.platforms.console"]
ENVIRONMENT = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", "LANG": "C.UTF-8"}
CTRL_C, CTRL_D = "\x03", "\x04"


def test_a_person_asks_presses_fills_in_a_form_and_leaves() -> None:
    with terminal(COMMAND, ENVIRONMENT) as screen:
        screen.until("Ask anything")
        screen.type("why dropout\r")
        assert "only you see this ──" in screen.until("d 2  Why do gradients vanish")
        screen.type("c\r")
        screen.until("What is wrong?")
        screen.type("\rtoo short\r")
        screen.until("needs an answer")
        screen.until("Topic (1–2)")
        screen.type("2\r")
        screen.until("Thank you: {'reason': 'too short', 'topic': 'rnn'}")
        screen.type(CTRL_D)

        assert screen.ends() == 0


def test_commands_are_offered_and_completed_while_they_are_typed() -> None:
    with terminal(COMMAND, ENVIRONMENT) as screen:
        screen.until("Ask anything")
        screen.type("/as")
        screen.until("Ask a question in your own words")
        screen.type("\tvanish")
        screen.until("Why do gradients vanish in deep networks?")
        screen.type("\t\r\r")
        screen.until("{'question': 'vanishing'}")
        screen.type("/quit\r")

        assert screen.ends() == 0


def test_ctrl_c_clears_a_line_then_says_how_to_leave_and_gives_up_waiting() -> None:
    with terminal(COMMAND, ENVIRONMENT) as screen:
        screen.until("Ask anything")
        screen.type(f"not this{CTRL_C}{CTRL_C}")
        screen.until("Ctrl-D or /quit leaves.")
        screen.type("/help\r")
        screen.until("Working on it …")
        screen.type(CTRL_C)
        screen.until("You gave up waiting.")
        screen.type(CTRL_D)

        assert screen.ends() == 0


@pytest.mark.parametrize("columns", [40, 80])
def test_cards_fit_into_the_terminal(columns: int) -> None:
    with terminal(COMMAND, ENVIRONMENT, columns) as screen:
        screen.until("Ask anything")
        screen.type("/quiz\r")
        shown = screen.until("[a] Delete it")

        assert "─" * columns in shown.splitlines()


def test_no_color_is_respected() -> None:
    with terminal(COMMAND, ENVIRONMENT | {"NO_COLOR": "1"}) as screen:
        screen.until("Ask anything")
        screen.type("/quiz\r")
        screen.until("[a] Delete it")

        assert "\x1b[32m" not in screen.raw
        assert "\x1b[38" not in screen.raw


def test_a_pipe_gets_plain_text_and_its_letters_work() -> None:
    lines = "why dropout\na\n/quizz\n"

    done = subprocess.run(COMMAND, input=lines.encode(), capture_output=True, check=True)

    shown = done.stdout.decode()
    assert done.stderr == b""
    assert "\x1b" not in shown
    assert "› " not in shown
    assert "[a] More   [b] Key points" in shown
    assert "You chose more" in shown
    assert shown.endswith("There is no command /quizz. Did you mean /quiz?\n\n")
