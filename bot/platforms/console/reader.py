"""The port: where lines come from. The keyboard fills it in, and so does a pipe."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from bot.chat.platform import Conversation


class Reader(Protocol):
    """Lines of a person. EOFError means that there are no more, KeyboardInterrupt that one was given up."""

    async def line(self, conversation: Conversation) -> str:
        """The next line to the bot; the conversation knows what to offer while it is typed."""
        ...

    async def answer(self, question: str, hint: str = "") -> str:
        """The line that answers a question, which a person sees in front of it."""
        ...

    def waiting(self, give_up: Callable[[], object]) -> AbstractContextManager[None]:
        """While an answer is awaited: say so after a moment, and let the person give up."""
        ...

    async def above(self, write: Callable[[], None]) -> None:
        """Write without getting into the line that is being typed; `write` may block."""
        ...

    def status(self, text: str) -> None:
        """Show what is going on beside the line; empty: nothing is."""
        ...
