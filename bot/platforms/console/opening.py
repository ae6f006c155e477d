"""A console chat for what this process was started with: a person at a terminal, or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from io import BytesIO, FileIO
from pathlib import Path
from uuid import uuid4

from rich.console import Console

from bot.platforms.console.attachments import Attachments, Locate
from bot.platforms.console.keyboard import Keyboard, open_history
from bot.platforms.console.keys import kept_keys
from bot.platforms.console.paper import Paper
from bot.platforms.console.piped import PipedLines
from bot.platforms.console.platform import ConsoleChat
from bot.platforms.console.terminal import Signs, pictures_of

WELCOME = (
    "Ask about deep learning in your own words, or / for the commands.\n"
    "A letter in brackets presses its button. Ctrl-D leaves.\n"
)


def is_interactive() -> bool:
    """Whether a person types here and reads what is written."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def open_console(locate: Locate, history: Path, *, pictures: bool) -> ConsoleChat:
    """The chat with whoever is there; `history` keeps what is typed, and `pictures` allows pictures inline."""
    if is_interactive():
        console = Console()
        way = pictures_of(Signs()) if pictures and console.is_terminal else "off"
        paper = Paper(console, Attachments(locate, way))
        return ConsoleChat(_name(), Keyboard(open_history(history)), paper, _new_id, WELCOME)
    console = Console(force_terminal=False, color_system=None)
    # Unbuffered: Python aborts when it ends while a thread waits within a buffered reader, whose lock it wants.
    lines = PipedLines(FileIO(sys.stdin.fileno(), closefd=False) if sys.stdin else BytesIO())
    return ConsoleChat(_name(), lines, Paper(console, Attachments(locate, "off")), _new_id)


@contextmanager
def terminal_kept() -> Iterator[None]:
    """Leave the terminal as it was found, and until then let no key show while the bot works."""
    if is_interactive():
        with kept_keys(sys.stdin.fileno()):
            yield
    else:
        yield


def _name() -> str:
    try:
        return getuser()
    except (OSError, KeyError):  # KeyError until Python 3.12
        return "you"


def _new_id() -> str:
    return f"console:{uuid4().hex}"
