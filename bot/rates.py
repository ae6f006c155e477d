"""How often a person or a place may do something; whoever goes too fast is told when to go on."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from bot.chat.errors import ChatError
from bot.clock import Clock

MOST_KEYS = 10_000
"""Whoever was quiet longest is forgotten first."""

LONG_S = 120
"""From here on a time is told in minutes."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` times in any `seconds`."""

    count: int
    seconds: int


class Rates:
    """Counts in memory: after a restart everybody starts afresh."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: OrderedDict[str, deque[datetime]] = OrderedDict()

    def use(self, key: str, rate: Rate) -> None:
        """Count one use of what the key names.

        Raises:
            ChatError: it was used too often; says when to try again.
        """
        now, span = self._clock(), timedelta(seconds=rate.seconds)
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while times and times[0] <= now - span:
            times.popleft()
        if len(times) >= rate.count:
            wait_s = max(1, ceil((times[0] + span - now).total_seconds()))
            raise ChatError(f"That was a lot at once. Please try again in {_in_words(wait_s)}.")
        times.append(now)
        if len(self._times) > MOST_KEYS:
            self._times.popitem(last=False)


def _in_words(wait_s: int) -> str:
    """A time that is over after that long, in whole minutes where it is a long one."""
    count, unit = (wait_s, "second") if wait_s <= LONG_S else (ceil(wait_s / 60), "minute")
    return f"{count} {unit}{'s' * (count > 1)}"
