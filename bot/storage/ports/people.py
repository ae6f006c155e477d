"""Who people are, and everything that is kept about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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


class Accounts(Protocol):
    """The accounts of a learner, and how two learners become one."""

    async def of(self, person: Person) -> Sequence[Person]:
        """Every account of whoever this person is, this one among them."""
        ...

    async def offer(self, person: Person, code: str, now: datetime, until: datetime) -> None:
        """Let whoever enters the code before `until` become one with this person; an earlier code holds no more."""
        ...

    async def behind(self, code: str, now: datetime) -> Sequence[Person]:
        """The accounts that a code stands for; none where it was used, is over, or never was one."""
        ...

    async def join(self, person: Person, code: str, now: datetime) -> bool:
        """Spend a code and become one with whom it stands for; of many callers at once, one is told True.

        Where both have something that one learner has once, such as an answer to one question of a round, the answer
        that came first and the vote that came last stay. One's own code is left unspent.
        """
        ...

    async def part(self, person: Person) -> None:
        """Make a learner of its own out of this account.

        Answers in a channel and rounds answered with this account alone go with it, what was set holds for both, all
        else stays.
        """
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
