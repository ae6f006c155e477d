"""Events that a platform delivers twice are acted on once, also while the database is away."""

from __future__ import annotations

import logging
from collections import OrderedDict
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.storage.errors import DatabaseAwayError
from bot.storage.ports import SeenEvents

log = logging.getLogger(__name__)

KEPT = timedelta(hours=1)
"""How long a platform may take to deliver an event again; Slack stops after some minutes."""
AT_MOST = 20_000
"""Events in memory, some 4 MB; more than five a second for an hour are dropped oldest first."""
_AT_ONCE = 20
"""Events written later, at each event after the database came back, so that nobody waits long."""


class Repeats:
    """Remembers events of the last hour in memory, and in the store for after a restart.

    Memory is asked first and without waiting, so that of two deliveries at the same moment one acts. Events that came
    while the database was away are written once it is back: a delivery after the next restart is a repeat too.
    """

    def __init__(self, seen: SeenEvents, clock: Clock) -> None:
        self._seen, self._clock = seen, clock
        self._recent: OrderedDict[str, datetime] = OrderedDict()
        self._unwritten: OrderedDict[str, datetime] = OrderedDict()

    async def first_time(self, event_id: str) -> bool:
        """Whether this event was not seen within the last hour."""
        now = self._clock()
        if not self._is_new(event_id, now):
            return False
        first = await self._write(event_id, now)
        if first is None:
            self._unwritten[event_id] = now
            return True
        await self._catch_up()
        return first

    def _is_new(self, event_id: str, now: datetime) -> bool:
        for events in (self._recent, self._unwritten):
            _forget(events, now)
        if event_id in self._recent:
            return False
        self._recent[event_id] = now
        return True

    async def _write(self, event_id: str, at: datetime) -> bool | None:
        """Whether the store had not seen the event; None while it is away."""
        try:
            return await self._seen.first_time(event_id, at)
        except DatabaseAwayError as error:
            if not self._unwritten:
                log.warning("repeats are told from memory: %s", type(error).__name__)
            return None

    async def _catch_up(self) -> None:
        for event_id, at in list(self._unwritten.items())[:_AT_ONCE]:
            if await self._write(event_id, at) is None:
                return
            self._unwritten.pop(event_id, None)


def _forget(events: OrderedDict[str, datetime], now: datetime) -> None:
    """Drop what is over an hour old, and the oldest where there would be too many."""
    while events and (len(events) >= AT_MOST or now - next(iter(events.values())) >= KEPT):
        events.popitem(last=False)
