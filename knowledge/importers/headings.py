"""Headings, with signs or without: which of them opens a section, and what the section's name means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.importers.levels import ENUMERATOR, level_of_heading
from knowledge.importers.placeholders import is_placeholder
from knowledge.importers.plain import asks, shadow, without_links, word_set
from knowledge.importers.rows import Row
from knowledge.question import Level

PLAIN_RANK = 7
"""The rank of a heading that has no signs."""
HeadingKind = Literal["section", "contents", "answers", "questions", "aside"]

_CONTENTS = re.compile(
    r"(?:table of )?contents|toc|index|(?:list|overview|index) of questions|outline|quick links"
)
_ANSWERS = re.compile(
    r"(?:the )?(?:answers|solutions|answer key|answer sheet)"
    r"(?: (?:to|for|of|section|part|chapter|and explanations)\b.*)?"
    r"|(?:(?!questions?\b|and\b)\w+ ){0,4}(?:answers|solutions|answer key)"
    r"|(?:hints|answers) and (?:answers|solutions)"
)
_QUESTIONS = re.compile(
    r"(?:the )?(?:interview |practice |review )?"
    r"(?:questions?|problems?|exercises?|tasks|q a|questions and answers)(?: section)?"
)
_ASIDE = re.compile(
    r"references?|(?:further |additional )?(?:reading|resources)|bibliography|licen[cs]e|contribut\w+"
    r"|credits?|acknowledge?ments?|about(?: \w+){0,4}|how to (?:use|read|contribute)\b.*|introduction"
    r"|preface|foreword|conclusion|disclaimer|change ?log|links|sources|legend|author|prerequisites"
)
_UNIT = re.compile(
    r"(?:unit|chapter|module|part|section|week|lesson|lecture|day|syllabus|topics?)"
    r"(?:\s+(?:\d{1,3}|[ivxlc]{1,5}|[a-z]))?(?:\s*[:.\-|]\s*[^.?!]{0,70})?",
    re.IGNORECASE,
)
_BARE_UNIT = re.compile(
    r"(?:unit|chapter|module|part|section|week|lesson|lecture)\s+(?:\d{1,3}|[ivxlc]{1,5}|[a-z])\W?",
    re.IGNORECASE,
)
_DECORATED = re.compile(r"([=~#+-]{2,}|\*{2,}(?=\s)|\*{4,})\s*(\w[^=~*#]{0,70}?)\s*[=~*#+-]{2,}")
_NO_TOPIC = word_set(
    """top best most asked common commonly frequently interview questions question answers answer and the a an for with
    of on guide list collection notes cheat sheet faq preparation prep part problems exercises must know key
    important"""
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that is not a question."""

    rank: int
    kind: HeadingKind
    text: str
    level: Level | None = None
    topic: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it is one word that names no level, as the answer "BERT" may be."""
        return self.kind == "section" and not self.level and " " not in self.text


def read_heading(rows: Sequence[Row], at: int) -> Heading | None:
    """The heading at a row, by its signs or, without signs, by its place and words; `None` if it is none."""
    row = rows[at]
    if row.mark.rank:
        written = row.text.strip().lstrip("#").strip()
        return _named(row.mark.rank, row.mark.text or written, row)
    return _named(PLAIN_RANK, _plain_title(rows, at), row) if _stands_alone(rows, at) else None


def _named(rank: int, title: str, row: Row) -> Heading | None:
    if not title:
        return Heading(rank, "section", "") if row.mark.rank else None
    name = without_links(title)[0].strip(" *_:#")
    plain = " ".join(re.findall(r"[\w']+", shadow(name).casefold()))
    plain = re.sub(
        r"^(?:part|section|chapter) (?:\d+|[ivx]+|[a-z]) (?=answers|solutions|questions|problems)",
        "",
        plain,
    )
    kinds: tuple[tuple[HeadingKind, re.Pattern[str]], ...] = (
        ("contents", _CONTENTS), ("answers", _ANSWERS), ("questions", _QUESTIONS), ("aside", _ASIDE),
    )  # fmt: skip
    for kind, pattern in kinds:
        if pattern.fullmatch(plain):
            return Heading(rank, kind, name)
    level, topic = level_of_heading(name)
    tagged = row.mark.tags
    return Heading(rank, "section", name, level or tagged.level, topic_of(topic))


def is_unit(title: str) -> bool:
    """Whether a title numbers or names a part of a course: "Unit 4", "Week 2: CNNs", "Topics"."""
    return bool(_UNIT.fullmatch(shadow(title[:120]).strip(" *_")))


def topic_of(title: str) -> str:
    """A heading's words without what says nothing about its topic ("Part 2:", "Top 50 … interview questions")."""
    words = ENUMERATOR.sub("", title).split()
    kept = [w for w in words if w.casefold().strip(":,.&()") not in _NO_TOPIC]
    if len(kept) < len(words):
        kept = [word for word in kept if not word.strip("+").isdigit()]
    return " ".join(kept).strip(" :,.&-–—")


