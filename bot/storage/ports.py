"""What features ask of storage. `Sql…` fills it in; `Memory…` in tests/fakes.py does so for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType, Protocol

from bot.chat.event import Person, Place
from bot.chat.platform import MessageRef

LearnerId = NewType("LearnerId", int)
"""Who learns, however many accounts on however many platforms they have."""

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What people voted about one entry that somebody found not helpful."""

    entry_id: str
    helpful: int
    not_helpful: int
    reasons: tuple[str, ...]
    """Why it was not helpful, newest first."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that the bank does not answer."""

    text: str
    """As most people typed it."""
    people: int
    times: int
    last_at: datetime
    nearest_topics: tuple[str, ...]
    """What came nearest when it was asked last."""


class Learners(Protocol):
    """Who is who."""

    async def of(self, person: Person) -> LearnerId:
        """The learner this person is; made on first sight, always the same afterwards."""
        ...


class SeenEvents(Protocol):
    """Which events were handled already: platforms deliver some twice."""

    async def first_time(self, event_id: str, now: datetime) -> bool:
        """Whether this event was not seen within the last hour; of many callers at once, one is told so."""
        ...


class Feedback(Protocol):
    """What people think of the bank's entries: one vote per learner and entry."""

    async def add(
        self, learner: LearnerId, entry_id: str, helpful: bool, reason: str | None, now: datetime
    ) -> None:
        """Vote. It replaces the learner's earlier vote; without a reason, that of the same vote is kept."""
        ...

    async def most_complained(self, limit: int) -> Sequence[Complaint]:
        """Entries that somebody found not helpful, most such votes first, then fewest helpful ones."""
        ...


class MissedQuestions(Protocol):
    """Questions that found no answer."""

    async def add(
        self, learner: LearnerId, text: str, nearest_topics: Sequence[str], now: datetime
    ) -> None:
        """Record that a learner asked this in vain; of a long text the first 500 characters are kept."""
        ...

    async def most_frequent(self, limit: int) -> Sequence[Missed]:
        """What most people missed first, then what was asked most often, then the newest.

        Texts that differ in case, spacing or punctuation at the end are one question.
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


@dataclass(frozen=True, slots=True)
class QuizRound:
    """Quiz questions put one after the other, to one person or to a channel."""

    id: str
    starter: LearnerId | None
    """None once the starter was forgotten."""
    where: Place
    shared: bool
    """Whether everybody in the place answers, each question being open for `seconds`."""
    wanted: Json
    """What the questions were to be about, for another round like it."""
    seed: int
    seconds: int
    items: tuple[str, ...]
    """References of the quiz items, in the order they are put."""
    started_at: datetime


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """One question of a round as it was put."""

    round_id: str
    position: int
    fingerprint: str
    """Of the item's text, so that an answer never counts for a question that was rewritten meanwhile."""
    closes_at: datetime | None = None
    message: MessageRef | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer as it comes in; `credit` from 0 to 1."""

    round_id: str
    position: int
    learner: LearnerId
    given: str
    credit: float
    at: datetime


@dataclass(frozen=True, slots=True)
class QuizAnswer:
    """An answer that counts; `credit` from 0 to 1, `changed` when it took the place of another one."""

    position: int
    learner: LearnerId
    name: str
    given: str
    credit: float
    changed: bool


Recorded = Literal["kept", "changed", "same", "spent", "closed"]
"""What became of an answer: it counts, it took the place of the first, it was the same again, there was nothing left to
change, or the question was closed."""


class Quizzes(Protocol):
    """Quiz rounds, their questions and the answers."""

    async def start(self, round_: QuizRound) -> None:
        """Keep a new round."""
        ...

    async def round(self, round_id: str) -> QuizRound | None:
        """The round, or None when it is not known (any more)."""
        ...

    async def put(self, question: QuizQuestion) -> bool:
        """Open a question of a round; False when it was opened before, and nothing changes.

        With `closes_at`, `Due("quiz", "ROUND/POSITION")` is on the agenda from then on.
        """
        ...

    async def posted(self, round_id: str, position: int, message: MessageRef) -> None:
        """Keep where a channel's question was posted."""
        ...

    async def question(self, round_id: str, position: int) -> QuizQuestion | None:
        """A question as it was put, or None when it was not."""
        ...

    async def record(self, answer: NewAnswer) -> tuple[Recorded, QuizAnswer | None]:
        """Count an answer by the rule of its round, in one transaction, and say what became of it.

        Alone, the first answer counts. In a channel the first counts, another one before closing changes it once, and
        every further one changes nothing. The answer returned is the one that counts now.
        """
        ...

    async def close(self, round_id: str, position: int) -> bool:
        """Close a question; True for the one caller who closed it."""
        ...

    async def answers(self, round_id: str, position: int | None = None) -> Sequence[QuizAnswer]:
        """Every answer that counts, to one question or to all of the round, in the order they first came in."""
        ...

    async def seen(self, learner: LearnerId) -> Mapping[str, int]:
        """How often each item was put to a learner who answered or skipped it."""
        ...

    async def seen_in(self, where: Place) -> Mapping[str, int]:
        """How often each item was put to everybody in a place."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done at a time; `tries` counts this claim too."""

    kind: str
    key: str
    tries: int


class Agenda(Protocol):
    """What is due when; whoever adds to it does so in the transaction that makes it necessary."""

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Due]:
        """Up to `limit` things that are due and that nobody holds, the longest overdue first; held until `until`."""
        ...

    async def done(self, due: Due) -> None:
        """Strike it off."""
        ...

    async def postpone(self, due: Due, at: datetime) -> None:
        """Let go of it until a later time."""
        ...
