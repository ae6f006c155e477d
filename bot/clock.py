"""What time it is; everything that needs to know takes a `Clock`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware of being UTC."""


def utc_now() -> datetime:
    """The wall clock of this machine."""
    return datetime.now(UTC)
