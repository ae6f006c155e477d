"""Time zones by their IANA names, which know when clocks change; offsets and abbreviations do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from bot.chat.errors import ChatError
from bot.chat.reply import Choice

_MOST = 25
_FIRST = (
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Africa/Lagos",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "UTC",
)
"""Offered before anything is typed."""
_MEANT = {
    **dict.fromkeys(("CET", "CEST", "MET", "MEZ", "MESZ"), "Europe/Berlin"),
    **dict.fromkeys(("EET", "EEST"), "Europe/Athens"),
    **dict.fromkeys(("WET", "WEST"), "Europe/Lisbon"),
    **dict.fromkeys(("GMT", "BST"), "Europe/London"),
    **dict.fromkeys(("EST", "EDT", "EST5EDT", "ET"), "America/New_York"),
    **dict.fromkeys(("CST", "CDT", "CST6CDT", "CT"), "America/Chicago"),
    **dict.fromkeys(("MST", "MDT", "MST7MDT", "MT"), "America/Denver"),
    **dict.fromkeys(("PST", "PDT", "PST8PDT", "PT"), "America/Los_Angeles"),
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    "HST": "Pacific/Honolulu",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "MSK": "Europe/Moscow",
    "SGT": "Asia/Singapore",
}
"""A place for the abbreviations people write."""
_NO_PLACE = ("Etc/", "SystemV/", "posix/", "right/")
_OFFSET = re.compile(r"(utc|gmt|z)?\s*[+\-−]\s*\d.*|etc/.*", re.IGNORECASE)


def read_zone(text: str) -> str:
    """The name of the zone that is meant: a name in any case, or a city that only one zone is named after.

    Raises:
        ChatError: it is an offset, an abbreviation or no zone; it says what to write instead.
    """
    wanted = "_".join(text.split()).casefold()
    if known := _by_name().get(wanted):
        return known
    if meant := _MEANT.get(text.strip().upper()):
        raise ChatError(
            f"{text.strip().upper()} does not say when clocks change. Write a place, such as {meant}."
        )
    if _OFFSET.fullmatch(text.strip()):
        raise ChatError(
            "An offset is wrong for half the year where clocks change. "
            "Write a place, such as Europe/Berlin."
        )
    cities = [name for name in names() if name.casefold().rpartition("/")[2] == wanted]
    if len(cities) == 1:
        return cities[0]
    raise ChatError(_unknown(wanted))


def offered_zones(typed: str) -> Sequence[Choice]:
    """Zones to offer for the letters typed so far, at most 25."""
    wanted = "_".join(typed.split()).casefold()
    if not wanted:
        return [Choice(name, name) for name in _FIRST]
    meant = [place for short, place in _MEANT.items() if short.casefold() == wanted]
    found = sorted(
        (name for name in names() if wanted in name.casefold()),
        key=lambda name: (not name.casefold().rpartition("/")[2].startswith(wanted), name),
    )
    return [Choice(name, name) for name in dict.fromkeys((*meant, *found))][:_MOST]


@cache
def names() -> tuple[str, ...]:
    """Every zone with a place in its name, and UTC."""
    every = files("tzdata").joinpath("zones").read_text("utf-8").split()
    return ("UTC", *(name for name in every if "/" in name and not name.startswith(_NO_PLACE)))


@cache
def _by_name() -> dict[str, str]:
    return {name.casefold(): name for name in names()}


def _unknown(wanted: str) -> str:
    near = [choice.value for choice in offered_zones(wanted)[:3]]
    such = f"Did you mean {', '.join(near)}?" if near else "Such as Europe/Berlin or Asia/Tokyo."
    return f"There is no time zone of that name. {such}"
