"""From finished jobs to replies in the place that asked.

Nothing is kept here that would be missed: after a restart the engine still lists every job whose end nobody has seen.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.arriving import NotYetError
from bot.border import wordless
from bot.chat.errors import ChatError
from bot.chat.platform import MessageRef, Poster
from bot.chat.reply import Reply
from bot.clock import Clock
from bot.features.ordering import ReplyTo
from bot.keeping import keep
from bot.storage.errors import DatabaseAwayError
from bot.storage.ports import Learners, PersonalData
from generators.blobs import BlobStore
from generators.engine import Job, JobEngine, JobError, JobsAwayError, Progress, Result, Status

log = logging.getLogger(__name__)

POLL_S = 0.25
EDITS_APART = timedelta(seconds=2)
"""Between two changes of a message while its job runs; the end is shown at once."""
TOKEN_LIVES = timedelta(minutes=14)
"""How long the answer to a command can be changed: Discord's 15 minutes, less one to be sure."""
ARRIVED = timedelta(seconds=10)
"""An answer younger than this that cannot be changed has not arrived yet; a later one is gone."""
TRY_SOON, TRY_AGAIN = timedelta(seconds=0.5), timedelta(seconds=30)
"""Before a message that could not be changed, or posted, is tried again."""
GIVEN_UP = timedelta(days=1)
"""A result that could not be posted this long after it was asked for is left undelivered."""


class Presenter(Protocol):
    """How one kind of job looks in chat."""

    async def underway(self, status: Status, progress: Progress | None) -> Reply:
        """A job that waits or runs."""
        ...

    async def finished(self, job: Job, result: Result) -> Reply:
        """What it made."""
        ...

    async def failed(self, job: Job, words: str, *, cancelled: bool) -> Reply:
        """Why it made nothing, and what to do instead."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What deliveries write to besides the chat."""

    blobs: BlobStore
    learners: Learners
    personal: PersonalData


@dataclass(slots=True)
class _Shown:
    """What a job's message shows, as far as this process knows."""

    message: MessageRef | None = None
    state: object = None
    at: datetime | None = None
    """When it was last looked at."""
    not_before: datetime | None = None


@dataclass
class Deliveries:
    """Watches jobs and shows how they go, in the answer to the command while that can be changed, else in a message.

    The message has the job's id as its key, so a crash between posting and settling does not post it twice.
    """

    jobs: JobEngine
    poster: Poster
    presenters: Mapping[str, Presenter]
    kept: Kept
    clock: Clock
    here: Collection[str] | None = None
    """Platforms this process is connected to; jobs from elsewhere are left to the process that is. None: all."""
    _shown: dict[str, _Shown] = field(default_factory=dict)

    async def run(self) -> None:
        """Look four times a second until cancelled; while a database is away, wait for it."""
        while True:
            try:
                await self.tick()
            except (JobsAwayError, DatabaseAwayError):
                log.warning("the database of jobs is away; results wait for it")
            await asyncio.sleep(POLL_S)

    async def tick(self) -> None:
        """Show what has changed."""
        unsettled = [each for each in await self.jobs.list_unfinished() if self._is_ours(each)]
        ids = {status.id for status in unsettled}
        self._shown = {key: shown for key, shown in self._shown.items() if key in ids}
        await asyncio.gather(*(self._guarded(status) for status in unsettled))

    def _is_ours(self, status: Status) -> bool:
        back = ReplyTo.of(status.job)
        return self.here is None or back is None or back.where.platform in self.here

    async def _guarded(self, status: Status) -> None:
        """Look after one job; one that breaks must not keep the others waiting."""
        shown = self._shown.setdefault(status.id, _Shown())
        if shown.not_before and self.clock() < shown.not_before:
            return
        try:
            await self._look_after(status, shown)
        except (JobsAwayError, DatabaseAwayError):
            raise
        except NotYetError:
            shown.at = None  # it is looked at again in the next round
        except Exception as error:  # noqa: BLE001 - the border of one job
            await self._put_off(status, shown, error)

    async def _put_off(self, status: Status, shown: _Shown, error: Exception) -> None:
        back = ReplyTo.of(status.job)
        age = self.clock() - back.asked_at if back else GIVEN_UP
        if age < GIVEN_UP:
            _note(status.id, error)
            shown.not_before = self.clock() + (TRY_SOON if age < ARRIVED else TRY_AGAIN)
            return
        log.error("job %s is given up: %s", status.id, type(error).__name__)
        await self.jobs.settle(status.id)

    async def _look_after(self, status: Status, shown: _Shown) -> None:
        back, presenter = ReplyTo.of(status.job), self.presenters.get(status.job.kind)
        if back is None or presenter is None:
            return
        if status.state in ("waiting", "running"):
            await self._show_progress(status, back, presenter, shown)
            return
        await self._show(status.id, back, shown, await self._end(status, back, presenter))
        await self.jobs.settle(status.id)

    async def _end(self, status: Status, back: ReplyTo, presenter: Presenter) -> Reply:
        """The card of a job that ended, its files noted as the person's."""
        try:
            result = await self.jobs.result(status.id)
        except JobsAwayError:
            raise
        except JobError as error:
            cancelled = status.state == "cancelled"
            return await presenter.failed(status.job, str(error), cancelled=cancelled)
        learner = await self.kept.learners.of(back.who)
        for key in result.blobs:
            await self.kept.personal.owns_blob(learner, key)
        return await presenter.finished(status.job, result)

    async def _show_progress(
        self, status: Status, back: ReplyTo, presenter: Presenter, shown: _Shown
    ) -> None:
        now, is_first = self.clock(), shown.at is None
        if shown.at and now - shown.at < EDITS_APART:
            return
        shown.at = now
        progress = await self.jobs.progress(status.id) if status.state == "running" else None
        state = (status.state, status.ahead, status.worker_up, progress)
        is_told = is_first and status.state == "waiting"  # by the answer to the command
        if state != shown.state and not is_told:
            await self._show(status.id, back, shown, await presenter.underway(status, progress))
        shown.state = state

    async def _show(self, key: str, back: ReplyTo, shown: _Shown, reply: Reply) -> None:
        """Put the reply where the job is shown."""
        await keep(reply, self.kept.blobs)
        age = self.clock() - back.asked_at
        if back.answer_id and age < TOKEN_LIVES:
            try:
                return await self.poster.edit(MessageRef(back.where, back.answer_id), reply)
            except NotYetError:
                raise
            except ChatError:
                if age < ARRIVED:
                    raise
                log.info("the answer to job %s cannot be changed; it is posted", key)
        known = shown.message or await self.poster.find(back.where, key)
        if known:
            await self.poster.edit(known, reply)
        shown.message = known or await self.poster.send(back.where, reply, key)
        return None


def _note(job: str, error: Exception) -> None:
    """Log why a job is not shown yet: a refusal shortly, anything else with where it came from."""
    if isinstance(error, ChatError):
        log.info("job %s is not shown yet: it cannot be posted", job)
        return
    cause = (type(error), wordless(error), error.__traceback__)
    log.error("job %s is not shown yet", job, exc_info=cause)
