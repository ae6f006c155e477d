"""What is embedded of an entry, and the cache that embeds each text only once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile

import numpy as np

from knowledge.embedder import Embedder, Vectors
from knowledge.question import Question

VIEWS = ("answer", "points", "sentence", "alias")
"""The four ways to look at an entry; each gives a score of its own."""

Passages = list[tuple[str, str]]
"""(view, text) pairs."""

_CODE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z0-9\"'(])|\n{2,}|\n(?=[-*\d|])")


def passages(question: Question) -> Passages:
    """The texts that stand for an entry, each under the view it belongs to, in the order of VIEWS."""
    found = [("answer", f"{question.stem} {question.answer}".strip())]
    if question.points:
        found.append(("points", " ".join([question.stem, *(p.text for p in question.points)])))
    found += [("sentence", sentence) for sentence in sentences(question)]
    found += [("alias", alias) for alias in (question.stem, *question.aliases)]
    return found


def sentences(question: Question) -> Iterator[str]:
    """Sentences of the answer and details, and the questions that follow up on them, as plain text."""
    for prose in (question.answer, question.details):
        for sentence in _SENTENCE_END.split(_plain(prose)):
            if len(sentence.split()) >= 4:
                yield " ".join(sentence.split())
    yield from (probe.ask for probe in question.probes)
    yield from (misconception.claim for misconception in question.misconceptions)


def lexical_text(question: Question) -> str:
    """The words of an entry for exact matching; the question counts more than the answer."""
    asked = [question.stem, *question.aliases]
    said = [question.answer, *(p.text for p in question.points), *(p.ask for p in question.probes)]
    return " ".join([question.stem, *asked, *said, *question.topics])


def plain_words(question: Question) -> str:
    """The edited prose of an entry: words that are spelt right, unlike those of the aliases."""
    said = [question.answer, _plain(question.details), *(point.text for point in question.points)]
    return " ".join([question.stem, *said, *question.topics])


def _plain(markdown: str) -> str:
    text = _CODE.sub(" ", markdown)
    text = re.sub(r"\$\$?[^$]*\$\$?", " ", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[*_`#|>]+", " ", text)


class VectorCache:
    """Vectors by text, kept in one file per model. A file that does not fit is ignored and written anew."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        name = hashlib.sha256(embedder.fingerprint.encode()).hexdigest()[:16]
        self._file = folder / f"{name}.npz"

    def embed(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Unit vectors, (len(texts), dimensions); only texts never seen before are run.

        `progress(done, total)` is called now and then while new texts are run.
        """
        keys = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
        known = self._load()
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for done, (key, text) in enumerate(new.items()):
            known[key] = self._embedder.embed([text])[0]
            if progress and done % 500 == 0:
                progress(done, len(new))
        if new or len(known) > 2 * len(set(keys)):  # much of it is of texts that are gone
            self._save({key: known[key] for key in keys})
        return np.stack([known[key] for key in keys])

    def _load(self) -> dict[bytes, Vectors]:
        if not self._file.exists():
            return {}
        try:
            with self._file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
                keys, vectors = stored["keys"], np.asarray(stored["vectors"], np.float32)
        except (OSError, ValueError, TypeError, KeyError, EOFError, RuntimeError, BadZipFile):
            return {}
        if vectors.shape != (len(keys), self._embedder.dimensions):
            return {}
        return {bytes(key): vector for key, vector in zip(keys, vectors, strict=True)}

    def _save(self, known: dict[bytes, Vectors]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        keys = np.array([np.frombuffer(key, np.uint8) for key in known])
        with TemporaryDirectory(dir=self._file.parent) as own:  # another process may be writing too
            partial = Path(own) / self._file.name
            np.savez(partial, keys=keys, vectors=np.stack(list(known.values())))
            partial.replace(self._file)
