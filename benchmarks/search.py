"""The search against what a user would pick instead: quality, time, memory, and growth with the bank.

    python -m benchmarks.search [--large]

The baseline is sentence-transformers' `util.semantic_search` with all-MiniLM-L6-v2 over question and answer. Both run
in processes of their own, one thread each, on the same labelled test queries. Times are CPU time of the process.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np

QUERIES = Path("knowledge/queries/test.jsonl")
FIRST = "y does my val loss go up while train loss goes down"
Ask = Callable[[str], tuple[list[str], float]]
"""A query to the ids ranked for it and a confidence."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--large", action="store_true", help="also a bank of a million entries")
    parser.add_argument("--child", choices=["ours", "baseline"], help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        print(json.dumps(measure(wanted.child)))
        return
    compare(child("baseline"), child("ours"))
    sizes = [1_000, 10_000, 100_000, *([1_000_000] if wanted.large else [])]
    grow(sizes)


def child(name: str) -> dict[str, float]:
    """Measure one side in a process of its own."""
    one_thread = os.environ | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "benchmarks.search", "--child", name]
    done = subprocess.run(command, env=one_thread, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(name: str) -> dict[str, float]:
    """Start up, answer one question, then every test query; figures of this process."""
    ask = open_ours() if name == "ours" else open_baseline()
    ask(FIRST)
    ready = time.process_time()
    memory = resident_mib()
    queries = [json.loads(line) for line in QUERIES.read_text(encoding="utf-8").splitlines()]
    started = time.process_time()
    found = [ask(query["query"]) for query in queries]
    per_query = 1000 * (time.process_time() - started) / len(queries)
    used = {"start_cpu_s": ready, "cpu_ms_per_query": per_query}
    used |= {"MiB, one answer": memory, "MiB, all answers": resident_mib()}
    return used | quality(queries, found)


def open_ours() -> Ask:
    """The product's search, as `backprep ask` opens it."""
    from bot.searching import open_search
    from bot.settings import Settings

    search = open_search(Settings(), lambda text: print(text, file=sys.stderr))

    def ask(query: str) -> tuple[list[str], float]:
        found = search(query)
        return [hit.question.id for hit in found.hits], found.probability

    return ask


def open_baseline() -> Ask:
    """The baseline, with its corpus vectors read from a file as ours are."""
    from sentence_transformers import util

    from bot.settings import Settings
    from generators.embedding import MINILM, load
    from knowledge.bank import load_bank

    bank = load_bank()
    model = load(MINILM, "cpu")
    texts = [f"{question.stem} {question.answer}" for question in bank]
    version = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    file = Settings().data / f"benchmark-baseline-{version}.npy"
    if not file.exists():
        np.save(file, model.encode(texts, convert_to_numpy=True, show_progress_bar=False))
    corpus = np.load(file)
    ids = [question.id for question in bank]

    def ask(query: str) -> tuple[list[str], float]:
        vector = model.encode(query, convert_to_numpy=True, show_progress_bar=False)
        hits = util.semantic_search(vector, corpus, top_k=10)[0]
        return [ids[int(hit["corpus_id"])] for hit in hits], float(hits[0]["score"])

    return ask


def quality(
    queries: Sequence[dict[str, object]], found: Sequence[tuple[list[str], float]]
) -> dict[str, float]:
    """Recall at 1 and 3, MRR at 10, AUROC of in-bank against near misses and junk."""
    from knowledge.search.evaluation import auroc

    ranks, confidence = [], {"in": [], "near_miss": [], "junk": []}  # type: ignore[var-annotated]
    for query, (ids, sure) in zip(queries, found, strict=True):
        if query["in_bank"]:
            right = set(query["answers"])  # type: ignore[call-overload]
            ranks.append(next((place for place, name in enumerate(ids, 1) if name in right), 99))
        confidence["in" if query["in_bank"] else str(query["style"])].append(sure)
    places = np.array(ranks)
    return {
        "recall@1": float(np.mean(places == 1)),
        "recall@3": float(np.mean(places <= 3)),
        "mrr@10": float(np.mean(np.where(places <= 10, 1 / places, 0))),
        "auroc near miss": auroc(confidence["in"], confidence["near_miss"]),
        "auroc junk": auroc(confidence["in"], confidence["junk"]),
    }


def resident_mib() -> float:
    """Memory of this process that is in RAM now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def compare(baseline: dict[str, float], ours: dict[str, float]) -> None:
    """Print both sides and the ratio."""
    print(f"{'':<20}{'baseline':>12}{'ours':>12}{'ours/baseline':>16}")
    for name, other in baseline.items():
        print(f"{name:<20}{other:>12.3f}{ours[name]:>12.3f}{ours[name] / other:>16.2f}")


def grow(sizes: Sequence[int]) -> None:
    """How the cost of a query grows with the bank: made-up entries, the embedding of the query left out."""
    print(
        f"\n{'entries':>10}{'passages':>10}{'build s':>10}{'ms/query':>10}{'found first':>13}{'  store'}"
    )
    for size in sizes:
        bank, vectors, queries = made_up(size)
        build, per_query, found, store = time_index(bank, vectors, queries)
        print(
            f"{size:>10,}{len(vectors):>10,}{build:>10.1f}{per_query:>10.2f}{found:>13.2f}  {store}",
            flush=True,
        )


def made_up(size: int) -> tuple[object, np.ndarray, list[tuple[str, np.ndarray, int]]]:
    """Entries of two to four passages about random words; 50 queries with the entry that is meant."""
    from knowledge.bank import Bank
    from knowledge.question import Question

    rng = np.random.default_rng(size)
    zipf = lambda count: " ".join(f"w{n}" for n in np.minimum(rng.zipf(1.3, count), 50_000))  # noqa: E731
    entries = [
        Question(
            id=f"e{n}", level="basic", topics=("made-up",), stem=zipf(8), aliases=(zipf(6),),
            answer=zipf(12), status="draft",
        )
        for n in range(size)
    ]  # fmt: skip
    centres = rng.normal(size=(size, 384)).astype(np.float32)
    vectors = np.repeat(centres, 4, axis=0)
    vectors += 0.6 * rng.standard_normal(vectors.shape, np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    meant = rng.integers(0, size, 50)
    queries = []
    for n in meant:
        vector = centres[n] + 0.6 * rng.standard_normal(384, np.float32)
        queries.append((entries[n].stem, vector / np.linalg.norm(vector), int(n)))
    return Bank(entries), vectors, queries


def time_index(
    bank: object, vectors: np.ndarray, queries: Sequence[tuple[str, np.ndarray, int]]
) -> tuple[float, float, float, str]:
    """Build the index and ask; CPU seconds, CPU milliseconds per query (median), share found first, the store."""
    from knowledge.search.index import Index
    from knowledge.search.model import SearchModel
    from knowledge.search.text import Normaliser

    class Given:
        """An embedder whose answers are set beforehand."""

        fingerprint, dimensions, vector = "given", 384, vectors[0]

        def embed(self, texts: Sequence[str]) -> np.ndarray:
            return np.stack([self.vector] * len(texts))

    embedder, model = Given(), SearchModel.load()
    started = time.process_time()
    index = Index(bank, embedder, Normaliser((), (), {}, {}), vectors, vectors[:0])  # type: ignore[arg-type]
    build = time.process_time() - started
    times, first = [], 0
    for text, vector, meant in queries:
        embedder.vector = vector
        started = time.process_time()
        evidence = index.evidence(text)
        scores = model.scores(evidence)
        times.append(1000 * (time.process_time() - started))
        first += int(evidence.entries[int(np.argmax(scores))]) == meant
    return build, median(times), first / len(queries), type(index._vectors).__name__  # noqa: SLF001


if __name__ == "__main__":
    main()
