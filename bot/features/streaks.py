"""How many days in a row: counted from the days with an answer, so that nothing has to be kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

EARNED_EVERY, MOST_FREEZES = 7, 2
"""Days of a streak that earn a freeze, and how many freezes one can have."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """A streak as it stands on a day."""

    days: int = 0
    """Days with an answer in it; freezes and excused days are no such days."""
    best: int = 0
    freezes: int = 0
    """Left for days to come."""
    frozen: tuple[date, ...] = ()
    """Days of this streak for which a freeze stood in."""
    excused: tuple[date, ...] = ()
    """Days of this streak without an answer that do not count against anybody."""
    answered_today: bool = False


def reckon(answered: Collection[date], excused: Collection[date], today: date) -> Streak:
    """The streak on `today`, which is not over yet and so ends none."""
    now = Streak(answered_today=today in answered)
    day = min(answered, default=today)
    while day <= today:
        now = _after(now, day, answered, excused) if day < today or day in answered else now
        day += _DAY
    return now


def _after(now: Streak, day: date, answered: Collection[date], excused: Collection[date]) -> Streak:
    """The streak once a day is over, or was answered on."""
    if day in answered:
        days = now.days + 1
        earned = days % EARNED_EVERY == 0
        freezes = min(MOST_FREEZES, now.freezes + earned)
        return replace(now, days=days, best=max(now.best, days), freezes=freezes)
    if day in excused:
        return replace(now, excused=(*now.excused, day))
    if now.freezes:
        return replace(now, freezes=now.freezes - 1, frozen=(*now.frozen, day))
    return Streak(best=now.best, answered_today=now.answered_today)
