"""What people asked the worker for, as something that is kept about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from bot.chat.event import Person
from generators.engine import PersonalJobs


class KeptJobs:
    """Fills in `Keeper` with a person's jobs; their files are kept track of with the person's other files."""

    keeps = "jobs"

    def __init__(self, jobs: PersonalJobs) -> None:
        self._jobs = jobs

    async def kept_of(self, person: Person) -> Sequence[Mapping[str, object]]:
        """Every job of a person: what was asked for, how far it is, and what it made; not the key to the answer."""
        return [
            {
                "asked": {"kind": status.job.kind, "options": dict(status.job.options)},
                "state": status.state,
                "made": result and asdict(result),
            }
            for status, result in await self._jobs.of(person.key)
        ]

    async def forget(self, person: Person) -> int:
        """Stop and remove every job of a person."""
        return await self._jobs.forget(person.key)
