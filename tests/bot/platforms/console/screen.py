"""A screen and a keyboard for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from io import StringIO

from rich.console import Console

from bot.chat.platform import Conversation
from bot.chat.reply import Reply
from bot.platforms.console.attachments import Attachments
from bot.platforms.console.paper import Paper
from bot.platforms.console.render import render


class Sheet:
    """A file of plain text in the place of a terminal; `new` is what was written since the last look."""

    def __init__(self, width: int = 80, **console: object) -> None:
        self.file = StringIO()
        options: dict[str, object] = {"color_system": None, "_environ": {}} | console
        self.console = Console(file=self.file, width=width, **options)  # type: ignore[arg-type]
        self.paper = Paper(self.console, Attachments(lambda _: None, "off"))
        self._seen = 0

    def new(self) -> str:
        text = self.file.getvalue()[self._seen :]
        self._seen += len(text)
        return text


def drawn(reply: Reply, width: int = 80) -> str:
    """The reply as a person sees it."""
    sheet = Sheet(width)
    sheet.paper.write(render(reply))
    return sheet.new()


class Script:
    """A Reader with all its lines written beforehand; what is asked is in `asked`, what is going on in `told`.

    An exception among the lines is raised in the place of a line.
    """

    def __init__(self, lines: Iterable[str | BaseException]) -> None:
        self._lines = iter(lines)
        self.asked: list[str] = []
        self.told: list[str] = []
        self.give_up: Callable[[], object] | None = None

    async def line(self, conversation: Conversation) -> str:
        return self._next()

    async def answer(self, question: str, hint: str = "") -> str:
        self.asked.append(question)
        return self._next()

    def waiting(self, give_up: Callable[[], object]) -> AbstractContextManager[None]:
        self.give_up = give_up
        return nullcontext()

    async def above(self, write: Callable[[], None]) -> None:
        write()

    def status(self, text: str) -> None:
        self.told.append(text)

    def _next(self) -> str:
        line = next(self._lines, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line
