"""Threads that do blocking work for an event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")

_LATEST_S = 0.002
"""How long a result may wait for others to be handed over with it."""


@dataclass(slots=True)
class _Call:
    work: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def carry_out(self) -> None:
        try:
            self.result = self.work()
        except BaseException as error:  # noqa: BLE001  it belongs to the caller, who gets it below
            self.error = error

    def settle(self) -> None:
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Threads:
    """Carries out calls one after the other on each of its threads.

    Results that are ready together are handed over together: waking the loop costs more than a short transaction.
    """

    def __init__(self, count: int, name: str) -> None:
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}-{number}", daemon=True)
            for number in range(count)
        ]
        self._closed = False
        for thread in self._threads:
            thread.start()

    async def call(self, work: Callable[[], T]) -> T:
        """Return what `work` returns. Once handed over it is carried out, even if the caller is cancelled."""
        if self._closed:
            raise RuntimeError("These threads were closed before this call.")
        loop = asyncio.get_running_loop()
        call = _Call(work, loop, loop.create_future())
        self._calls.put(call)
        result: T = await asyncio.shield(call.future)
        return result

    def close(self) -> None:
        """Carry out every call handed over until now, then end the threads. Blocks."""
        if not self._closed:
            self._closed = True
            for _ in self._threads:
                self._calls.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        while (call := self._calls.get()) is not None:
            batch = [call]
            until = monotonic() + _LATEST_S
            call.carry_out()
            while monotonic() < until and (more := self._next()):
                batch.append(more)
                more.carry_out()
            _hand_over(batch)

    def _next(self) -> _Call | None:
        """A call that waits already; the sign to end is put back for later."""
        with suppress(Empty):
            call = self._calls.get_nowait()
            if call is None:
                self._calls.put(None)
            return call
        return None


def _hand_over(batch: Sequence[_Call]) -> None:
    for loop, calls in groupby(batch, key=attrgetter("loop")):
        with suppress(RuntimeError):  # that loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, list(calls))


def _settle(calls: Sequence[_Call]) -> None:
    for call in calls:
        call.settle()
