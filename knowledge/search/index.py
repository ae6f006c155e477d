"""How well each entry fits a query, seen in six ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.bank import Bank
from knowledge.embedder import Embedder, Vectors
from knowledge.search.lexical import Bm25, CharacterNgrams
from knowledge.search.passages import VIEWS, lexical_text, passages
from knowledge.search.text import Normaliser, fold

Scores = NDArray[np.float32]
FEATURES = (*VIEWS, "characters", "words")
"""Columns of the feature matrix: four cosines, character n-grams, BM25."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the index knows of one query."""

    features: Scores
    """(entries, FEATURES)."""
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
        self._embedder, self._normalise, self._decoys = embedder, normalise, decoys
        self._vectors = vectors
        self._columns = _columns(bank)
        asked = [(n, text) for n, q in enumerate(bank) for text in (q.stem, *q.aliases)]
        self._asked_starts = np.unique([n for n, _ in asked], return_index=True)[1]
        self._characters = CharacterNgrams([text for _, text in asked])
        self._words = Bm25([lexical_text(question) for question in bank])
        self.size = len(bank)

    def evidence(self, query: str) -> Evidence:
        """Compare a query, as typed and as normalised, with every entry."""
        wordings = list(dict.fromkeys([fold(query), self._normalise(query)]))
        vector = self._embedder.embed(wordings).mean(axis=0)
        cosines = self._vectors @ vector
        features = np.empty((self.size, len(FEATURES)), np.float32)
        for column, (rows, starts) in enumerate(self._columns):
            features[:, column] = np.maximum.reduceat(cosines[rows], starts) if len(rows) else 0.0
        by_asked = np.max([self._characters.scores(w) for w in wordings], axis=0)
        features[:, -2] = np.maximum.reduceat(by_asked, self._asked_starts)
        features[:, -1] = np.max([self._words.scores(w) for w in wordings], axis=0)
        decoy = float(np.max(self._decoys @ vector)) if len(self._decoys) else 0.0
        return Evidence(features, decoy, self._words.coverage(wordings[-1]))


def _columns(bank: Bank) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Per view: the passages' rows, sorted by entry, and where each entry's rows start.

    An entry without passages in a view is represented by its answer.
    """
    rows: dict[str, list[list[int]]] = {view: [[] for _ in bank] for view in VIEWS}
    row = 0
    for number, question in enumerate(bank):
        for view, _ in passages(question):
            rows[view][number].append(row)
            row += 1
    columns = []
    for view in VIEWS:
        lists = [own or rows[VIEWS[0]][n] for n, own in enumerate(rows[view])]
        starts = np.cumsum([0, *map(len, lists[:-1])]) if lists else np.array([], np.intp)
        columns.append((np.array([r for own in lists for r in own], np.intp), starts))
    return columns


def embedded_texts(bank: Bank) -> list[str]:
    """Every text of the bank that has a vector, in the order the index expects."""
    return [text for question in bank for _, text in passages(question)]
