"""Where cards are written: a terminal, or a file or pipe, which gets plain text."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.text import Text

from bot.chat.markup import clean
from bot.platforms.console.attachments import Attachments
from bot.platforms.console.draw import Look, draw
from bot.platforms.console.render import JsonDict


class Paper:
    """Draws and writes; both may take a while, so both belong in a thread."""

    def __init__(self, console: Console, attachments: Attachments) -> None:
        self._console, self._attachments = console, attachments

    def write(self, card: JsonDict) -> None:
        """Write a rendered card."""
        look = Look(self._console.width, self._attachments, bars=self._console.is_terminal)
        self._print(draw(card, look))

    def note(self, text: str) -> None:
        """Write a line that is no card, such as what to write instead."""
        self._print(Text(clean(text)))

    def _print(self, what: RenderableType) -> None:
        """Print; plain text without the spaces that fill a line up."""
        with self._console.capture() as drawn:
            self._console.print(what, highlight=False, crop=False)
        text = drawn.get()
        if not self._console.is_terminal:
            text = "\n".join(map(str.rstrip, text.split("\n")))
        self._console.file.write(text)
        self._console.file.flush()
