"""Short plain words: titles, labels, summaries, the words of a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

MORE = "…"


def cut(text: str, longest: int) -> str:
    """One line of plain text in at most so many characters, at a word where there is one."""
    if len(text) <= longest:
        return text
    start = text[: longest - len(MORE)]
    words, _, rest = start.rpartition(" ")
    return (words if len(words) > len(rest) else start).rstrip() + MORE


def distinct(labels: Sequence[str], longest: int) -> list[str]:
    """Labels of at most so many characters; those that differ still do, by a number if need be."""
    short = {label: label for label in labels if len(label) <= longest}
    for label in labels:
        if label not in short:
            taken = set(short.values())
            short[label] = next(name for name in _names(label, longest) if name not in taken)
    return [short[label] for label in labels]


def _names(label: str, longest: int) -> Iterator[str]:
    yield cut(label, longest)
    for number in count(2):
        yield f"{cut(label, longest - len(f' {number}'))} {number}"
