"""`backprep chat` as a person has it: in a terminal, and through a pipe."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path
from stat import S_IMODE

import pytest

from tests.journeys.terminal import Terminal, terminal

CHAT = [sys.executable, "-m", "bot", "chat"]
CTRL_D = "\x04"
MADE_BY_SETUP = ("models", "vectors")


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """A data folder of one's own, with the model and the vectors that `make setup` made."""
    for name in MADE_BY_SETUP:
        (tmp_path / name).symlink_to(Path("data", name).resolve())
    return {
        "BACKPREP_DATA": str(tmp_path),
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "TERM": "xterm-256color",
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }


def piped(lines: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        CHAT, input=lines, env=dict(environment), capture_output=True, text=True, check=False
    )


def press(screen: Terminal, label: str) -> None:
    """Type the letter of a button once it is shown."""
    shown = screen.until(f"] {label}")
    screen.type(f"{shown.removesuffix(f'] {label}')[-1]}\r")


def test_a_question_through_a_pipe_is_answered_in_plain_text(
    environment: Mapping[str, str],
) -> None:
    done = piped("/ask what is dropout\na\n/quizz\n", environment)

    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr
    assert "What is dropout, and how does it work?" in done.stdout
    assert "[a] More" in done.stdout
    assert "── updated" in done.stdout
    assert "There is no command /quizz." in done.stdout


def test_a_person_asks_turns_the_card_votes_and_leaves(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    with terminal(CHAT, environment) as screen:
        screen.until("Ask anything")
        screen.type("/ask dropout")
        screen.until("What is dropout, and how does it work?")
        screen.type("\r")
        press(screen, "Key points")
        assert "── updated" in screen.until("A good answer says")
        press(screen, "Not helpful")
        screen.until("What is wrong")
        screen.type("Say which p is meant\r")
        screen.until("Marked not helpful")
        screen.type(CTRL_D)

        assert screen.ends() == 0

    history = tmp_path / "chat-history"
    assert S_IMODE(history.stat().st_mode) == 0o600
    assert "/ask dropout" in history.read_text()
    assert "which p is meant" not in history.read_text()


def test_a_killed_chat_leaves_the_terminal_as_it_found_it(
    environment: Mapping[str, str],
) -> None:
    with terminal(CHAT, environment) as screen:
        before = screen.modes()
        screen.until("Ask anything")
        assert screen.modes() != before
        screen.program.send_signal(signal.SIGTERM)

        assert screen.program.wait(20) == 128 + signal.SIGTERM
        assert screen.modes()[3] & termios.ECHO
        assert screen.modes() == before


def test_ctrl_c_ends_a_conversation_through_a_pipe(environment: Mapping[str, str]) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        CHAT, stdin=pipe, stdout=pipe, stderr=pipe, env=dict(environment)
    ) as chat:
        assert chat.stdin
        assert chat.stdout
        assert chat.stderr
        chat.stdin.write(b"what is dropout\n")
        chat.stdin.flush()
        assert "only you see this" in chat.stdout.readline().decode()
        chat.send_signal(signal.SIGINT)

        assert b"Traceback" not in chat.stderr.read()
    assert chat.returncode == 128 + signal.SIGINT


def test_whoever_reads_along_can_stop_reading(environment: Mapping[str, str]) -> None:
    command = f"yes 'what is dropout' | head -200 | {shlex.join(CHAT)} | head -1"

    done = subprocess.run(
        ["/bin/sh", "-c", command], env=dict(environment), capture_output=True, check=True
    )

    assert done.stdout.decode().startswith("───")
    assert done.stderr == b""
