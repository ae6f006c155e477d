"""What every part of the bank's schema shares: frozen, no unknown keys, text that is there and clean."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A value from a file: unknown keys are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _clean(text: str) -> str:
    """Refuse control characters, which no platform shows and which hide what a text does."""
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"} and character != "\n":
            raise ValueError(f"the control character U+{ord(character):04X} is not allowed")
    return text


Prose = Annotated[str, AfterValidator(_clean)]
"""Text of any length, empty too."""

Line = Annotated[str, Field(min_length=1, pattern=r"^\S(.|\n)*\S$|^\S$"), AfterValidator(_clean)]
"""Text that is there, without spaces at its ends."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
