"""What Slack would refuse of words: too many, none, or some that would ping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Part = Mapping[str, Any]


def of_plain(name: str, words: Part | None, longest: int) -> Iterator[str]:
    """Faults of words where no markup is taken."""
    if words and words.get("type") != "plain_text":
        yield f"{name} takes plain_text only"
    yield from of_words(name, words, longest)


def of_words(name: str, words: Part | None, longest: int) -> Iterator[str]:
    """Faults of plain words or mrkdwn, in which a bare < begins a ping or a link."""
    text = (words or {}).get("text", "")
    yield from of_text(name, text, longest)
    if words and words.get("type") == "mrkdwn" and "<" in text:
        yield f"{name}: < is not escaped, so it may ping"


def of_text(name: str, text: str | None, longest: int) -> Iterator[str]:
    """Faults of a string that has to be there."""
    if not (text or "").strip():
        yield f"{name} is missing"
    yield from too_long(name, text or "", longest)


def too_long(name: str, text: str, longest: int) -> Iterator[str]:
    """The fault of a string with too many characters."""
    if len(text) > longest:
        yield f"{name} has {len(text)} characters, Slack takes {longest}"
