"""Text of people as it is stored and compared."""

from __future__ import annotations

import unicodedata

LONGEST = 500
"""Characters of a text that are kept; at 4 bytes each they fit in an index of PostgreSQL (2,704 bytes)."""


def storable(text: str) -> str:
    """The text as any database can hold it: no NUL, no half of a surrogate pair, at most 500 characters."""
    whole = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return whole[:LONGEST]


def normalised(text: str) -> str:
    """What texts have in common that ask the same: case, spacing and punctuation at the end do not count."""
    words = " ".join(text.casefold().split())
    end = len(words)
    while end and not _is_meant(words[end - 1]):
        end -= 1
    return words[:end] or words


def _is_meant(character: str) -> bool:
    """Anything but punctuation and space; what closes a bracket or a name, as in C++ or f(x), is meant."""
    return unicodedata.category(character) not in {"Po", "Pd", "Zs"}
