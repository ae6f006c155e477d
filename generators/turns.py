"""When a job that this worker has claimed may run in it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from generators.away import reason
from generators.engine import MOST_RUNNING, JobError
from generators.jobs_database import POLL_S
from generators.tending import Tending
from generators.waiting import AloneOrTogether, OneByOne, PerOwner

_log = logging.getLogger(__name__)
T = TypeVar("T")

RUNS = 3
"""A job during which its worker died this often is given up."""
_GIVEN_UP = (
    f"The worker died {RUNS} times while it made this, so it was given up. Try other options."
)


class Turns:
    """Lets jobs run so that no person has more than their share, and each job answers for itself alone."""

    def __init__(self, tending: Tending) -> None:
        self._tending = tending
        self._by_owner = PerOwner(MOST_RUNNING)
        self._suspects, self._floor = OneByOne(), AloneOrTogether()
        self.begun: set[str] = set()
        """What runs now."""

    @asynccontextmanager
    async def turn(self, job: str, owner: str) -> AsyncIterator[None]:
        """Wait until a job may run, and count the run. End it when what the job came to is written down.

        When a worker dies, any of the jobs it ran may have killed it. They run again one by one, and for the last
        time alone: so a job is given up only when its worker died while nothing else ran.

        Raises:
            JobError: it was begun as often as a job may be.
        """
        async with AsyncExitStack() as held:
            await held.enter_async_context(self._by_owner.turn(owner))
            runs = await self._place(job, owner)
            if runs >= RUNS:
                raise JobError(_GIVEN_UP)
            if runs:
                await held.enter_async_context(self._suspects.turn(runs))
            await held.enter_async_context(self._among(runs))
            await until_reached(lambda: self._tending.begin(job))
            self.begun.add(job)
            held.callback(self.begun.discard, job)
            yield

    async def _place(self, job: str, owner: str) -> int:
        """Wait until this person has less than their share in all workers; how often the job was begun."""
        while True:
            runs = await until_reached(lambda: self._tending.place(job, owner))
            if runs is not None:
                return runs
            await asyncio.sleep(POLL_S)

    def _among(self, runs: int) -> AbstractAsyncContextManager[None]:
        return self._floor.alone() if runs == RUNS - 1 else self._floor.together()


async def until_reached(work: Callable[[], T]) -> T:
    """What the database answers, however long it is away."""
    while True:
        try:
            return await asyncio.to_thread(work)
        except DBAPIError as error:
            _log.warning("The database of jobs: %s", reason(error) or type(error).__name__)
            await asyncio.sleep(1)
