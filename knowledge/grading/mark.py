"""What a typed answer is worth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """The verdict on one answer."""

    credit: float
    """0 for wrong, 1 for right, between them for an order that is right in part."""
    read: str
    """What was understood, as a person reads it."""
    remark: str = ""
    """One kind sentence about this answer, if there is something to say."""
    error: float | None = None
    """Of a number: how far it is from the right one, relative to that; None where the right one is 0."""
