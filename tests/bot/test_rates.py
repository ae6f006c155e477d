from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.errors import ChatError
from bot.rates import MOST_KEYS, Rate, Rates

TWO_A_MINUTE = Rate(2, 60)


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_whoever_goes_too_fast_is_told_when_to_go_on_and_then_may() -> None:
    watch = Watch()
    rates = Rates(watch)
    rates.use("ana", TWO_A_MINUTE)
    watch.now += timedelta(seconds=20)
    rates.use("ana", TWO_A_MINUTE)

    with pytest.raises(ChatError, match="again in 40 seconds"):
        rates.use("ana", TWO_A_MINUTE)
    watch.now += timedelta(seconds=40)
    rates.use("ana", TWO_A_MINUTE)


def test_a_long_time_is_told_in_minutes() -> None:
    rates = Rates(Watch())
    rates.use("ana", Rate(1, 570))

    with pytest.raises(ChatError, match="again in 10 minutes"):
        rates.use("ana", Rate(1, 570))


def test_one_person_does_not_slow_another() -> None:
    rates = Rates(Watch())
    rates.use("ana", Rate(1, 60))

    rates.use("ben", Rate(1, 60))


def test_what_is_remembered_is_bounded() -> None:
    rates = Rates(Watch())

    for number in range(MOST_KEYS + 50):
        rates.use(str(number), TWO_A_MINUTE)

    assert len(rates._times) == MOST_KEYS
