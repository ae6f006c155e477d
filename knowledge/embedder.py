"""Text to vectors: the port, and the adapter the answering process uses (ONNX Runtime, no torch)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import CannotAnswerError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would: names the model and its exact weights."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (len(texts), dimensions) float32."""
        ...


class ModelFilesError(CannotAnswerError):
    """The exported embedding model is missing or is not the one that was exported."""


class OldExportError(ModelFilesError):
    """The embedding model was exported by another version of this program."""


LAYOUT = 2
"""Of the exported files; `generators.embedding` writes it."""


@dataclass(frozen=True, slots=True)
class Exported:
    """`embedder.json`, written by the export beside its files, so that they can be trusted and vectors cached."""

    layout: int
    model: str
    dimensions: int
    max_tokens: int
    sha256: dict[str, str]
    """Of each file: model.onnx, tokenizer.json and, unless the graph holds the word embeddings itself, words.bin."""


class OnnxEmbedder:
    """Runs an exported sentence-transformers model (pooling included) on the CPU, one thread.

    Raises:
        OldExportError: another version of this program exported it.
        ModelFilesError: a file is missing or is not the one that was exported.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # here, since most commands search nothing and need not wait for these two
        from tokenizers import Tokenizer

        self._record = _read_export(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        model = str(folder / "model.onnx")
        self._session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
        self._inputs = {entry.name: entry.shape for entry in self._session.get_inputs()}
        self._table = folder / "words.bin"
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(self._record.max_tokens)
        self._tokenizer.no_padding()

    @property
    def fingerprint(self) -> str:
        """Model name and the start of a SHA-256 over those of its files."""
        files = "".join(self._record.sha256.values())
        return f"{self._record.model}@{hashlib.sha256(files.encode()).hexdigest()[:16]}"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._record.dimensions

    @property
    def vocabulary(self) -> Container[str]:
        """Whole words the model knows, pieces of words left out."""
        return _Vocabulary(self._tokenizer)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (len(texts), dimensions) float32.

        Texts run one by one: activations are quantised per tensor, so that in a batch a text's vector would depend on
        its batch-mates.
        """
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for place, text in enumerate(texts):
            vectors[place] = self._one(text)
        return vectors

    def _one(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        every: dict[str, NDArray[Any]] = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        if "words" in self._inputs:
            every["words"] = self._rows(ids)
        (vector,) = self._session.run(None, {name: every[name] for name in self._inputs})[0]
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

    def _rows(self, ids: NDArray[np.int64]) -> Vectors:
        """Word embeddings, (1, tokens, width). Read, not mapped: of a mapped file, all soon counts as memory in use."""
        rows = np.empty((*ids.shape, self._inputs["words"][-1]), "<f4")
        with self._table.open("rb", buffering=0) as table:
            for token, row in zip(ids[0], rows[0], strict=True):
                table.seek(int(token) * row.nbytes)
                table.readinto(row)
        return rows


class _Vocabulary(Container[str]):
    """Asks the tokenizer instead of copying its words, which would take 4 MiB."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str) or not word.isalpha() or len(word) == 1:
            return False
        return self._tokenizer.token_to_id(word) is not None


def _read_export(folder: Path) -> Exported:
    try:
        tree = json.loads((folder / "embedder.json").read_text())
        if tree.get("layout") != LAYOUT:
            raise OldExportError(
                f"The embedding model in {folder} was exported by another version. Delete the folder "
                "and run `backprep setup`."
            )
        record = Exported(**tree)
        found = {name: _sha256(folder / name) for name in record.sha256}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelFilesError(
            f"The embedding model in {folder} is not whole: {error}. Delete the folder and run "
            "`backprep setup` to export it again."
        ) from error
    if found != record.sha256:
        raise ModelFilesError(
            f"The embedding model in {folder} is not the one that was exported. Delete the folder "
            "and run `backprep setup`."
        )
    return record


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
