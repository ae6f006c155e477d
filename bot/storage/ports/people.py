"""Who people are, and everything that is kept about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType, Protocol

from bot.chat.event import Person

LearnerId = NewType("LearnerId", int)
"""Who learns, however many accounts on however many platforms they have."""

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Learners(Protocol):
    """Who is who."""

    async def of(self, person: Person) -> LearnerId:
        """The learner this person is; made on first sight, always the same afterwards."""
        ...


class SettingsStore(Protocol):
    """What was set in chat, as opposed to the environment."""

    async def get(self, scope: str, name: str) -> Json:
        """The value of a setting; None when it was never put. `scope` is the key of a person, community or place."""
        ...

    async def put(self, scope: str, name: str, value: Json) -> None:
        """Set a value, in the place of an earlier one."""
        ...


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The receipt for what was kept about a person."""

    rows: Mapping[str, int]
    """How many rows went, by table."""
    blobs: tuple[str, ...]
    """Keys of files about this person only, which whoever keeps the files now deletes."""


class PersonalData(Protocol):
    """Everything that is kept about a person, whatever it is."""

    async def export(self, learner: LearnerId) -> Mapping[str, list[Mapping[str, Json]]]:
        """Every row about a learner by table; points in time as ISO 8601 in UTC."""
        ...

    async def forget(self, learner: LearnerId) -> Forgotten:
        """Delete every row about a learner; what others have a part in stays, without the learner."""
        ...

    async def owns_blob(self, learner: LearnerId, key: str) -> None:
        """Keep in mind that a file in the blob store is about this learner."""
        ...
