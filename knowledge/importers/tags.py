"""The tags around a question: `[Easy]`, `(Hard)`, 🟢, ⭐⭐, "- Medium"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.importers.levels import (
    COLOUR_OR_STAR,
    count_stars,
    level_of_colours,
    level_of_phrase,
)
from knowledge.importers.plain import shadow
from knowledge.question import Level

_MOST_TAGS = 8
_LETTERS = {"E": "easy", "M": "medium", "H": "hard"}
_EMPHASIS = "[*_`~]{0,3}"
_TAG_BRACKETS = re.compile(r"[\[({]([^\[\](){}]{1,60})[\])}]")
_BADGE = re.compile(r"!\[([\w -]{3,20})\]\([^()\s]{1,200}\)")
_DASHED = re.compile(r"(?:^|(?<=[?.!])\s*|\s+)[-|:·•]+\s*([\w-]{4,20})$")
_FIRST_MARKS = re.compile(
    rf"((?:{COLOUR_OR_STAR.pattern}\s*)+)(?:([\w-]{{4,20}})\s*(?:[:|-]\s+|$))?"
)
_LAST_MARKS = re.compile(rf"(?:\s*{COLOUR_OR_STAR.pattern})+\s*([\w-]{{4,20}})?$")


@dataclass(slots=True)
class Tags:
    """What the tags around a question say."""

    level: Level | None = None
    stars: int = 0
    topics: tuple[str, ...] = ()

    def add(self, other: Tags) -> None:
        """Take over what another tag says."""
        self.level = other.level or self.level
        self.stars += other.stars
        self.topics += other.topics


def take_tags(text: str, *, end: bool = True) -> tuple[str, Tags]:
    """Cut the tags off both ends of a question (or its start only) and read them; brackets that say no level stay."""
    tags = Tags()
    for _ in range(_MOST_TAGS):
        cut, found = _take_one(text.strip(), end=end)
        if found is None:
            return cut, tags
        tags.add(found)
        text = cut
    return text, tags


def _take_one(text: str, *, end: bool) -> tuple[str, Tags | None]:
    if marks := _FIRST_MARKS.match(text):
        stop = marks.end() if level_of_phrase(marks[2] or "") else marks.end(1)
        return text[stop:], _tags_of_marks(marks[1])
    if end and (found := _last_marks(text)):
        return found
    edges = (_opening(text), _last_bracket(text), _dashed(text)) if end else (_opening(text),)
    for start, stop, inside in filter(None, edges):
        if tags := _tags_of_words(inside):
            return (text[:start] + " " + text[stop:]).strip(), tags
    return text, None


def _last_marks(text: str) -> tuple[str, Tags] | None:
    tail = text[-60:]
    marks = _LAST_MARKS.search(tail)
    if not marks or (marks[1] and not level_of_phrase(marks[1])):
        return None
    return text[: len(text) - len(tail) + marks.start()], _tags_of_marks(marks[0])


def _tags_of_marks(marks: str) -> Tags:
    return Tags(level_of_colours(marks), count_stars(marks))


def _tags_of_words(inside: str) -> Tags | None:
    parts = [part.strip(" *_`#") for part in re.split(r"[,;|/·•]|\s-\s", inside) if part.strip()]
    levels = [level_of_phrase(part) for part in parts]
    stars = count_stars(inside)
    if not any(levels) and not stars:
        return None
    topics = tuple(part for part, level in zip(parts, levels, strict=True) if not level)
    return Tags(next(filter(None, levels), None), stars, () if stars else topics)


def _opening(text: str) -> tuple[int, int, str] | None:
    start = shadow(text[:80])
    found = re.match(_EMPHASIS + _TAG_BRACKETS.pattern + _EMPHASIS + r"\s*[:.-]?", start)
    found = found or re.match(r"`([^`]{3,20})`\s+(?=\w)", start) or _BADGE.match(text[:300])
    found = found or re.match(r"([^\W\d_-]{4,12}(?:-level)?)\s*(?::|\s-|\|)\s+(?=\S)", start)
    return (found.start(), found.end(), _inside(found)) if found else None


def _last_bracket(text: str) -> tuple[int, int, str] | None:
    for badge in _BADGE.finditer(text):
        if badge.end() == len(text):
            return badge.start(), badge.end(), badge[1]
    at = max(0, len(text) - 80)
    pattern = _EMPHASIS + _TAG_BRACKETS.pattern + _EMPHASIS + r"\.?$"
    found = re.search(pattern, shadow(text[at:])) or re.search(
        r"(?:^|\s)`([^`]{3,40})`$", text[at:]
    )
    return (at + found.start(), at + found.end(), _inside(found)) if found else None


def _dashed(text: str) -> tuple[int, int, str] | None:
    at = max(0, len(text) - 40)
    found = _DASHED.search(shadow(text[at:]))
    return (at + found.start(), len(text), found[1]) if found else None


def _inside(found: re.Match[str]) -> str:
    return _LETTERS.get(found[1], found[1]) if "[" in found[0] else found[1]
