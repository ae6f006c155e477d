from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot import repeats
from bot.repeats import Repeats
from bot.storage.errors import DatabaseAwayError
from tests.fakes import MemorySeenEvents

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Flaky(MemorySeenEvents):
    """A store that is away when it is told to be, and counts what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.asked = 0

    async def first_time(self, event_id: str, now: datetime) -> bool:
        self.asked += 1
        if self.away:
            raise DatabaseAwayError
        return await super().first_time(event_id, now)


async def test_a_repeat_within_the_hour_does_not_even_ask_the_store() -> None:
    store = Flaky()
    seen = Repeats(store, lambda: NOON)

    assert [await seen.first_time("a"), await seen.first_time("a")] == [True, False]
    assert store.asked == 1


async def test_what_another_process_handled_is_a_repeat() -> None:
    store = MemorySeenEvents()
    await Repeats(store, lambda: NOON).first_time("a")

    assert not await Repeats(store, lambda: NOON).first_time("a")


async def test_the_store_learns_all_it_missed_a_few_at_each_event() -> None:
    store = Flaky()
    seen = Repeats(store, lambda: NOON)
    store.away = True
    for number in range(50):
        assert await seen.first_time(f"away {number}")

    store.away, store.asked = False, 0
    for number in range(3):
        assert await seen.first_time(f"back {number}")

    assert store.asked == 3 + 50
    fresh = Repeats(store, lambda: NOON)
    assert not any([await fresh.first_time(f"away {number}") for number in range(50)])


async def test_what_was_missed_is_not_written_when_it_is_over_an_hour_old() -> None:
    store = Flaky()
    now = NOON
    seen = Repeats(store, lambda: now)
    store.away = True
    await seen.first_time("old")

    store.away, store.asked, now = False, 0, NOON + timedelta(hours=1)
    await seen.first_time("new")

    assert store.asked == 1


async def test_memory_holds_no_more_than_its_bound() -> None:
    seen = Repeats(MemorySeenEvents(), lambda: NOON)
    seen._recent.update({str(n): NOON for n in range(repeats.AT_MOST + 5)})

    assert await seen.first_time("one more")
    assert len(seen._recent) == repeats.AT_MOST
