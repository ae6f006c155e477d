"""Imported questions that the bank already has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.importers.entries import ImportedEntry
from knowledge.importers.plain import key, word_set
from knowledge.question import Question
from knowledge.similar import near_duplicate

_WORDS_OF_ASKING = word_set(
    """what is are the a an of in on for to does do you mean meaning meant by define explain describe briefly term
    concept deep learning machine neural some please tell me about"""
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """An imported question and the bank's entry that asks the same."""

    line: int
    stem: str
    id: str
    text: str
    percent: int


def find_known(entries: Sequence[ImportedEntry], bank: Iterable[Question]) -> list[Likeness]:
    """Entries that nearly repeat a stem or an alias of the bank, or ask for exactly the same thing in other words."""
    texts = [(q.id, text) for q in bank for text in (q.stem, *q.aliases)]
    asked = [text for _, text in texts]
    subjects = {subject: at for at, text in enumerate(asked) if (subject := _subject(text))}
    found: list[Likeness] = []
    for entry in entries:
        near = near_duplicate(entry.stem, asked)
        if near is None and (at := subjects.get(_subject(entry.stem))) is not None:
            near = at, 100.0
        if near:
            at, percent = near
            found.append(
                Likeness(entry.line, entry.stem, texts[at][0], texts[at][1], round(percent))
            )
    return found


def _subject(text: str) -> frozenset[str]:
    """The words of a question that say what it is about, "why" and "how" among them."""
    return frozenset(word for word in key(text).split() if word not in _WORDS_OF_ASKING)
