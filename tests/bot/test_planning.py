"""Local hours over every kind of change of clocks. Dates and offsets: IANA time zone database 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.planning import Timetable

EVERY_DAY = frozenset(range(7))


def daily(at: str, zone: str) -> Timetable:
    return Timetable(time.fromisoformat(at), zone, EVERY_DAY)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "day", "expected"),
    [
        ("America/New_York", "09:00", "2026-03-07", "2026-03-07 14:00"),  # winter, UTC-5
        ("America/New_York", "09:00", "2026-03-08", "2026-03-08 13:00"),  # summer, UTC-4
        ("America/New_York", "02:30", "2026-03-08", "2026-03-08 07:30"),  # a gap: it is 03:30
        ("America/New_York", "01:30", "2026-11-01", "2026-11-01 05:30"),  # comes twice: the first
        ("Australia/Lord_Howe", "02:10", "2026-10-04", "2026-10-03 15:40"),  # a gap of 30 min
        ("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-04 14:45"),  # twice, 30 min apart
        ("Pacific/Apia", "09:00", "2011-12-29", "2011-12-29 19:00"),
        ("Pacific/Apia", "09:00", "2011-12-31", "2011-12-30 19:00"),  # 24 hours later
        ("Africa/Cairo", "00:30", "2026-04-24", "2026-04-23 22:30"),  # a gap at midnight
    ],
)
def test_a_post_is_due_at_its_local_hour(zone: str, at: str, day: str, expected: str) -> None:
    assert daily(at, zone).moment(date.fromisoformat(day)) == utc(expected)


def test_a_time_that_clocks_jump_over_is_later_by_the_jump() -> None:
    moment = daily("02:30", "America/New_York").moment(date(2026, 3, 8))

    assert moment
    assert moment.astimezone(ZoneInfo("America/New_York")).time() == time(3, 30)


def test_a_day_that_a_zone_left_out_has_no_post() -> None:
    apia = daily("09:00", "Pacific/Apia")

    assert apia.moment(date(2011, 12, 30)) is None
    assert [one.day.day for one in apia.following(utc("2011-12-28 20:00"), 3)] == [29, 31, 1]


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe", "Africa/Cairo"])
@pytest.mark.parametrize("at", ["00:15", "01:45", "02:15", "23:45"])
def test_a_year_has_one_post_for_every_date_in_order(zone: str, at: str) -> None:
    posts = daily(at, zone).between(utc("2025-12-31 00:00"), utc("2027-01-02 00:00"))
    of_2026 = [one for one in posts if one.day.year == 2026]

    assert [one.day for one in of_2026] == [
        date(2026, 1, 1) + timedelta(number) for number in range(365)
    ]
    assert [one.at for one in posts] == sorted({one.at for one in posts})


def test_days_off_have_no_post() -> None:
    weekdays = Timetable(time(9), "Europe/Berlin", frozenset(range(5)))

    days = [one.day for one in weekdays.following(utc("2026-01-08 12:00"), 3)]

    assert days == [date(2026, 1, 9), date(2026, 1, 12), date(2026, 1, 13)]


def test_what_is_due_now_is_not_due_later() -> None:
    nine = daily("09:00", "UTC")

    assert nine.between(utc("2026-01-05 09:00"), utc("2026-01-06 08:59")) == []
    assert len(nine.between(utc("2026-01-05 08:59"), utc("2026-01-06 09:00"))) == 2
