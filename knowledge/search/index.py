"""How well each entry fits a query, seen in six ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from knowledge.bank import Bank
from knowledge.embedder import Embedder, Vectors
from knowledge.search.lexical import Bm25, CharacterNgrams
from knowledge.search.passages import VIEWS, lexical_text, passages
from knowledge.search.text import Normaliser, fold
from knowledge.search.vectors import PassageVectors, Rows, hold

Scores = NDArray[np.float32]
FEATURES = (*VIEWS, "characters", "words")
"""Columns of the feature matrix: four cosines, character n-grams, BM25."""
BY_WORDS = 64
"""In a large bank: how many entries are looked at because of their words or spelling alone."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the index knows of one query."""

    entries: Rows
    """Numbers of the entries looked at: all of them in a bank of ordinary size."""
    features: Scores
    """(len(entries), FEATURES)."""
    decoy: float
    """Cosine with the nearest term that is known not to be in the bank."""
    coverage: float
    """Share of the query's information in words the bank has, 0 to 1."""


class Index:
    """The bank's vectors and words, ready to be compared with a query."""

    def __init__(
        self,
        bank: Bank,
        embedder: Embedder,
        normalise: Normaliser,
        vectors: Vectors,
        decoys: Vectors,
    ) -> None:
        self._embedder, self._normalise = embedder, normalise
        self._decoys = np.ascontiguousarray(decoys)
        self._bounds = _bounds(bank)
        self._vectors: PassageVectors = hold(vectors)
        self._owner = np.repeat(np.arange(len(bank)), self._bounds[:, -1] - self._bounds[:, 0])
        asked = [[question.stem, *question.aliases] for question in bank]
        self._asked = np.array([0, *accumulate(map(len, asked))][:-1], np.intp)
        self._characters = CharacterNgrams([text for texts in asked for text in texts])
        self._words = Bm25([lexical_text(question) for question in bank])
        self.size = len(bank)

    def evidence(self, query: str) -> Evidence:
        """Compare a query with the entries: its meaning as corrected, its words as typed and as normalised."""
        corrected = self._normalise.correct(query)
        vector = self._embedder.embed([corrected])[0]
        wordings = [fold(query), self._normalise.expand(corrected)]
        characters = self._characters.scores(corrected)
        characters = np.maximum.reduceat(characters, self._asked)
        words = np.max([self._words.scores(text) for text in wordings], axis=0)
        entries = self._candidates(vector, [characters, words])
        lexical = np.column_stack([characters[entries], words[entries]])
        return Evidence(
            entries=entries,
            features=np.hstack([self._views(entries, vector), lexical]).astype(np.float32),
            decoy=float(np.max(self._decoys @ vector)) if len(self._decoys) else 0.0,
            coverage=self._words.coverage(wordings[-1]),
        )

    def _candidates(self, vector: Vectors, lexical: Sequence[Scores]) -> Rows:
        """All entries, or in a large bank those near in meaning, words or spelling."""
        near = self._vectors.nearest(vector)
        if near is None:
            return np.arange(self.size)
        best = [
            np.argpartition(-scores, min(BY_WORDS, self.size - 1))[:BY_WORDS] for scores in lexical
        ]
        return np.unique(np.concatenate([self._owner[near], *best]))

    def _views(self, entries: Rows, vector: Vectors) -> Scores:
        """The best cosine of each entry in each view, (entries, VIEWS); the answer's stands in for a missing view."""
        bounds = self._bounds[entries]
        if len(entries) == self.size:
            cosines = self._vectors.cosines(None, vector)
        else:
            rows = np.concatenate([np.arange(b[0], b[-1]) for b in bounds])
            cosines = self._vectors.cosines(rows, vector)
            ends = np.cumsum(bounds[:, -1] - bounds[:, 0])
            bounds = bounds + (np.concatenate([[0], ends[:-1]]) - bounds[:, 0])[:, None]
        best = np.maximum.reduceat(cosines, np.minimum(bounds[:, :-1].ravel(), len(cosines) - 1))
        best = best.reshape(len(entries), len(VIEWS))
        missing = bounds[:, 1:] == bounds[:, :-1]
        return np.where(missing, best[:, :1], best)


def _bounds(bank: Bank) -> Rows:
    """Where each entry's passages of each view start, and the end: (entries, VIEWS + 1)."""
    counts = np.zeros((len(bank), len(VIEWS)), np.intp)
    for number, question in enumerate(bank):
        for view, _ in passages(question):
            counts[number, VIEWS.index(view)] += 1
    ends = np.cumsum(counts).reshape(counts.shape)
    return np.hstack([ends[:, :1] - counts[:, :1], ends])


def embedded_texts(bank: Bank) -> list[str]:
    """Every text of the bank that has a vector, in the order the index expects."""
    return [text for question in bank for _, text in passages(question)]
