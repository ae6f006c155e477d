"""Where passage vectors are kept: all in memory and compared exactly, or, for large banks, in a graph index.

Malkov & Yashunin 2018, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small
World graphs", arXiv:1603.09320. Differs from the paper: 16-bit floats. Not 8-bit integers: with those the nearest
entry was lost too often.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import Vectors

Rows = NDArray[np.intp]
Cosines = NDArray[np.float32]

EXACT_UP_TO = 50_000
"""Passages; above, comparing with every one of them costs more than the embedding of the query."""
NEAREST = 256


class PassageVectors(Protocol):
    """Unit vectors by row number."""

    def nearest(self, vector: Vectors) -> Rows | None:
        """Rows of the NEAREST passages, or None for "all are cheap to compare"."""
        ...

    def cosines(self, rows: Rows | None, vector: Vectors) -> Cosines:
        """Cosine of the query vector with these rows (None: with all)."""
        ...


def hold(vectors: Vectors) -> PassageVectors:
    """Keep the vectors in the way that fits their number."""
    return ExactVectors(vectors) if len(vectors) <= EXACT_UP_TO else GraphVectors(vectors)


class ExactVectors:
    """A matrix."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = np.ascontiguousarray(vectors)

    def nearest(self, vector: Vectors) -> None:
        """All are cheap to compare."""
        return

    def cosines(self, rows: Rows | None, vector: Vectors) -> Cosines:
        """Cosine of the query vector with these rows (None: with all)."""
        return np.asarray((self._vectors if rows is None else self._vectors[rows]) @ vector)


class GraphVectors:
    """A usearch graph of 16-bit vectors: 2 × dimensions bytes a passage and the edges."""

    def __init__(self, vectors: Vectors) -> None:
        from usearch.index import Index

        self._index: Any = Index(ndim=vectors.shape[1], metric="ip", dtype="f16")
        self._index.add(np.arange(len(vectors)), vectors, threads=1)

    def nearest(self, vector: Vectors) -> Rows:
        """Rows of the nearest passages, nearest first; approximate."""
        found = self._index.search(vector, NEAREST, threads=1)
        return np.asarray(found.keys, np.intp)

    def cosines(self, rows: Rows | None, vector: Vectors) -> Cosines:
        """Cosine of the query vector with these rows (None: with all)."""
        wanted = np.arange(len(self._index)) if rows is None else rows
        return np.stack(self._index.get(wanted)).astype(np.float32) @ vector
