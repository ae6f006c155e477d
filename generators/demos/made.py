"""What a demonstration gives back, before its pictures are put into the blob store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.engine import Json


@dataclass(frozen=True, slots=True)
class Made:
    """Pictures as PNG or GIF, and what was found out."""

    pictures: tuple[bytes, ...] = ()
    figures: Mapping[str, Json] = field(default_factory=dict)
    text: str = ""
