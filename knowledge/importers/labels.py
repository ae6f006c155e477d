"""Labels and numbers that open a question or an answer: `Q3:`, `Question 3 -`, `PRB-3`, `Ans.`, `12)`, `(3)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.importers.plain import asks, shadow

Number = tuple[int, ...]
"""The parts of a number: 12 is (12,), 2.3 is (2, 3)."""

_NUM = r"(?P<number>\d{1,4}(?:\.\d{1,3})*)"
_OF = r"(?:\s+of\s+\d{1,4})?"
_BOOK = r"(?:\W{0,3}CH\.\s*(?:PRB|SOL)\s*-?\s*[\d.]*\d)?"
"""The second number of the two-part books: `PRB-36 CH.PRB-2.1.`"""
_TAIL = r"(?:\s*(?:\.\)|[.):|\]]|-(?=\s|$))|\s*$|(?=\s*[(\[]))"
_QUESTION_WORD = (
    r"(?P<word>(?i:interview\s+question|question|ques?|qn|prb|problem|prob|exercise|task)|Q)"
)
_ANSWER_WORD = r"(?P<word>(?i:answer|ans|solution|sol|response))"
_KIND_OF_ANSWER = r"(?i:(?:sample|model|suggested|expected|correct|possible|example)\s+)?"
_BEFORE_TEXT = r"\s+(?=[A-Z\"'`*\[])"
_QUESTION = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_QUESTION_WORD}[.\s]*(?:(?i:no|number)\b)?\s*[.:#-]?\s*{_NUM}{_OF}{_BOOK}(?:{_TAIL}|(?<=\d){_BEFORE_TEXT})",
        rf"(?P<word>q)\s?{_NUM}\s*[.):]",
        r"(?P<word>(?i:question|ques)|Q)\s*(?::|[.)](?!\w)|-(?=\s))",
        r"(?P<word>q):",
        r"(?P<word>(?i:question))\s*:?\s*$",
    )
)
_ANSWER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ANSWER_WORD}(?:\s+(?i:to|for)(?:\s+[A-Za-z]+)?)?\s*[.:#-]?\s*{_NUM}{_BOOK}{_TAIL}",
        rf"(?P<word>(?i:sol))-?{_NUM}{_BOOK}{_BEFORE_TEXT}",
        rf"(?P<word>[Aa])-?{_NUM}(?:\s*[.):]|\s+(?=[A-Z]))",
        rf"{_KIND_OF_ANSWER}{_ANSWER_WORD}\s*(?:[:.)]|-(?=\s)|$)",
        r"(?P<word>A)\s*(?::|[.)](?=\s|$)|-(?=\s))",
        r"(?P<word>a):",
    )
)
_NUMBER = tuple(
    re.compile(pattern + r"(?=\s|$|[A-Z*_`\"'\[<]|[^\x00-\x7f])")
    for pattern in (
        r"(?P<number>\d)\ufe0f?\u20e3[.):]?",
        rf"\(\s?{_NUM}\s?\)",
        rf"\[{_NUM}\](?![(:\[])",
        rf"(?:#\s?|No\.?\s?|№\s?)?{_NUM}\s*\\?(?:\.\)|[.):]|\s-(?=\s))",
        r"(?P<number>\d{1,3}\.\d{1,3}(?:\.\d{1,3})*)(?=\s+[A-Z*])",
        rf"#{_NUM}(?=\s+[A-Z*])",
    )
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A label or number at the start of a text, and where it ends."""

    label: Literal["", "question", "answer"]
    word: str
    number: Number
    end: int


def match_label(text: str) -> Opening | None:
    """The label that opens the text, if one does."""
    start = shadow(text[:120])
    for pattern in _QUESTION:
        if found := pattern.match(start):
            return Opening("question", found["word"].casefold(), _number(found), found.end())
    for pattern in _ANSWER:
        if found := pattern.match(start):
            return Opening("answer", found["word"].casefold(), _number(found), found.end())
    return None


def match_number(text: str) -> Opening | None:
    """The number that opens the text, if one does; `2014. It was` matches too, `3.14 is` and `12:30` do not."""
    start = shadow(text[:60])
    for pattern in _NUMBER:
        if found := pattern.match(start):
            return Opening("", "", _number(found), found.end())
    bare = re.match(r"(?P<number>\d{1,3})\s+(?=[A-Z])", start) if asks(text) else None
    return Opening("", "", _number(bare), bare.end()) if bare else None


def is_only_a_mark(text: str) -> bool:
    """Whether a text is a label or a number and nothing else."""
    plain = shadow(text.strip()[:60])
    return any(pattern.fullmatch(plain) for pattern in (*_QUESTION, *_ANSWER, *_NUMBER))


def without_book_number(text: str) -> str:
    """The text without the second number of a two-part book that may open it."""
    return re.sub(rf"^{_BOOK}[.:]?\s*", "", text)


def _number(found: re.Match[str]) -> Number:
    digits = found.groupdict().get("number")
    return tuple(map(int, digits.split("."))) if digits else ()
