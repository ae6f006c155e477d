"""Entries to offer while a question is being typed."""

from __future__ import annotations

from itertools import chain, islice, zip_longest

from rapidfuzz import fuzz, process

from knowledge.bank import Bank
from knowledge.question import LEVELS, Question
from knowledge.search.text import tokens

NEAR_ENOUGH = 70
"""Least likeness, 0 to 100, of letters that match no beginning of a word."""


class Completion:
    """Finds entries by the beginnings of words, then by likeness, in stems and their other wordings."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._stems = [_spaced(question.stem) for question in bank]
        self._aliases = [_spaced(" ".join(question.aliases)) for question in bank]

    def __call__(self, typed: str, limit: int = 25) -> list[Question]:
        """Up to `limit` entries, the likeliest first; easy ones of every topic before a letter is typed."""
        words = tokens(typed)
        if not words:
            return self._starters(limit)
        found = dict.fromkeys(chain(self._with_beginnings(words), self._alike(typed)))
        return [self._bank.questions[number] for number in islice(found, limit)]

    def _starters(self, limit: int) -> list[Question]:
        ordered = sorted(self._bank, key=lambda question: LEVELS.index(question.level))
        by_topic = [[q for q in ordered if q.topic == topic] for topic in self._bank.topics]
        turns = chain.from_iterable(zip_longest(*by_topic))
        return list(islice((question for question in turns if question), limit))

    def _with_beginnings(self, words: list[str]) -> list[int]:
        """Numbers of the entries in whose stem, or else other wordings, each word begins a word."""
        found: list[int] = []
        for texts in (self._stems, self._aliases):
            hits = [n for n, text in enumerate(texts) if all(f" {w}" in text for w in words)]
            found += (
                sorted(hits, key=lambda n: (len(texts[n]), n)) if texts is self._stems else hits
            )
        return found

    def _alike(self, typed: str) -> list[int]:
        matches = process.extract(
            typed.casefold(), self._stems, scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH, limit=5
        )
        return [number for _, _, number in matches]


def _spaced(text: str) -> str:
    return " " + " ".join(tokens(text))
