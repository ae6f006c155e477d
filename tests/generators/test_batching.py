"""What every batcher promises, the local one and the tier on Ray Serve: the same words, run against both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from generators.batcher import Batcher, Batching, Turn
from generators.engine import JobError

pytestmark = pytest.mark.filterwarnings(
    "default"
)  # what Ray does with pydantic and sockets is Ray's


def cook(key: str, items: Sequence[int]) -> list[str]:
    """13 cannot be made; more than three at once do not fit, nor does 99 alone."""
    if len(items) > 3 or 99 in items:
        raise MemoryError
    if 13 in items:
        raise JobError("13 cannot be made.")
    return [f"{key}{item}" for item in items]


def kitchen() -> Callable[[str, Sequence[int]], Sequence[str]]:
    """Called where the items are to be made."""
    return cook


def four(key: str) -> int:
    return 4


@pytest.fixture(scope="module")
def tier() -> Iterator[Batching[str, int, str]]:
    if find_spec("ray") is None:
        pytest.skip("Ray is not installed: pip install -e '.[ray]'")
    from generators.ray_tier import RayBatches

    batches: RayBatches[str, int, str] = RayBatches("local", kitchen, four)
    yield batches
    batches.close()


@pytest.fixture(params=["local", "ray"])
def batches(request: pytest.FixtureRequest) -> Batching[str, int, str]:
    found: Batching[str, int, str] = (
        Batcher(cook, ThreadPoolExecutor(1), four)
        if request.param == "local"
        else request.getfixturevalue("tier")
    )
    return found


async def test_everybody_gets_what_they_asked_for(batches: Batching[str, int, str]) -> None:
    turns = [Turn(i % 3, f"guild {i % 5}") for i in range(14, 54)]

    made = await asyncio.gather(
        *(batches.make("ab"[i % 2], i, turn) for i, turn in enumerate(turns, 14))
    )

    assert made == [f"{'ab'[i % 2]}{i}" for i in range(14, 54)]


async def test_a_bad_item_fails_alone_and_in_its_own_words(
    batches: Batching[str, int, str],
) -> None:
    wanted = (batches.make("a", i) for i in range(10, 18))

    made = await asyncio.gather(*wanted, return_exceptions=True)

    assert [str(each) for each in made] == [
        "13 cannot be made." if i == 13 else f"a{i}" for i in range(10, 18)
    ]
    assert isinstance(made[3], JobError)


async def test_what_does_not_fit_even_alone_fails_alone(batches: Batching[str, int, str]) -> None:
    wanted = (batches.make("a", i) for i in (1, 99, 2))

    made = await asyncio.gather(*wanted, return_exceptions=True)

    assert made[::2] == ["a1", "a2"]
    assert isinstance(made[1], MemoryError)


async def test_after_a_failure_it_goes_on(batches: Batching[str, int, str]) -> None:
    with pytest.raises(JobError):
        await batches.make("a", 13)

    assert await batches.make("a", 14) == "a14"
