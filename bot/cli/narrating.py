"""How a starting process says what takes so long: a spinner in a terminal, now and then a line in a pipe."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.status import Status
from rich.text import Text

_EVERY_S = 2.0


class Narrator:
    """Says lines; one that ends in "…" is progress, which the next one takes the place of."""

    def __init__(self, console: Console, clock_s: Callable[[], float]) -> None:
        self._console, self._clock_s = console, clock_s
        self._status: Status | None = None
        self._work, self._said_s = "", 0.0

    def __call__(self, text: str) -> None:
        """Say a line."""
        if not text.endswith("…"):
            self.rest()
            self._line(text)
        elif self._console.is_terminal:
            self._spin(text)
        else:
            self._now_and_then(text)

    def __enter__(self) -> Narrator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.rest()

    def rest(self) -> None:
        """Take the spinner away."""
        if self._status:
            self._status.stop()
            self._status = None

    def _spin(self, text: str) -> None:
        if self._status:
            self._status.update(Text(text))
        else:
            self._status = self._console.status(Text(text))
            self._status.start()

    def _now_and_then(self, text: str) -> None:
        """The same work, told by other numbers, is told again only every two seconds."""
        work, now_s = re.sub(r"\d+", "", text), self._clock_s()
        if work != self._work or now_s - self._said_s >= _EVERY_S:
            self._line(text)
            self._work, self._said_s = work, now_s

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)
        self._console.file.flush()
