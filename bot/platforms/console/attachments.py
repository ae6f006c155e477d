"""What a card shows that lies in the blob store."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.chat.markup.latex import unicode
from bot.platforms.console import pictures
from bot.platforms.console.render import JsonDict
from bot.platforms.console.terminal import Pictures

Locate = Callable[[str], Path | None]
"""The key of a blob to its file; None where it is gone or lies elsewhere."""


_LATEX = re.compile(r"\\[a-zA-Z]")
"""What the words of a formula's picture have and prose has not."""


class Attachments:
    """Shows pictures and files: their words, where they lie, and the pictures themselves where that can be."""

    def __init__(self, locate: Locate, way: Pictures) -> None:
        self._locate, self._way = locate, way

    def picture(self, block: JsonDict, width: int) -> Iterator[RenderableType]:
        """The picture itself, its words, and its file."""
        file = self._locate(block["picture"])
        if _LATEX.search(block["alt"]):
            yield from self._formula(file, block["alt"], width)
        else:
            yield from pictures.show(file, self._way, width)
            yield Text(f"[picture] {block['alt']}", "italic")
            yield _place(file)

    def _formula(self, file: Path | None, latex: str, width: int) -> Iterator[RenderableType]:
        """A formula as signs, which say it all; half blocks would make it unreadable."""
        if self._way != "blocks":
            yield from pictures.show(file, self._way, width)
        yield Padding(Text(unicode(latex, between_rows="\n")), (0, 0, 0, 4), expand=False)

    def file(self, block: JsonDict, width: int) -> Iterator[RenderableType]:
        """The file's name, what is in it, and where it lies."""
        yield Text(f"[file] {block['name']}: {block['summary']}")
        yield _place(self._locate(block["file"]))


def _place(file: Path | None) -> Text:
    """The address in one piece, however long, so that it can be copied."""
    if file is None:
        return Text("There is no file of it on this machine.", "dim")
    return Text(str(file), "dim", no_wrap=True, overflow="ignore")
