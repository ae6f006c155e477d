"""Lines from a pipe or a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from threading import Thread
from typing import BinaryIO

from bot.chat.platform import Conversation

LONGEST = 100_000
"""Bytes of a line; what is longer goes on as a line of its own."""


class PipedLines:
    """A Reader that shows no prompts: the answers to a form are the next lines."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    async def line(self, conversation: Conversation) -> str:
        """The next line; bytes that are no UTF-8 become U+FFFD."""
        return await self._next()

    async def answer(self, question: str, hint: str = "") -> str:
        """The next line; nobody sees a question that is asked of a pipe."""
        return await self._next()

    def waiting(self, give_up: Callable[[], object]) -> AbstractContextManager[None]:
        """Nobody is there who could give up."""
        return nullcontext()

    async def above(self, write: Callable[[], None]) -> None:
        """Nothing is being typed, so there is nothing to get into."""
        await asyncio.to_thread(write)

    def status(self, text: str) -> None:
        """Nobody looks at a pipe while it works."""

    async def _next(self) -> str:
        raw = await asyncio.wrap_future(_begin(lambda: self._stream.readline(LONGEST)))
        if not raw:
            raise EOFError
        return raw.decode(errors="replace").rstrip("\r\n")


def _begin(read: Callable[[], bytes]) -> Future[bytes]:
    """Read in a daemon thread: one that waits for a line must not keep the process from ending."""
    result: Future[bytes] = Future()
    result.set_running_or_notify_cancel()

    def work() -> None:
        try:
            result.set_result(read())
        except (OSError, ValueError) as error:
            result.set_exception(error)

    Thread(target=work, daemon=True).start()
    return result
