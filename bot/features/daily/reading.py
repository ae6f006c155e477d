"""What people write about hours, days and topics, read and written."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import time

from bot.chat.errors import ChatError
from bot.chat.reply import Choice

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_DAY, WORKDAYS, WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset((5, 6))
_NAMED = {
    **dict.fromkeys(("every day", "everyday", "daily", "all", "all days"), EVERY_DAY),
    **dict.fromkeys(("weekdays", "workdays", "working days", "monday to friday"), WORKDAYS),
    **dict.fromkeys(("weekend", "weekends"), WEEKEND),
}
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:-|–|\bto\b)\s*")


def read_time(text: str) -> time:
    """A time of day: "9", "09:00", "9.30", "9 pm".

    Raises:
        ChatError: it is none.
    """
    found = _TIME.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if found and (half := (found[3] or "").lower()):
        hour = hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise ChatError("time is an hour of the day there, such as 09:00 or 17:30.")
    return time(hour, minute)


def read_days(text: str) -> frozenset[int]:
    """Days of the week: "every day", "weekdays", "mon wed fri", "tue to thu"; 0 is Monday.

    Raises:
        ChatError: a word is no day.
    """
    wanted = " ".join(text.casefold().split())
    if not wanted:
        return EVERY_DAY
    if wanted in _NAMED:
        return _NAMED[wanted]
    parts = [part for part in re.split(r"[\s,;+&]+", _RANGE.sub("-", wanted)) if part != "and"]
    return frozenset(day for part in parts if part for day in _days(part))


def days_in_words(days: Collection[int]) -> str:
    """Days of the week as people say them."""
    match frozenset(days):
        case named if named == EVERY_DAY:
            return "every day"
        case named if named == WORKDAYS:
            return "Monday to Friday"
        case named:
            return ", ".join(DAYS[day] for day in sorted(named))


def offered_days(typed: str) -> Sequence[Choice]:
    """Days to offer for the letters typed so far."""
    labels = ("Every day", "Monday to Friday", "Weekend", "Monday, Wednesday, Friday", *DAYS)
    return [Choice(label, label) for label in labels if typed.casefold() in label.casefold()]


def read_topics(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Topics of the bank, with commas or spaces between; none for all of them.

    Raises:
        ChatError: the bank has no such topic; it names them all.
    """
    wanted = [word for word in re.split(r"[\s,;]+", text.casefold()) if word]
    if "all" in wanted:
        return ()
    for word in wanted:
        if word not in known:
            raise ChatError(f"There is no topic of that name. Topics are {', '.join(known)}.")
    return tuple(dict.fromkeys(wanted))


def offered_topics(typed: str, known: Sequence[str]) -> Sequence[Choice]:
    """Topics to offer for the last word typed, after those that stand there already."""
    before, _, begun = typed.casefold().rpartition(",")
    given = [word.strip() for word in before.split(",") if word.strip()]
    left = [topic for topic in known if topic not in given and begun.strip() in topic]
    return [Choice(label, label) for label in (", ".join([*given, one]) for one in left)]


def _days(part: str) -> frozenset[int]:
    first, _, last = part.partition("-")
    begin = _day(first)
    end = _day(last) if last else begin
    return frozenset((begin + n) % 7 for n in range((end - begin) % 7 + 1))


def _day(word: str) -> int:
    """The day that a word begins: two letters are enough."""
    found = [
        n for n, day in enumerate(DAYS) if len(word) >= 2 and day.casefold().startswith(word[:9])
    ]
    if len(found) != 1:
        raise ChatError("days are such as every day, weekdays, or mon wed fri.")
    return found[0]
