from __future__ import annotations

import asyncio

from generators.waiting import AloneOrTogether, OneByOne, PerOwner


class Visitors:
    """Who is inside, in the order they came in; everybody stays until let out."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self._doors: dict[str, asyncio.Event] = {}

    async def stay(self, name: str) -> None:
        self.inside.append(name)
        self._doors[name] = asyncio.Event()
        await self._doors[name].wait()

    async def let_out(self, name: str) -> None:
        self._doors[name].set()
        await settled()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_two_of_one_owner_are_let_in_and_any_others() -> None:
    visitors, places = Visitors(), PerOwner(2)

    async def visit(owner: str, name: str) -> None:
        async with places.turn(owner):
            await visitors.stay(name)

    coming = [("ana", "a1"), ("ana", "a2"), ("ana", "a3"), ("bob", "b1")]
    tasks = [asyncio.create_task(visit(*each)) for each in coming]
    await settled()
    assert visitors.inside == ["a1", "a2", "b1"]

    await visitors.let_out("a1")
    assert visitors.inside == ["a1", "a2", "b1", "a3"]
    for name in ("a2", "a3", "b1"):
        await visitors.let_out(name)
    await asyncio.gather(*tasks)


async def test_one_is_let_in_at_a_time_who_was_interrupted_most_first() -> None:
    visitors, line = Visitors(), OneByOne()

    async def visit(runs: int, name: str) -> None:
        async with line.turn(runs):
            await visitors.stay(name)

    coming = [(1, "first"), (1, "second"), (2, "often"), (1, "third")]
    tasks = [asyncio.create_task(visit(*each)) for each in coming]
    await settled()

    for name in ("first", "often", "second", "third"):
        assert visitors.inside[-1] == name
        await visitors.let_out(name)
    await asyncio.gather(*tasks)


async def test_who_leaves_the_line_does_not_hold_it_up() -> None:
    visitors, line = Visitors(), OneByOne()

    async def visit(name: str) -> None:
        async with line.turn(1):
            await visitors.stay(name)

    tasks = [asyncio.create_task(visit(name)) for name in ("a", "b", "c", "d")]
    await settled()
    tasks[1].cancel()
    visitors._doors["a"].set()
    await asyncio.sleep(0)
    tasks[2].cancel()  # in the moment it is its turn
    await settled()

    assert visitors.inside == ["a", "d"]
    await visitors.let_out("d")
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_wants_to_be_alone_waits_for_all_and_lets_nobody_pass() -> None:
    visitors, floor = Visitors(), AloneOrTogether()

    async def visit(name: str, *, alone: bool = False) -> None:
        async with floor.alone() if alone else floor.together():
            await visitors.stay(name)

    tasks = [asyncio.create_task(visit(name)) for name in ("a", "b")]
    tasks.append(asyncio.create_task(visit("hermit", alone=True)))
    tasks += [asyncio.create_task(visit(name)) for name in ("c", "d")]
    await settled()
    assert visitors.inside == ["a", "b"]

    await visitors.let_out("a")
    assert visitors.inside == ["a", "b"]
    await visitors.let_out("b")
    assert visitors.inside == ["a", "b", "hermit"]
    await visitors.let_out("hermit")
    assert visitors.inside == ["a", "b", "hermit", "c", "d"]
    for name in ("c", "d"):
        await visitors.let_out(name)
    await asyncio.gather(*tasks)


async def test_who_gives_up_being_alone_lets_the_others_pass() -> None:
    visitors, floor = Visitors(), AloneOrTogether()

    async def visit(name: str, *, alone: bool = False) -> None:
        async with floor.alone() if alone else floor.together():
            await visitors.stay(name)

    tasks = [asyncio.create_task(visit("a")), asyncio.create_task(visit("hermit", alone=True))]
    tasks.append(asyncio.create_task(visit("b")))
    await settled()
    tasks[1].cancel()
    await settled()

    assert visitors.inside == ["a", "b"]
    for name in ("a", "b"):
        await visitors.let_out(name)
    await asyncio.gather(*tasks, return_exceptions=True)
