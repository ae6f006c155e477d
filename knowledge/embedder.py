"""Text to vectors: the port, and the adapter the answering process uses (ONNX Runtime, no torch)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.errors import CannotAnswerError

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


@dataclass(frozen=True, slots=True)
class Exported:
    """`embedder.json`, written by the export beside its files, so that they can be trusted and vectors cached."""

    model: str
    dimensions: int
    max_tokens: int
    model_sha256: str
    tokenizer_sha256: str


class OnnxEmbedder:
    """Runs an exported sentence-transformers model (pooling included) on the CPU, one thread.

    Raises:
        ModelFilesError: a file is missing or is not the one that was exported.
    """

    def __init__(self, folder: Path) -> None:
        self._record = _read_export(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        model = str(folder / "model.onnx")
        self._session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
        self._inputs = [entry.name for entry in self._session.get_inputs()]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(self._record.max_tokens)
        self._tokenizer.no_padding()

    @property
    def fingerprint(self) -> str:
        """Model name and the start of its weights' SHA-256."""
        return f"{self._record.model}@{self._record.model_sha256[:16]}"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._record.dimensions

    @property
    def vocabulary(self) -> frozenset[str]:
        """Whole words the model knows, pieces of words left out."""
        return frozenset(w for w in self._tokenizer.get_vocab() if w.isalpha() and len(w) > 1)

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
        every = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        (vector,) = self._session.run(None, {name: every[name] for name in self._inputs})[0]
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


def _read_export(folder: Path) -> Exported:
    try:
        record = Exported(**json.loads((folder / "embedder.json").read_text()))
        found = _sha256(folder / "model.onnx"), _sha256(folder / "tokenizer.json")
    except (OSError, ValueError, TypeError) as error:
        raise ModelFilesError(
            f"The embedding model in {folder} is not whole: {error}. Delete the folder and run "
            "`backprep setup` to export it again."
        ) from error
    if found != (record.model_sha256, record.tokenizer_sha256):
        raise ModelFilesError(
            f"The embedding model in {folder} is not the one that was exported. Delete the folder "
            "and run `backprep setup`."
        )
    return record


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
