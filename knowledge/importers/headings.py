"""Headings, with signs or without: which of them opens a section, and what the section's name means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.importers.levels import ENUMERATOR, level_of_heading
from knowledge.importers.plain import shadow, without_links, word_set
from knowledge.importers.rows import Row
from knowledge.importers.titles import (
    ANSWERS,
    ASIDE,
    CONTENTS,
    QUESTIONS,
    is_remark,
    plain_title,
)
from knowledge.question import Level

PLAIN_RANK = 7
"""The rank of a heading that has no signs."""
HeadingKind = Literal["section", "contents", "answers", "questions", "aside"]

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

    @property
    def is_remark(self) -> bool:
        """Whether it names a part of an answer: "Note", "Example"."""
        return is_remark(self.text)


def read_heading(rows: Sequence[Row], at: int) -> Heading | None:
    """The heading at a row, by its signs or, without signs, by its place and words; `None` if it is none."""
    row = rows[at]
    if row.mark.rank:
        written = row.text.strip().lstrip("#").strip()
        return _named(row.mark.rank, row.mark.text or written, row)
    return _named(PLAIN_RANK, plain_title(rows, at), row)


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
        ("contents", CONTENTS), ("answers", ANSWERS), ("questions", QUESTIONS), ("aside", ASIDE),
    )  # fmt: skip
    for kind, pattern in kinds:
        if pattern.fullmatch(plain):
            return Heading(rank, kind, name)
    level, topic = level_of_heading(name)
    tagged = row.mark.tags
    return Heading(rank, "section", name, level or tagged.level, topic_of(topic))


def topic_of(title: str) -> str:
    """A heading's words without what says nothing about its topic ("Part 2:", "Top 50 … interview questions")."""
    words = ENUMERATOR.sub("", title).split()
    kept = [w for w in words if w.casefold().strip(":,.&()") not in _NO_TOPIC]
    if len(kept) < len(words):
        kept = [word for word in kept if not word.strip("+").isdigit()]
    return " ".join(kept).strip(" :,.&-–—")
