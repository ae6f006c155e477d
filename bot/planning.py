"""When a channel's daily post is due: a local hour on chosen days, whatever the clocks there do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_MOST_DAYS = 400
"""Days that are looked through; a timetable has a day within a week."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The post of one local date."""

    day: date
    at: datetime
    """In UTC."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """A local time in a zone, on some days of the week (0 is Monday)."""

    at: time
    zone: str
    days: frozenset[int]

    def moment(self, day: date) -> datetime | None:
        """When the post of a local date is due; None on a day off, or that its zone left out.

        A time that clocks jump over is later by the jump; of one that comes twice it is the first (PEP 495, fold=0).
        """
        zone = ZoneInfo(self.zone)
        if day.weekday() not in self.days or not _exists(day, zone):
            return None
        return datetime.combine(day, self.at, zone).astimezone(UTC)

    def after(self, moment: datetime) -> Iterator[Occurrence]:
        """Every post that is due later than a moment, in order."""
        first = moment.astimezone(ZoneInfo(self.zone)).date() - _DAY
        for number in range(_MOST_DAYS):
            day = first + number * _DAY
            at = self.moment(day)
            if at is not None and at > moment:
                yield Occurrence(day, at)

    def between(self, after: datetime, until: datetime) -> list[Occurrence]:
        """Every post that is due later than `after` and not later than `until`."""
        return list(takewhile(lambda one: one.at <= until, self.after(after)))

    def following(self, after: datetime, count: int) -> list[Occurrence]:
        """The next posts."""
        return list(islice(self.after(after), count))


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Whether a zone had any of this day: Apia went from 29 to 31 December 2011."""
    ends = (datetime.combine(day, hour, zone) for hour in (time.min, time.max))
    return any(local.astimezone(UTC).astimezone(zone).date() == day for local in ends)
