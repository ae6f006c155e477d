"""Search: a question in, the entry that answers it out, or an honest no."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.bank import Bank
from knowledge.question import Question
from knowledge.search.index import Index
from knowledge.search.model import Band, SearchModel
from knowledge.search.text import tokens

SUGGESTIONS = 3
"""How many entries, or topics, are offered when there is no answer to show."""
LONGEST = 2000
"""Characters of a query that are read; the model itself reads about 256 tokens."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and its share of the belief, 0 to 1, among the entries."""

    question: Question
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the search makes of a query.

    `band` says what to do: show the first hit, offer the first three, or say that the bank has nothing.
    `probability` is that of the bank answering the query at all.
    """

    band: Band
    probability: float
    hits: tuple[Hit, ...]

    @property
    def best(self) -> Question | None:
        """The entry to show, when there is one to show."""
        return self.hits[0].question if self.band == "answer" else None

    @property
    def suggestions(self) -> tuple[Question, ...]:
        """Up to three entries to offer when the answer is not clear."""
        return (
            tuple(hit.question for hit in self.hits[:SUGGESTIONS]) if self.band == "suggest" else ()
        )

    @property
    def nearest_topics(self) -> tuple[str, ...]:
        """Topics of the nearest entries, nearest first: what to offer when nothing fits."""
        return tuple(dict.fromkeys(hit.question.topic for hit in self.hits))[:SUGGESTIONS]


class Search:
    """Ranks the bank's entries for a query and knows when none of them answers it."""

    def __init__(self, bank: Bank, index: Index, model: SearchModel) -> None:
        self.bank = bank
        self._index, self._model = index, model

    def __call__(self, query: str, limit: int = 10) -> Found:
        """The best `limit` entries and what to do with them; a query without words is refused."""
        if not tokens(query) or not len(self.bank):
            return Found("refuse", 0.0, ())
        evidence = self._index.evidence(query[:LONGEST])
        scores = self._model.scores(evidence)
        band, probability = self._model.judge(evidence, scores)
        belief = np.exp(scores - np.max(scores))
        belief /= belief.sum()
        best = np.argsort(-belief, kind="stable")[:limit]
        numbers = evidence.entries[best]
        hits = (
            Hit(self.bank.questions[n], float(b))
            for n, b in zip(numbers, belief[best], strict=True)
        )
        return Found(band, probability, tuple(hits))
