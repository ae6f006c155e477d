"""Answers that are on their way: what changes one before it is there would be written over by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.chat.errors import ChatError


class NotYetError(ChatError):
    """The answer has not arrived yet; it can be changed once it has."""

    def __init__(self) -> None:
        super().__init__("The answer is still on its way. Please try again in a moment.")


class Arriving:
    """Knows which answers a platform is still giving. It forgets with the process, as the answers are lost with it."""

    def __init__(self) -> None:
        self._on_the_way: Counter[str] = Counter()

    @contextmanager
    def answer(self, answer_id: str) -> Iterator[None]:
        """Hold this from before the event is dispatched until the first answer is given, or will not be."""
        self._on_the_way[answer_id] += 1
        try:
            yield
        finally:
            self._on_the_way[answer_id] -= 1
            self._on_the_way += Counter()  # drops what is at zero

    def check(self, answer_id: str) -> None:
        """Call this before an answer is changed.

        Raises:
            NotYetError: it is still on its way.
        """
        if self._on_the_way[answer_id]:
            raise NotYetError
