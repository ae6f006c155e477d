"""What the rows around a row say about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.importers.marks import Mark
from knowledge.importers.numbering import Numbered
from knowledge.importers.plain import asks, poses
from knowledge.importers.profile import Profile
from knowledge.importers.rows import Row

_ANSWER_NAMES = re.compile(
    r"(?:click|tap|press|expand|toggle|reveal|spoiler)\b.{0,40}"
    r"|(?:(?:see|show|view|open|read|check)\s)?(?:the |my |an? )?(?:answers?|solutions?)\b.{0,20}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clues:
    """Looks at the neighbours of rows."""

    rows: Sequence[Row]
    profile: Profile

    def numbered(self, at: int, *, solutions: bool) -> Numbered:
        """What speaks for and against a numbered row being a question or, among solutions, one of them."""
        row = self.rows[at]
        wraps = self._wraps_into_question(at) or bool(row.mark.tags.level or row.mark.tags.stars)
        return Numbered(
            number=row.mark.number,
            asks=asks(row.mark.text) or wraps,
            poses=poses(row.mark.text) or wraps or solutions,
            spaced=row.spaced or self.profile.compact or self._after_heading(at),
            tight=at > 0 and self.rows[at - 1].kind != "blank",
            answered=self.has_text_below(at) or (solutions and bool(row.mark.text)),
            introduced=self._introduced(at),
            bold=row.mark.bold,
            solves=solutions,
        )

    def _wraps_into_question(self, at: int) -> bool:
        """Whether the paragraph's next lines bring the question mark."""
        for row in self.rows[at + 1 : at + 4]:
            if row.kind != "text" or row.mark.number or row.mark.bullet or row.mark.label:
                return False
            if asks(row.text):
                return poses(self.rows[at].mark.text)
        return False

    def _after_heading(self, at: int) -> bool:
        return at > 0 and bool(self.rows[at - 1].mark.rank or self.rows[at - 1].kind == "underline")

    def _introduced(self, at: int) -> bool:
        before = self._above(at)
        return (
            before is not None
            and before.kind == "text"
            and before.text.rstrip(" *_").endswith((":", "："))
        )

    def _above(self, at: int) -> Row | None:
        above = (self.rows[place] for place in range(at - 1, -1, -1))
        return next((row for row in above if row.kind != "blank"), None)

    def _below(self, at: int) -> Iterator[Row]:
        below = (self.rows[place] for place in range(at + 1, len(self.rows)))
        return (row for row in below if row.kind not in {"blank", "rule", "underline", "comment"})

    def has_text_below(self, at: int) -> bool:
        """Whether text follows a row before the next number, label or heading of its rank."""
        row = next(self._below(at), None)
        if row is None or row.kind != "text":
            return row is not None
        mark = row.mark
        rank = self.rows[at].mark.rank
        if mark.rank and (not rank or mark.rank <= rank):
            return False
        return (
            mark.label == "answer"
            or not (mark.label or mark.number)
            or row.indent > self.rows[at].indent + 1
        )

    def has_answer_label_below(self, at: int) -> bool:
        """Whether the next row with text is labelled as an answer."""
        row = next(self._below(at), None)
        return row is not None and row.kind == "text" and row.mark.label == "answer"

    def counts_anew_below(self, at: int) -> bool:
        """Whether the next row is a question with the number 1."""
        row = next(self._below(at), None)
        return row is not None and row.mark.number == (1,) and asks(row.mark.text)

    def has_heading_below(self, at: int) -> bool:
        """Whether the next row is a heading with signs."""
        row = next(self._below(at), None)
        return row is not None and row.mark.rank > 0

    def is_sibling(self, at: int) -> bool:
        """Whether a bullet stands beside the open question's bullet: texts of both are indented."""
        indents = [
            row.indent for row in (self._above(at), next(self._below(at), None)) if row is not None
        ]
        owns = len(indents) == 2 and indents[1] > 1 and self.rows[at].mark.text[:1].isupper()
        return owns or (bool(indents) and indents[0] > 1 and poses(self.rows[at].mark.text))

    def leads_to_question(self, at: int) -> bool:
        """Whether the next row that is no heading starts a question."""
        for row in self._below(at):
            if row.kind == "summary":
                return True
            mark = row.mark
            labelled = mark.label == "question" or (mark.label == "answer" and bool(mark.number))
            if row.kind != "text" or not mark.rank:
                posing = asks(mark.text) and (bool(mark.number) or mark.bold)
                return row.kind == "details" or (row.kind == "text" and (labelled or posing))
            if labelled or mark.rank in self.profile.question_ranks:
                return True
        return False

    def is_answer(self, at: int, *, text_before: int) -> bool:
        """Whether an answer's label opens the open question's answer, after `text_before` rows of text."""
        row = self.rows[at]
        if row.mark.bullet or row.indent > 8 or self._lists_options(at):
            return False
        single = row.mark.word == "a" and row.text.strip(" *_")[1:2] != ":"
        if text_before == 0 or row.mark.rank:
            return True
        return row.mark.word in self.profile.answer_words and (row.spaced or not single)

    def is_second_answer(self, at: int) -> bool:
        """Whether a label in an answered question opens another answer, which then has no question."""
        row = self.rows[at]
        colon = row.text.strip(" *_#")[len(row.mark.word) :][:2].strip("*_ ").startswith(":")
        return row.spaced and row.indent < 2 and not row.mark.bullet and not row.mark.rank and colon

    def asks_alone(self, at: int) -> bool:
        """Whether a row is a paragraph of one line that asks, with plain text below it."""
        row = self.rows[at]
        below = next(self._below(at), None)
        told = below is not None and not (below.mark.number or below.mark.label or below.mark.rank)
        single = (
            at + 1 == len(self.rows) or self.rows[at + 1].kind == "blank" or self.profile.compact
        )
        return row.spaced and single and asks(row.text) and told

    def _lists_options(self, at: int) -> bool:
        """`A. …` followed by `B. …` is a choice, not an answer."""
        row = self.rows[at]
        following = next((row for row in self.rows[at + 1 : at + 4] if row.kind != "blank"), None)
        if row.mark.word != "a" or following is None or following.indent != row.indent:
            return False
        return bool(re.match(r"\W{0,3}B\s?[.):]", following.text.strip()))

    @staticmethod
    def names_an_answer(mark: Mark) -> bool:
        """Whether a summary only says that the answer is inside."""
        return mark.label == "answer" or (
            not mark.number and bool(_ANSWER_NAMES.fullmatch(mark.text.strip(" :!*_")))
        )
