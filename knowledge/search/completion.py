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
        """Numbers of the entries in whose stem each word begins a word, short stems first; then those in whose other
        wordings each does, most mentions first. There a word of up to three letters must be whole: "gru" is no grumble.
        """
        whole = [f" {word} " if len(word) <= 3 else f" {word}" for word in words]
        in_stem = [n for n, stem in enumerate(self._stems) if all(f" {w}" in stem for w in words)]
        in_alias = [n for n, text in enumerate(self._aliases) if all(w in text for w in whole)]
        mentions = {n: sum(self._aliases[n].count(w) for w in whole) for n in in_alias}
        return [
            *sorted(in_stem, key=lambda n: (len(self._stems[n]), n)),
            *sorted(in_alias, key=lambda n: (-mentions[n], n)),
        ]

    def _alike(self, typed: str) -> list[int]:
        matches = process.extract(
            typed.casefold(), self._stems, scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH, limit=5
        )
        return [number for _, _, number in matches]


def _spaced(text: str) -> str:
    return f" {' '.join(tokens(text))} "
