"""Asking the worker for something on behalf of a person, so that the result finds the way back to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self

from bot.chat.errors import ChatError, StaleError
from bot.chat.event import Event, Person, Place
from bot.clock import Clock
from bot.rates import Rate, Rates
from generators.engine import (
    Job,
    JobEngine,
    JobError,
    Json,
    NoSuchJobError,
    Priority,
    Result,
    Status,
)

ORDERS = Rate(20, 60)
"""Jobs that a person asks for."""
AGAIN = "What was made then is no longer kept. Please start again with the command."


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Whom a job is for, and where it belongs; it travels in the job."""

    who: Person
    where: Place
    answer_id: str
    """The message that answered the person; empty where none can be changed."""
    asked_at: datetime

    def to_json(self) -> dict[str, Json]:
        """As plain data."""
        return asdict(self) | {"asked_at": self.asked_at.isoformat()}

    @classmethod
    def of(cls, job: Job) -> Self | None:
        """What `to_json` wrote into a job; None for a job that came from elsewhere."""
        match job.reply_to:
            case {
                "who": dict(who),
                "where": dict(where),
                "answer_id": str(answer),
                "asked_at": str(at),
            }:
                person, place = Person(**who), Place(**where)
                return cls(person, place, answer, datetime.fromisoformat(at))
            case _:
                return None


class Ordering:
    """Orders jobs and looks them up; what the engine refuses is said in chat."""

    def __init__(self, jobs: JobEngine, clock: Clock) -> None:
        self._jobs, self._clock, self._rates = jobs, clock, Rates(clock)

    async def order(
        self,
        event: Event,
        kind: str,
        options: Mapping[str, Json],
        priority: Priority = "interactive",
    ) -> Status:
        """Ask for a job; the same event again is the same job.

        Raises:
            ChatError: this person has too many under way or asks too often, or the jobs cannot be reached.
        """
        self._rates.use(f"order {event.who.key}", ORDERS)
        back = ReplyTo(event.who, event.where, event.answer_id, self._clock())
        job = Job(
            kind,
            options,
            owner=event.who.key,
            community=f"{event.where.platform}:{event.where.community or event.where.channel}",
            key=job_key(event),
            priority=priority,
            reply_to=back.to_json(),
        )
        try:
            return await self._jobs.enqueue(job)
        except JobError as error:
            raise ChatError(str(error)) from error

    async def status(self, key: str) -> Status:
        """The job of a button.

        Raises:
            StaleError: it is not kept any more.
        """
        try:
            found = await self._jobs.status([key])
        except JobError as error:
            raise ChatError(str(error)) from error
        if key not in found:
            raise StaleError(AGAIN)
        return found[key]

    async def result(self, key: str) -> Result:
        """What the job of a button made.

        Raises:
            StaleError: it is not kept any more.
        """
        try:
            return await self._jobs.result(key)
        except NoSuchJobError:
            raise StaleError(AGAIN) from None
        except JobError as error:
            raise ChatError(str(error)) from error

    async def cancel(self, event: Event, key: str) -> bool:
        """Stop a job of this person's; False when it is not theirs or has ended."""
        try:
            return await self._jobs.cancel(key, event.who.key)
        except JobError as error:
            raise ChatError(str(error)) from error

    async def unfinished(self) -> list[Status]:
        """Every job that nobody has seen the end of, in the order they were asked for."""
        try:
            return list(await self._jobs.list_unfinished())
        except JobError as error:
            raise ChatError(str(error)) from error

    async def newest(self, who: Person, most: int) -> list[Status]:
        """A person's last jobs, whatever became of them, the newest first."""
        try:
            return list(await self._jobs.newest(who.key, most))
        except JobError as error:
            raise ChatError(str(error)) from error


def job_key(event: Event) -> str:
    """The id of the job an event asks for."""
    return sha256(event.id.encode()).hexdigest()[:20]
