"""Exact words and spelling: BM25 over words, and TF-IDF over character n-grams.

Both are kept as postings (term -> documents and weights), so that a query costs what its terms' lists cost. All lists
lie in two flat arrays: an object for each took ten times the memory.

Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", doi:10.1561/1500000019.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.search.text import fold, tokens

Scores = NDArray[np.float32]
Floats = NDArray[np.float64]

K1, B = 1.2, 0.75
NGRAMS = (3, 4, 5)


class Bags:
    """Documents as bags of numbered terms: `counts[i]` times the term `numbers[i]` in the document `owners[i]`."""

    def __init__(self, documents: Iterable[Mapping[str, int]]) -> None:
        self.terms: dict[str, int] = {}
        numbers, counts, lengths = array("i"), array("i"), array("i")
        for document in documents:
            numbers.extend(self.terms.setdefault(term, len(self.terms)) for term in document)
            counts.extend(document.values())
            lengths.append(len(document))
        self.size = len(lengths)
        self.numbers, self.counts = np.asarray(numbers), np.asarray(counts)
        self.owners = np.repeat(np.arange(self.size, dtype=np.int32), lengths)


class Idf:
    """Robertson's inverse document frequency, kept above zero by the 1 + inside the logarithm."""

    def __init__(self, bags: Bags) -> None:
        found = np.bincount(bags.numbers, minlength=len(bags.terms))
        self.by_number: Floats = np.log(1 + (bags.size - found + 0.5) / (found + 0.5))
        self._terms = bags.terms
        self._unseen = math.log(1 + (bags.size + 0.5) / 0.5)

    def __contains__(self, term: str) -> bool:
        return term in self._terms

    def __call__(self, term: str) -> float:
        """Of a term; one that no document has gets the most."""
        number = self._terms.get(term)
        return self._unseen if number is None else float(self.by_number[number])


class Postings:
    """For each term, the documents that hold it and how much it counts there."""

    def __init__(self, bags: Bags, weights: Floats) -> None:
        by_term = np.argsort(bags.numbers, kind="stable")
        ends = np.cumsum(np.bincount(bags.numbers, minlength=len(bags.terms)))
        self.size = bags.size
        self._terms = bags.terms
        self._bounds = array("l", [0, *ends])
        self._owners = bags.owners[by_term]
        self._weights = weights[by_term].astype(np.float32)

    def scores(self, query: Mapping[str, float]) -> Scores:
        """Dot product of the query with every document: (size,)."""
        found = [
            (self._rows(self._terms[term]), factor)
            for term, factor in query.items()
            if term in self._terms
        ]
        if not found:
            return np.zeros(self.size, np.float32)
        owners = np.concatenate([self._owners[rows] for rows, _ in found])
        weights = np.concatenate([self._weights[rows] for rows, _ in found])
        factors = np.repeat([f for _, f in found], [rows.stop - rows.start for rows, _ in found])
        return np.bincount(owners, weights * factors, self.size).astype(np.float32)

    def _rows(self, number: int) -> slice:
        return slice(self._bounds[number], self._bounds[number + 1])


class Bm25:
    """BM25 over words, divided by what a perfect document would score: 0 to about 1."""

    def __init__(self, documents: Sequence[str]) -> None:
        bags = Bags(Counter(tokens(document)) for document in documents)
        self._idf = Idf(bags)
        lengths = np.bincount(bags.owners, bags.counts, bags.size)
        norm = K1 * (1 - B + B * lengths / ((lengths.sum() / max(1, bags.size)) or 1.0))
        shares = bags.counts / (bags.counts + norm[bags.owners])
        self._postings = Postings(bags, self._idf.by_number[bags.numbers] * shares)

    def scores(self, query: str) -> Scores:
        """One score per document: (documents,)."""
        terms = set(tokens(query))
        best = sum(map(self._idf, terms)) or 1.0
        return self._postings.scores(dict.fromkeys(terms, 1.0 / best))

    def coverage(self, query: str) -> float:
        """Share of the query's information (idf) that lies in words the documents have at all, 0 to 1."""
        terms = set(tokens(query))
        known = sum(self._idf(term) for term in terms if term in self._idf)
        return known / sum(map(self._idf, terms)) if known else 0.0


class CharacterNgrams:
    """TF-IDF cosine over the 3- to 5-grams of each word: finds misspelt and glued words."""

    def __init__(self, documents: Sequence[str]) -> None:
        bags = Bags(map(_ngrams, documents))
        self._idf = Idf(bags)
        weights = (1 + np.log(bags.counts)) * self._idf.by_number[bags.numbers]
        lengths = np.sqrt(np.bincount(bags.owners, weights**2, bags.size))
        self._postings = Postings(bags, weights / lengths[bags.owners])

    def scores(self, query: str) -> Scores:
        """Cosine with every document: (documents,). N-grams seen in none lengthen the query."""
        bag = _ngrams(query)
        weights = {gram: (1 + math.log(count)) * self._idf(gram) for gram, count in bag.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return self._postings.scores({gram: weight / length for gram, weight in weights.items()})


def _ngrams(text: str) -> Counter[str]:
    padded = [f" {word} " for word in fold(text).split()]
    return Counter(
        word[start : start + size]
        for word in padded
        for size in NGRAMS
        for start in range(max(1, len(word) - size + 1))
    )
