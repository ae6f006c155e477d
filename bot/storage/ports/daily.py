"""Daily posts of channels: what was agreed on, and what became of each date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal, Protocol

from bot.chat.event import Person, Place
from bot.chat.platform import MessageRef
from bot.planning import Timetable
from bot.storage.ports.people import LearnerId
from bot.storage.ports.quizzes import QuizAnswer

SPREAD_S = 60
"""Posts of one minute are spread over it."""

Reveal = Literal["post", "message"]
"""Where it is shown how a question went: in the post's place, or in a message of its own."""

State = Literal["planned", "sending", "sent", "closed", "skipped", "missed", "failed"]
"""What becomes of a date: planned -> sending -> sent -> closed; or it was skipped, its time passed, or nothing could be
posted."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed on for a channel."""

    timetable: Timetable
    topics: tuple[str, ...] = ()
    """Any of these; all when empty."""
    level: str = ""
    role: str = ""
    """Id of the group that is pinged at each post."""
    open_hours: int = 8
    late_minutes: int = 120
    """How late a post may still come after an outage."""
    reveal: Reveal = "post"
    thread: bool = False
    """Whether a thread under the post is opened once it closes."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A channel's daily posts."""

    where: Place
    terms: Terms
    since: datetime
    """Set up, or resumed, then: nothing before it is posted."""
    version: int
    """Counts the times it was set up, so that nothing is planned by terms that hold no longer."""
    paused: str = ""
    """Why nothing is posted, in words; empty while it is."""

    @property
    def late(self) -> timedelta:
        """How late a post may still come."""
        return timedelta(minutes=self.terms.late_minutes)


@dataclass(frozen=True, slots=True)
class Post:
    """The post of a channel on a local date."""

    place_key: str
    day: date
    due_at: datetime
    item: str
    """Reference of the quiz item."""
    seed: int
    round_id: str
    state: State = "planned"
    doubted: bool = False
    """Whether it was seen that nobody knows if it was sent."""
    message: MessageRef | None = None
    sent_at: datetime | None = None
    late: bool = False
    why: str = ""
    """Why it was not posted."""

    @property
    def key(self) -> str:
        """What names it on the agenda, and its message wherever it is sent."""
        return f"{self.place_key}/{self.day}"

    @property
    def spread_at(self) -> datetime:
        """When it is begun: within a minute of its time, always the same."""
        share = int(sha256(self.key.encode()).hexdigest()[:8], 16)
        return self.due_at + timedelta(seconds=share % SPREAD_S)


@dataclass(frozen=True, slots=True)
class Found:
    """A post with what matters for sending it."""

    post: Post
    schedule: Schedule | None
    """None once the channel's daily posts were removed."""
    overtaken: bool
    """Whether a later post of the channel is due already."""


class Schedules(Protocol):
    """What was agreed on, by channel."""

    async def put(self, where: Place, terms: Terms, host: LearnerId, now: datetime) -> Schedule:
        """Agree on these terms in place of earlier ones; what was planned before is not any more.

        `Due("daily-plan", PLACE_KEY)` is on the agenda, here and after `resume`.
        """
        ...

    async def at(self, place_key: str) -> Schedule | None:
        """What was agreed on for a channel."""
        ...

    async def of(self, platform: str, community: str) -> Sequence[Schedule]:
        """Everything that was agreed on in a community."""
        ...

    async def every(self) -> Sequence[Schedule]:
        """Everything that was agreed on, wherever."""
        ...

    async def pause(self, where: Place, why: str) -> bool:
        """Post nothing until it is resumed; False when it is paused already, or there is nothing to pause."""
        ...

    async def resume(self, where: Place, now: datetime) -> bool:
        """Go on from now; False when it was not paused."""
        ...

    async def remove(self, where: Place) -> bool:
        """Forget what was agreed on; what was posted stays."""
        ...

    async def host(self, where: Place) -> Person | None:
        """Who set it up, as a person of that platform; None once they were forgotten."""
        ...


class Posts(Protocol):
    """The posts, one for a channel and local date."""

    async def plan(self, by: Schedule, posts: Sequence[Post]) -> None:
        """Keep new posts, with their sending on the agenda as `Due("daily", key)`; those there are moved to their time.

        Nothing happens when the schedule is another one meanwhile.
        """
        ...

    async def find(self, key: str, now: datetime) -> Found | None:
        """A post by its key."""
        ...

    async def since(self, where: Place, day: date) -> Sequence[Post]:
        """The posts of a channel from a date on, in order."""
        ...

    async def put(self, post: Post, begin_at: datetime | None) -> bool:
        """Keep this post in place of one that was not sent; False, and nothing changes, where one was or is being sent.

        With `begin_at` its sending is on the agenda for then.
        """
        ...

    async def begin(self, post: Post, fingerprint: str, closes_at: datetime, now: datetime) -> bool:
        """From planned to sending; its question is open for answers, its closing on the agenda.

        `Due("daily-close", key)` is due at `closes_at`. False when it is not planned any more.
        """
        ...

    async def doubt(self, key: str) -> None:
        """Note that nobody knows whether it was sent."""
        ...

    async def unsent(self, key: str) -> None:
        """From sending back to planned: it surely was not sent."""
        ...

    async def sent(self, key: str, message: MessageRef, *, late: bool) -> None:
        """From sending to sent."""
        ...

    async def end(self, key: str, state: State, why: str = "") -> None:
        """Let it end so. The question of one that was not sent was never put."""
        ...

    async def planned_items(self, where: Place) -> Mapping[str, int]:
        """How often each item is planned for a channel."""
        ...

    async def answers(self, where: Place, first: date, last: date) -> Sequence[QuizAnswer]:
        """Every answer to the channel's posts of these dates that are closed."""
        ...
