"""Answers that hold for a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock

T = TypeVar("T")
_KEPT = 5_000
"""Answers; of more, the oldest goes."""


class Recent(Generic[T]):
    """Asks once, however many wait for the answer; a failure is asked again."""

    def __init__(self, clock: Clock, fresh: timedelta) -> None:
        self._clock, self._fresh = clock, fresh
        self._answers: OrderedDict[str, tuple[datetime, asyncio.Future[T]]] = OrderedDict()

    async def get(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer that is known, else the one that `ask` gets."""
        now = self._clock()
        at, answer = self._answers.get(key, (now, None))
        if answer is None or now - at >= self._fresh:
            answer = asyncio.ensure_future(ask())
            self._keep(key, now, answer)
        return await asyncio.shield(answer)

    def known(self, key: str) -> T | None:
        """The answer, where it is here."""
        _, answer = self._answers.get(key, (None, None))
        sound = answer and answer.done() and not answer.cancelled() and not answer.exception()
        return answer.result() if answer and sound else None

    def forget(self, key: str) -> None:
        """Ask again next time."""
        self._answers.pop(key, None)

    def _keep(self, key: str, now: datetime, answer: asyncio.Future[T]) -> None:
        def drop_failure(done: asyncio.Future[T]) -> None:
            failed = done.cancelled() or done.exception() is not None
            if failed and self._answers.get(key, (now, None))[1] is done:
                self.forget(key)

        self._answers[key] = now, answer
        self._answers.move_to_end(key)
        answer.add_done_callback(drop_failure)
        if len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
