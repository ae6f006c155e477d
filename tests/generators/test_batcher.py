from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from generators.batcher import Batcher, Turn


class Kitchen:
    """Runs batches at once and remembers them; told to `hold`, it waits to be released."""

    def __init__(self, room: int = 1000) -> None:
        self.batches: list[list[int]] = []
        self._room, self._may_go = room, Event()
        self._may_go.set()

    def hold(self) -> None:
        self._may_go.clear()

    def release(self) -> None:
        self._may_go.set()

    def run(self, key: str, items: Sequence[int]) -> list[str]:
        self._may_go.wait()
        self.batches.append(list(items))
        if len(items) > self._room:
            raise MemoryError
        if 13 in items:
            raise ValueError("13 cannot be made")
        return [f"{key}{item}" for item in items]


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


@pytest.fixture
def executor() -> Any:
    with ThreadPoolExecutor(1) as one:
        yield one


def batcher(kitchen: Kitchen, executor: Executor, at_most: int = 32) -> Batcher[str, int, str]:
    return Batcher(kitchen.run, executor, lambda key: at_most)


async def test_what_is_asked_at_once_is_made_at_once(kitchen: Kitchen, executor: Executor) -> None:
    batches = batcher(kitchen, executor)

    made = await asyncio.gather(*(batches.make("a", i) for i in range(5)))

    assert made == ["a0", "a1", "a2", "a3", "a4"]
    assert kitchen.batches == [[0, 1, 2, 3, 4]]


async def test_a_batch_is_never_larger_than_allowed(kitchen: Kitchen, executor: Executor) -> None:
    batches = batcher(kitchen, executor, at_most=4)

    await asyncio.gather(*(batches.make("a", i) for i in range(10)))

    assert [len(batch) for batch in kitchen.batches] == [4, 4, 2]


async def test_other_keys_are_made_apart(kitchen: Kitchen, executor: Executor) -> None:
    batches = batcher(kitchen, executor)

    made = await asyncio.gather(batches.make("a", 1), batches.make("b", 2))

    assert list(made) == ["a1", "b2"]
    assert kitchen.batches == [[1], [2]]


async def test_a_bad_item_fails_alone(kitchen: Kitchen, executor: Executor) -> None:
    batches = batcher(kitchen, executor)

    wanted = (batches.make("a", i) for i in range(10, 18))
    made = await asyncio.gather(*wanted, return_exceptions=True)

    assert [type(each) for each in made].count(ValueError) == 1
    assert isinstance(made[3], ValueError)
    assert made[4] == "a14"


async def test_a_batch_that_does_not_fit_is_halved(executor: Executor) -> None:
    small = Kitchen(room=3)

    batches = batcher(small, executor)
    made = await asyncio.gather(*(batches.make("a", i) for i in range(8)))

    assert made == [f"a{i}" for i in range(8)]
    assert [len(batch) for batch in small.batches] == [8, 4, 2, 2, 4, 2, 2]


async def test_one_item_that_does_not_fit_fails(executor: Executor) -> None:
    with pytest.raises(MemoryError):
        await batcher(Kitchen(room=0), executor).make("a", 1)


async def test_urgent_items_go_first(kitchen: Kitchen, executor: Executor) -> None:
    batches = batcher(kitchen, executor, at_most=2)
    kitchen.hold()
    turns = [(1, 2), (2, 2), (3, 0), (4, 1), (5, 0)]
    making = [asyncio.create_task(batches.make("a", i, Turn(rank))) for i, rank in turns]
    await asyncio.sleep(0)
    kitchen.release()

    await asyncio.gather(*making)

    assert kitchen.batches == [[3, 5], [4, 1], [2]]


async def test_communities_take_turns(kitchen: Kitchen, executor: Executor) -> None:
    batches = batcher(kitchen, executor, at_most=4)
    crowd = [batches.make("a", i, Turn(0, "crowd")) for i in range(6)]
    few = [batches.make("a", 10 + i, Turn(0, "few")) for i in (0, 1)]

    await asyncio.gather(*crowd, *few)

    assert kitchen.batches == [[0, 10, 1, 11], [2, 3, 4, 5]]


async def test_what_nobody_waits_for_is_not_made(kitchen: Kitchen, executor: Executor) -> None:
    batches = batcher(kitchen, executor)
    making = [asyncio.create_task(batches.make("a", i)) for i in range(3)]
    await asyncio.sleep(0)
    making[1].cancel()

    made = await asyncio.gather(*making, return_exceptions=True)

    assert made[0] == "a0"
    assert isinstance(made[1], asyncio.CancelledError)
    assert kitchen.batches == [[0, 2]]


async def test_while_one_batch_is_made_the_next_fills_up(kitchen: Kitchen) -> None:
    executor = Stepping()
    batches = Batcher(kitchen.run, executor, lambda key: 32, linger_s=0)
    first = asyncio.create_task(batches.make("a", 0))
    await executor.begun.wait()
    others = [asyncio.create_task(batches.make("a", i)) for i in (1, 2, 3)]
    await asyncio.sleep(0)

    executor.step()
    await first
    await executor.begun.wait()
    executor.step()
    await asyncio.gather(*others)

    assert kitchen.batches == [[0], [1, 2, 3]]


class Stepping(Executor):
    """Runs what was submitted when told to."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self._todo: list[tuple[Future[Any], Any, tuple[Any, ...]]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._todo.append((future, fn, args))
        self.begun.set()
        return future

    def step(self) -> None:
        self.begun.clear()
        future, fn, args = self._todo.pop(0)
        future.set_result(fn(*args))
