"""What is counted for whoever watches over Backprep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is of what."""

    answers: int
    """To questions of quizzes and daily posts."""
    posts: Mapping[str, int]
    """Daily posts by state."""
    late: int
    """Daily posts that came late."""


class Tallies(Protocol):
    """Counts what is kept."""

    async def now(self) -> Tally:
        """As it is now, over all processes that share the store."""
        ...
