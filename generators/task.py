"""The port between the worker and what it can make."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from generators.batcher import Turn
from generators.engine import Json, Progress, Result

Show = Callable[[Progress], Awaitable[None]]
"""Shows what there is so far; call it as often as you like, the worker passes on two a second."""


class Task(Protocol):
    """Makes one kind of thing."""

    async def __call__(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        """What the options ask for; made twice, it is the same. Raises JobError in words for the person."""
        ...
