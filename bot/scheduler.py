"""What is due, read from the database: a restart loses none, and two bots do none of it twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock
from bot.storage.errors import DatabaseAwayError
from bot.storage.ports import Agenda, Due, LaterError

log = logging.getLogger(__name__)

Handler = Callable[[str], Awaitable[None]]
"""Does what is due under a key. It may be begun again after a crash, so doing it twice must do no harm."""

POLL_S = 0.5
LEASE = timedelta(seconds=60)
"""After this long, what was claimed and not finished is taken for lost with its process, and done again."""
AT_ONCE = 16
"""Due things handled side by side."""
TRIES = 20
"""A handler that failed this often, over two hours, is given up, with an error in the log."""
LONGEST_WAIT = timedelta(minutes=10)
"""Between two tries; a platform that comes back has its channels' questions closed by then."""


class Scheduler:
    """Calls the handler of whatever is due, the longest overdue first."""

    def __init__(self, agenda: Agenda, handlers: Mapping[str, Handler], clock: Clock) -> None:
        self._agenda, self._handlers, self._clock = agenda, handlers, clock

    async def run(self) -> None:
        """Look every half second until cancelled; what takes long keeps nothing else waiting."""
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                claimed = await self._claim_or_wait(AT_ONCE - len(under_way))
                for due in claimed:
                    task = asyncio.create_task(self._handle(due))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                if not claimed:
                    await asyncio.sleep(POLL_S)
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def tick(self) -> bool:
        """Handle what is due now; whether there was anything."""
        claimed = await self._claim(AT_ONCE)
        await asyncio.gather(*(self._handle(due) for due in claimed))
        return bool(claimed)

    async def _claim_or_wait(self, most: int) -> Sequence[Due]:
        """What is due; nothing while the database is away, since all of it waits there."""
        try:
            return await self._claim(most)
        except DatabaseAwayError:
            log.warning("the database is away; what is due waits for it")
            return ()

    async def _claim(self, most: int) -> Sequence[Due]:
        now = self._clock()
        return await self._agenda.claim(now, now + LEASE, most) if most else ()

    async def _handle(self, due: Due) -> None:
        """Do it and strike it off; while the database is away its lease runs out, and it is done again."""
        try:
            await self._tried(due)
        except DatabaseAwayError:
            log.warning("the database went away during a due %s; it is done again", due.kind)

    async def _tried(self, due: Due) -> None:
        try:
            await asyncio.wait_for(self._handlers[due.kind](due.key), LEASE.total_seconds() / 2)
        except DatabaseAwayError:
            raise
        except LaterError as later:
            await self._agenda.postpone(replace(due, tries=0), later.at)
        except Exception as error:  # noqa: BLE001 - one thing that fails must not keep the others waiting
            await self._failed(due, error)
        else:
            await self._agenda.done(due)

    async def _failed(self, due: Due, error: Exception) -> None:
        if due.tries < TRIES:
            log.warning("a due %s failed, try %d", due.kind, due.tries, exc_info=error)
            wait = min(timedelta(seconds=2**due.tries), LONGEST_WAIT)
            await self._agenda.postpone(due, self._clock() + wait)
        else:
            log.error("gave up a due %s after %d tries", due.kind, due.tries, exc_info=error)
            await self._agenda.done(due)