def _stands_alone(rows: Sequence[Row], at: int) -> bool:
    """A short line that is a paragraph of its own and no list item."""
    row = rows[at]
    mark = row.mark
    if mark.bullet or mark.label or mark.number or row.indent > 3 or len(row.text) > 110:
        return False
    below = rows[at + 1] if at + 1 < len(rows) else None
    alone = below is None or below.kind in {"blank", "rule", "details"} or _starts(below)
    above = row.spaced or _is_titled_unit(rows, at - 1)
    return above and (alone or _is_titled_unit(rows, at))


def _is_titled_unit(rows: Sequence[Row], at: int) -> bool:
    """Whether a line such as "Chapter 2" has its title in the next line, and the two are a paragraph."""
    if at < 0 or at + 1 >= len(rows):
        return False
    unit, title = rows[at], rows[at + 1]
    alone = at + 2 == len(rows) or rows[at + 2].kind in {"blank", "rule", "underline"}
    opens = unit.kind == title.kind == "text" and unit.spaced and alone
    return opens and bool(_BARE_UNIT.fullmatch(unit.text.strip(" *_"))) and _is_title(title)


def _is_title(row: Row) -> bool:
    mark = row.mark
    words = [word for word in mark.text.split() if len(word) > 3]
    plain = not (mark.bullet or mark.label or mark.number) and len(mark.text) < 80
    return plain and bool(words) and all(not word[0].islower() for word in words)


def _plain_title(rows: Sequence[Row], at: int) -> str:
    """The title a line without heading signs has; empty when the line is ordinary text."""
    text = without_links(rows[at].text.strip())[0]
    if decorated := _DECORATED.fullmatch(text):
        text = decorated[2]
        return "" if asks(text) else text
    title = text.strip(" *_")
    plain = title.rstrip(":")
    if not plain or asks(plain) or plain[-1] in ".,;!":
        return ""
    named = not is_placeholder(plain) and _names_a_section(plain, rows, at)
    return title if named else ""


def _names_a_section(plain: str, rows: Sequence[Row], at: int) -> bool:
    if is_unit(plain) or _is_titled_unit(rows, at - 1):
        return True
    words = " ".join(re.findall(r"[\w']+", plain.casefold()))
    if _CONTENTS.fullmatch(words) or _ANSWERS.fullmatch(words) or _QUESTIONS.fullmatch(words):
        return True
    level, rest = level_of_heading(plain)
    speaks_of_questions = words.endswith((" questions", " level", " problems", " exercises"))
    if speaks_of_questions and len(words.split()) <= 8:
        return True
    below = (rows[place] for place in range(at + 1, len(rows)))
    following = next((row for row in below if row.kind not in {"blank", "rule"}), None)
    heads_a_question = following is not None and _starts(following)
    if not heads_a_question:
        return False
    asked = following is not None and (
        following.mark.label == "question" or asks(following.mark.text)
    )
    bold = rows[at].mark.bold and not rows[at].text.strip(" *_").endswith(":")
    return (bool(level) and not rest) or _shouts(plain) or (bold and asked)


def _starts(row: Row) -> bool:
    """Whether a row looks like a question's start."""
    mark = row.mark
    if row.kind == "summary":
        return True
    return row.kind == "text" and (
        mark.label == "question" or bool(mark.number) or (mark.bold and asks(mark.text))
    )


def _shouts(text: str) -> bool:
    return text.isupper() and len(text) > 3
