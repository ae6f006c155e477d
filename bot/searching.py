"""Opens the bank and its search; made once, kept in the data folder, quick the next time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from bot.embedding import prepare_embedder
from bot.memory import give_back_all, give_back_large_pieces
from bot.settings import Settings
from knowledge.bank import Bank, load_bank_with_drafts
from knowledge.embedder import OnnxEmbedder
from knowledge.search.decoys import hand_over, read_decoys
from knowledge.search.engine import Found, Search
from knowledge.search.index import Index, embedded_texts
from knowledge.search.model import SearchModel
from knowledge.search.passages import VectorCache, plain_words
from knowledge.search.text import make_normaliser

Say = Callable[[str], None]


def open_bank(settings: Settings, say: Say) -> Bank:
    """The shipped entries and the imported drafts; a faulty draft is left out and named."""
    bank, problems = load_bank_with_drafts(settings.imported_questions)
    for problem in problems:
        say(f"This draft is left out: {problem}")
    return bank


def open_index(bank: Bank, settings: Settings, say: Say) -> Index:
    """The bank's index; the model is exported and new texts are embedded where that was not yet done.

    Linear algebra is held to one thread: on these sizes more threads only wait for each other. What the start-up took
    and no longer needs goes back to the system.
    """
    threadpool_limits(1)
    give_back_large_pieces()
    embedder = prepare_embedder(settings.embedding_model, settings.data, say)
    index = index_of(bank, embedder, settings.data / "vectors", say)
    give_back_all()
    return index


def index_of(bank: Bank, embedder: OnnxEmbedder, cache: Path, say: Say) -> Index:
    """The index of a bank whose vectors are kept in the folder `cache`."""
    decoys, texts = read_decoys(), embedded_texts(bank)
    embedded = VectorCache(embedder, cache).embed([*texts, *decoys], _progress(say))
    vectors = dict(zip([*texts, *decoys], embedded, strict=True))
    bank, decoys = hand_over(bank, decoys, vectors)
    normalise = make_normaliser(map(plain_words, bank), decoys, embedder.vocabulary)
    rows = (np.stack([vectors[text] for text in part]) for part in (embedded_texts(bank), decoys))
    return Index(bank, embedder, normalise, *rows)


class SearchThread:
    """Searches away from the event loop, one query after the other.

    Several at once would take no less time, since each keeps a core busy, and would keep the event loop waiting for its
    turn with Python's lock.
    """

    def __init__(self, search: Search) -> None:
        self._search = search
        self._thread = ThreadPoolExecutor(1, "search")

    async def __call__(self, query: str) -> Found:
        """What the search makes of a query."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._search, query)


def _progress(say: Say) -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        if total > 100:
            say(f"Reading the question bank (once): {done} of {total} texts …")

    return told


def open_search(settings: Settings, say: Say) -> Search:
    """Everything needed to answer a question."""
    bank = open_bank(settings, say)
    return Search(bank, open_index(bank, settings, say), SearchModel.load())
