"""What every part of the bank's schema shares: frozen, no unknown keys, text that is there and clean."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A value from a file: unknown keys are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


_CONTROL = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control, format, private and surrogate characters; a line feed is fine."""


def remove_control(text: str) -> str:
    """The text without the characters `Prose` refuses."""
    return _CONTROL.sub("", text)


def _clean(text: str) -> str:
    """Refuse control characters, which no platform shows and which hide what a text does."""
    if found := _CONTROL.search(text):
        raise ValueError(f"the control character U+{ord(found[0]):04X} is not allowed")
    return text


Prose = Annotated[str, AfterValidator(_clean)]
"""Text of any length, empty too."""

Line = Annotated[str, Field(min_length=1, pattern=r"^\S(.|\n)*\S$|^\S$"), AfterValidator(_clean)]
"""Text that is there, without spaces at its ends."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
