"""What a document does throughout: which headings are its questions, whether it labels its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.importers.headings import read_heading
from knowledge.importers.plain import asks, poses
from knowledge.importers.rows import Row


@dataclass(frozen=True, slots=True)
class Profile:
    """Habits of a document, counted before its questions are looked for."""

    question_ranks: frozenset[int]
    """Heading ranks whose headings are questions."""
    numbered_ranks: frozenset[int]
    """Those of them where the questions carry numbers or labels."""
    compact: bool
    """Questions follow answers without a blank line."""
    answer_words: frozenset[str]
    """The words that label the answers of at least half of the questions."""
    labels_numbers: bool
    """Nearly all question labels carry a number."""
    titles: int
    """Number of headings of rank 1."""


def read_profile(rows: Sequence[Row]) -> Profile:
    """Count a document's habits."""
    texts = [row for row in rows if row.kind == "text"]
    labels = [row for row in texts if row.mark.label == "question"]
    starts = labels or [row for row in texts if _may_start(row)]
    answers = [row for row in texts if row.mark.label == "answer" and not row.mark.bullet]
    ranks = _question_ranks(rows, starts)
    close = sum(not row.spaced for row in starts)
    return Profile(
        question_ranks=ranks,
        numbered_ranks=frozenset(rank for rank in ranks if _mostly_numbered(rows, rank)),
        compact=close > len(starts) / 2,
        answer_words=_usual_words(answers, len(starts)),
        labels_numbers=sum(bool(row.mark.number) for row in labels) >= 0.8 * len(labels) > 0,
        titles=sum(row.mark.rank == 1 for row in texts),
    )


def _usual_words(answers: Sequence[Row], questions: int) -> frozenset[str]:
    families = Counter(row.mark.word[0] for row in answers)  # a, ans, answer; sol, solution
    usual = {letter for letter, count in families.items() if count >= max(1.0, questions / 2)}
    return frozenset(row.mark.word for row in answers if row.mark.word[0] in usual)


def _may_start(row: Row) -> bool:
    mark = row.mark
    return row.indent < 2 and (mark.numbered or mark.bold) and asks(mark.text)


def _question_ranks(rows: Sequence[Row], starts: Sequence[Row]) -> frozenset[int]:
    heads: dict[int, list[Row]] = {}
    for at, row in enumerate(rows):
        if row.kind == "text" and row.mark.rank and _is_candidate(rows, at):
            heads.setdefault(row.mark.rank, []).append(row)
    others = sum(not row.mark.rank for row in starts)
    found = frozenset(rank for rank, named in heads.items() if _asks_mostly(named, others))
    if found:
        return found
    numbered = [rank for rank, named in heads.items() if _counts(named) > max(1, others)]
    return frozenset([max(numbered)]) if numbered else frozenset()


def _is_candidate(rows: Sequence[Row], at: int) -> bool:
    """A heading that says neither a level nor the name of a part."""
    mark, heading = rows[at].mark, read_heading(rows, at)
    if mark.label == "answer":
        return False
    named = heading is None or (
        heading.kind == "section" and not (heading.level and not heading.topic)
    )
    return mark.label == "question" or poses(mark.text) or named


def _asks_mostly(heads: Sequence[Row], others: int) -> bool:
    if any(row.mark.label == "question" for row in heads):
        return True
    asking = sum(asks(row.mark.text) for row in heads)
    posing = sum(poses(row.mark.text) for row in heads)
    return asking > 0 and (posing >= len(heads) / 2 or others < asking)


def _counts(heads: Sequence[Row]) -> int:
    return sum(bool(row.mark.number) for row in heads)


def _mostly_numbered(rows: Sequence[Row], rank: int) -> bool:
    styles = Counter(
        bool(row.mark.number)
        for row in rows
        if row.kind == "text"
        and row.mark.rank == rank
        and (row.mark.number or poses(row.mark.text))
    )
    return styles[True] >= styles[False]
