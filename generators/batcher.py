"""Puts what many jobs want of one model into one batch. No torch; what runs a batch is passed in."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Generic, Protocol, TypeVar

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")
Made = TypeVar("Made")
Key_contra = TypeVar("Key_contra", bound=Hashable, contravariant=True)
Item_contra = TypeVar("Item_contra", contravariant=True)
Made_co = TypeVar("Made_co", covariant=True)

LINGER_S = 0.015
"""How long the first item of a batch waits for company."""
AT_MOST = 32


@dataclass(frozen=True, slots=True)
class Turn:
    """When an item is made: lower ranks first; within a rank, communities take turns."""

    rank: int = 0
    community: str = ""


class Batching(Protocol[Key_contra, Item_contra, Made_co]):
    """The port: the local batcher below, or a tier of its own on other machines."""

    async def make(self, key: Key_contra, item: Item_contra, turn: Turn = ...) -> Made_co:
        """What one item becomes. Raises what running it raised."""
        ...


@dataclass(slots=True)
class _Waiting(Generic[Item, Made]):
    item: Item
    turn: Turn
    since_s: float
    made: asyncio.Future[Made] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def wanted(self) -> bool:
        return not self.made.done()


class Batcher(Generic[Key, Item, Made]):
    """Runs items of equal keys together, one batch at a time.

    While one batch is computed the next fills up, and is lined up behind it once it is full: so a loaded worker runs
    full batches without a pause, and an idle one waits for `linger_s` only. A batch that fails is halved until the
    culprit stands alone: out of memory, half of it may fit, and a bad item fails nobody else.
    """

    def __init__(
        self,
        run: Callable[[Key, Sequence[Item]], Sequence[Made]],
        executor: Executor,
        at_most: Callable[[Key], int] = lambda key: AT_MOST,
        linger_s: float = LINGER_S,
    ) -> None:
        """`run` makes all items of a batch, in `executor`; it must give each the same result in any company."""
        self._run, self._executor, self._at_most, self._linger_s = run, executor, at_most, linger_s
        self._waiting: dict[Key, list[_Waiting[Item, Made]]] = defaultdict(list)
        self._working: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    async def make(self, key: Key, item: Item, turn: Turn = Turn()) -> Made:
        """What one item becomes, made in a batch with others. Raises what running it raised."""
        waiting: _Waiting[Item, Made] = _Waiting(item, turn, self._now())
        self._waiting[key].append(waiting)
        self._changed.set()
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await waiting.made

    async def _work(self) -> None:
        while self._waiting:
            key = min(self._waiting, key=self._urgency)
            if not self._running:
                await self._linger(key)
            elif len(self._running) > 1 or len(self._waiting[key]) < self._at_most(key):
                self._changed.clear()
                await self._changed.wait()
                continue
            self._start(key)

    def _start(self, key: Key) -> None:
        batch, left = self._filled(key)
        if left:
            self._waiting[key] = left
        else:
            del self._waiting[key]
        running = asyncio.create_task(self._settle(key, batch))
        self._running.add(running)
        running.add_done_callback(self._finished)

    def _finished(self, running: asyncio.Task[None]) -> None:
        self._running.discard(running)
        self._changed.set()

    def _urgency(self, key: Key) -> tuple[int, float]:
        return min((each.turn.rank, each.since_s) for each in self._waiting[key])

    async def _linger(self, key: Key) -> None:
        waiting = self._waiting[key]
        while len(waiting) < self._at_most(key):
            left_s = waiting[0].since_s + self._linger_s - self._now()
            if left_s <= 0:
                return
            await asyncio.sleep(left_s)

    def _filled(self, key: Key) -> tuple[list[_Waiting[Item, Made]], list[_Waiting[Item, Made]]]:
        """The next batch, and who stays: by rank, then one of each community in turn."""
        ordered = _in_turn([each for each in self._waiting[key] if each.wanted])
        most = self._at_most(key)
        left = sorted(ordered[most:], key=lambda each: each.since_s)
        return ordered[:most], left

    async def _settle(self, key: Key, batch: list[_Waiting[Item, Made]]) -> None:
        if not batch:
            return
        loop = asyncio.get_running_loop()
        items = [each.item for each in batch]
        try:
            made = await loop.run_in_executor(self._executor, self._run, key, items)
        except Exception as error:  # noqa: BLE001  it belongs to one of the items
            await self._settle_apart(key, batch, error)
            return
        for each, one in zip(batch, made, strict=True):
            if each.wanted:
                each.made.set_result(one)

    async def _settle_apart(
        self, key: Key, batch: list[_Waiting[Item, Made]], error: Exception
    ) -> None:
        if len(batch) > 1:
            half = len(batch) // 2
            await self._settle(key, batch[:half])
            await self._settle(key, batch[half:])
        elif batch[0].wanted:
            batch[0].made.set_exception(error)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _in_turn(waiting: Sequence[_Waiting[Any, Any]]) -> list[_Waiting[Any, Any]]:
    ranks: dict[int, dict[str, list[_Waiting[Any, Any]]]] = defaultdict(lambda: defaultdict(list))
    for each in waiting:
        ranks[each.turn.rank][each.turn.community].append(each)
    rounds = (zip_longest(*ranks[rank].values()) for rank in sorted(ranks))
    return [each for of_rank in rounds for one in of_rank for each in one if each is not None]
