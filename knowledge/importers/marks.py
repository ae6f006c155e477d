"""What opens a line: heading signs, bullets, numbers, labels such as `Q3:`, emphasis, difficulty tags, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from knowledge.importers.labels import (
    Number,
    is_only_a_mark,
    match_label,
    match_number,
    without_book_number,
)
from knowledge.importers.plain import asks, shadow
from knowledge.importers.tags import Tags, take_tags

_HEADING = re.compile(
    r"(?P<signs>#{2,6}(?=[\s\w*(\[]|$)|#(?=\s))\s*|<h(?P<rank>[1-6])[^>]{0,200}>\s*", re.IGNORECASE
)
_BULLET = re.compile(r"[-*+•◦▪‣·○●]\s+")
_DECORATION = re.compile(
    r"[❓❔➡👉🔹🔸▶📌💡🔥✅☑📝🧠🤔✨►➤]\uFE0F?\s*|\[[ xX]\]\s+|<a\s[^>]{0,200}>\s*</a>\s*|<p(?:\s[^>]{0,200})?>\s*"
)
_EMPHASIS = (
    ("***", "***"), ("**", "**"), ("__", "__"), ("*", "*"), ("_", "_"),
    ("<b>", "</b>"), ("<strong>", "</strong>"), ("<i>", "</i>"), ("<em>", "</em>"), ("<u>", "</u>"),
)  # fmt: skip
_MOST_MARKS, _LONGEST_TAG = 12, 25
_BOLD = frozenset(("***", "**", "__", "<b>", "<strong>"))
_BREAKS = re.compile(r"^(?:\s*<br\s*/?>)+", re.IGNORECASE)
_CLOSERS = re.compile(r"(?:\s*(?:</h[1-6]>|</p>|<br\s*/?>))+\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Mark:
    """The opening of a line, read; `text` is what remains, `rest` what follows a bold question."""

    rank: int = 0
    bullet: bool = False
    label: Literal["", "question", "answer"] = ""
    word: str = ""
    number: Number = ()
    bold: bool = False
    tags: Tags = field(default_factory=Tags)
    text: str = ""
    rest: str = ""

    @property
    def numbered(self) -> bool:
        """A number without a label."""
        return bool(self.number) and not self.label


def read_mark(text: str) -> Mark:
    """Peel everything that is not the question's or the heading's own words off a line."""
    mark = Mark(text=text.strip())
    for _ in range(_MOST_MARKS):
        if not (mark.text and any(peel(mark) for peel in _PEELS)):
            break
        mark.text = mark.text.lstrip()
    mark.text = _CLOSERS.sub("", mark.text).strip()
    if mark.rank:
        mark.text = re.sub(r"\s+#+$|\s*\{#[\w-]{1,80}\}$", "", mark.text)
    return mark


def _peel_heading(mark: Mark) -> bool:
    found = None if mark.rank or mark.bullet or mark.label else _HEADING.match(mark.text)
    if not found:
        return False
    mark.rank = int(found["rank"]) if found["rank"] else len(found["signs"])
    mark.text = mark.text[found.end() :]
    return True


def _peel_bullet(mark: Mark) -> bool:
    found = (
        None
        if mark.bullet or mark.rank or mark.number or mark.label
        else _BULLET.match(shadow(mark.text[:9]))
    )
    if not found:
        return False
    mark.bullet, mark.text = True, mark.text[found.end() :]
    return True


def _peel_decoration(mark: Mark) -> bool:
    found = _DECORATION.match(mark.text)
    if found:
        mark.text = mark.text[found.end() :]
    return bool(found)


def _peel_label(mark: Mark) -> bool:
    found = None if mark.label else match_label(mark.text)
    if not found:
        return False
    mark.label, mark.word = found.label, found.word
    mark.number = found.number or mark.number
    mark.text = mark.text[found.end :]
    return True


def _peel_number(mark: Mark) -> bool:
    found = None if mark.number or mark.label else match_number(mark.text)
    if not found:
        return False
    mark.number, mark.text = found.number, mark.text[found.end :]
    return True


def _peel_tags(mark: Mark) -> bool:
    text, tags = take_tags(mark.text)
    if text == mark.text.strip():
        return False
    mark.tags.add(tags)
    mark.text = text
    return True


def _peel_emphasis(mark: Mark) -> bool:
    for opener, closer in _EMPHASIS:
        end = mark.text.find(closer, len(opener)) if mark.text.startswith(opener) else -1
        if end > len(opener):
            inner, rest = mark.text[len(opener) : end], mark.text[end + len(closer) :]
            return _unwrap(mark, inner, rest, bold=opener in _BOLD)
    return False


def _unwrap(mark: Mark, inner: str, rest: str, *, bold: bool) -> bool:
    """Drop emphasis around a label, around everything that is left, or around a question before its answer."""
    if is_only_a_mark(inner):
        alone = Mark(text=inner, label=mark.label, number=mark.number)
        if not (_peel_label(alone) or _peel_number(alone)):
            return False
        mark.label, mark.word, mark.number = alone.label, alone.word or mark.word, alone.number
        mark.text = without_book_number(rest.lstrip(" .:)"))
        return True
    remaining, tags = take_tags(rest)
    if remaining.strip(" .:,-–—*_") == "":
        mark.tags.add(tags)
        mark.text, mark.bold = inner + remaining.strip(" :-–—*_"), bold or mark.bold
        return True
    if bold and asks(inner):
        rest, tags = take_tags(rest, end=len(rest) < _LONGEST_TAG)
        mark.tags.add(tags)
        mark.text, mark.rest, mark.bold = inner, _BREAKS.sub("", rest).strip(), True
        return True
    return False


_PEELS = (
    _peel_decoration, _peel_emphasis, _peel_heading, _peel_bullet, _peel_label, _peel_number, _peel_tags,
)  # fmt: skip
