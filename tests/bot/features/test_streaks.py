"""Streaks: which days count, what stands in for others, and that today ends none."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.features.streaks import MOST_FREEZES, Streak, reckon

FIRST = date(2026, 1, 1)
NOBODY: frozenset[date] = frozenset()


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def days(*numbers: int) -> set[date]:
    return set(map(day, numbers))


def test_without_an_answer_there_is_no_streak() -> None:
    assert reckon(NOBODY, NOBODY, FIRST) == Streak()


def test_days_in_a_row_make_a_streak_and_today_counts_once_it_has_an_answer() -> None:
    assert reckon(days(0, 1, 2), NOBODY, day(2)) == Streak(3, 3, answered_today=True)
    assert reckon(days(0, 1, 2), NOBODY, day(3)) == Streak(3, 3)


def test_a_day_without_an_answer_ends_it() -> None:
    assert reckon(days(0, 1, 2), NOBODY, day(4)) == Streak(0, 3)
    assert reckon(days(0, 1, 3), NOBODY, day(3)) == Streak(1, 2, answered_today=True)


def test_every_seventh_day_earns_a_freeze_which_stands_in_for_a_day() -> None:
    week = days(*range(7))

    assert reckon(week, NOBODY, day(7)).freezes == 1
    assert reckon(week, NOBODY, day(8)) == Streak(7, 7, 0, (day(7),))
    assert reckon(week, NOBODY, day(9)) == Streak(0, 7)
    assert reckon(week | days(8), NOBODY, day(8)).days == 8


def test_no_more_than_two_freezes_are_kept() -> None:
    assert reckon(days(*range(30)), NOBODY, day(29)).freezes == MOST_FREEZES


def test_freezes_go_with_the_streak_that_earned_them() -> None:
    after = reckon(days(*range(7), 10), NOBODY, day(10))

    assert (after.days, after.freezes, after.frozen) == (1, 0, ())


def test_an_excused_day_ends_nothing_and_takes_no_freeze() -> None:
    found = reckon(days(*range(7), 8), days(7), day(8))

    assert (found.days, found.freezes, found.excused) == (8, 1, (day(7),))


numbers = st.sets(st.integers(0, 40))


@given(numbers, numbers, st.integers(0, 45))
def test_a_streak_is_never_longer_than_the_days_with_an_answer(
    answered: set[int], excused: set[int], today: int
) -> None:
    found = reckon(days(*answered), days(*excused), day(today))

    assert 0 <= found.days <= found.best <= len({n for n in answered if n <= today})
    assert 0 <= found.freezes <= MOST_FREEZES
    assert not set(found.frozen) & (days(*answered) | days(*excused))


@given(numbers, st.integers(0, 40), st.integers(0, 45))
def test_an_excused_day_shortens_no_streak(answered: set[int], excused: int, today: int) -> None:
    without = reckon(days(*answered), NOBODY, day(today))

    assert reckon(days(*answered), days(excused), day(today)).days >= without.days
