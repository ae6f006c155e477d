"""Exact words and spelling: BM25 over words, and TF-IDF over character n-grams.

Both are kept as postings (term -> documents and weights), so that a query costs what its terms' lists cost.

Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", doi:10.1561/1500000019.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.search.text import fold, tokens

Scores = NDArray[np.float32]

K1, B = 1.2, 0.75
NGRAMS = (3, 4, 5)


class Postings:
    """For each term, the documents that hold it and how much it counts there."""

    def __init__(self, documents: Sequence[Mapping[str, float]]) -> None:
        lists: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, document in enumerate(documents):
            for term, weight in document.items():
                lists[term].append((number, weight))
        self.size = len(documents)
        self._lists = {
            term: (np.array([n for n, _ in pairs]), np.array([w for _, w in pairs], np.float32))
            for term, pairs in lists.items()
        }

    def scores(self, query: Mapping[str, float]) -> Scores:
        """Dot product of the query with every document: (size,)."""
        found = [
            (*self._lists[term], weight) for term, weight in query.items() if term in self._lists
        ]
        if not found:
            return np.zeros(self.size, np.float32)
        numbers, weights, factors = zip(*found, strict=True)
        scaled = np.concatenate(weights) * np.repeat(factors, [len(own) for own in weights])
        return np.bincount(np.concatenate(numbers), scaled, self.size).astype(np.float32)


def _idf(documents: Sequence[Iterable[str]]) -> dict[str, float]:
    """Robertson's inverse document frequency, kept above zero by the 1 + inside the logarithm."""
    counts = Counter(term for document in documents for term in set(document))
    total = len(documents)
    return {t: math.log(1 + (total - n + 0.5) / (n + 0.5)) for t, n in counts.items()}


class Bm25:
    """BM25 over words, divided by what a perfect document would score: 0 to about 1."""

    def __init__(self, documents: Sequence[str]) -> None:
        bags = [Counter(tokens(document)) for document in documents]
        self._idf = _idf(bags)
        self._unseen = math.log(1 + (len(documents) + 0.5) / 0.5)
        mean_length = sum(map(Counter.total, bags)) / max(1, len(bags)) or 1.0
        self._postings = Postings([self._weigh(bag, mean_length) for bag in bags])

    def _weigh(self, bag: Counter[str], mean_length: float) -> dict[str, float]:
        norm = K1 * (1 - B + B * bag.total() / mean_length)
        return {t: self._idf[t] * n / (n + norm) for t, n in bag.items()}

    def scores(self, query: str) -> Scores:
        """One score per document: (documents,)."""
        terms = set(tokens(query))
        best = sum(self._idf.get(term, self._unseen) for term in terms) or 1.0
        return self._postings.scores(dict.fromkeys(terms, 1.0 / best))

    def coverage(self, query: str) -> float:
        """Share of the query's information (idf) that lies in words the documents have at all, 0 to 1."""
        terms = set(tokens(query))
        known = sum(self._idf[term] for term in terms if term in self._idf)
        unknown = self._unseen * sum(term not in self._idf for term in terms)
        return known / (known + unknown) if known else 0.0


class CharacterNgrams:
    """TF-IDF cosine over the 3- to 5-grams of each word: finds misspelt and glued words."""

    def __init__(self, documents: Sequence[str]) -> None:
        bags = [_ngrams(document) for document in documents]
        self._idf = _idf(bags)
        self._unseen = math.log(1 + (len(documents) + 0.5) / 0.5)
        self._postings = Postings([self._unit(bag) for bag in bags])

    def scores(self, query: str) -> Scores:
        """Cosine with every document: (documents,). N-grams seen in none lengthen the query."""
        return self._postings.scores(self._unit(_ngrams(query)))

    def _unit(self, bag: Counter[str]) -> dict[str, float]:
        weights = {g: (1 + math.log(n)) * self._idf.get(g, self._unseen) for g, n in bag.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}


def _ngrams(text: str) -> Counter[str]:
    padded = [f" {word} " for word in fold(text).split()]
    return Counter(
        word[start : start + size]
        for word in padded
        for size in NGRAMS
        for start in range(max(1, len(word) - size + 1))
    )
