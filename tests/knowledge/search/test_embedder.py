"""The contract of every Embedder, kept by ONNX Runtime and by sentence-transformers alike."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from bot.embedding import prepare_embedder
from bot.settings import Settings
from generators.embedding import MINILM, TorchEmbedder, swap
from knowledge.embedder import (
    LAYOUT,
    Embedder,
    ModelFilesError,
    OldExportError,
    OnnxEmbedder,
    Vectors,
)
from knowledge.search.passages import VectorCache

TEXTS = ["What is a perceptron?", "perceptron definition", "how long to cook rice", "", "x " * 1000]


@pytest.fixture(scope="module")
def trained() -> TorchEmbedder:
    """The model as it was trained, before any export."""
    return TorchEmbedder(MINILM, "cpu")


@pytest.fixture(scope="module", params=["embedder", "trained"], ids=["onnx", "torch"])
def either(request: pytest.FixtureRequest) -> Embedder:
    either: Embedder = request.getfixturevalue(request.param)
    return either


@dataclass(frozen=True)
class Tiny:
    """A tiny model of other sizes and with another pooling, and a data folder that it was exported to."""

    model: str
    data: Path
    told: tuple[str, ...]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    folder, told = tmp_path_factory.mktemp("tiny"), list[str]()
    model = str(tiny_model(folder))
    prepare_embedder(model, folder / "data", told.append)
    return Tiny(model, folder / "data", tuple(told))


def test_vectors_are_unit_float32_rows(either: Embedder) -> None:
    vectors = either.embed(TEXTS)

    assert vectors.shape == (len(TEXTS), either.dimensions) == (5, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert either.embed([]).shape == (0, 384)


def test_meaning_counts_more_than_words(either: Embedder) -> None:
    one, same, other = either.embed(TEXTS[:3])

    assert one @ same > 0.8
    assert one @ other < 0.3


def test_a_text_s_vector_does_not_depend_on_its_batch_mates(either: Embedder) -> None:
    alone, together = either.embed(TEXTS[:1])[0], either.embed(TEXTS)[0]

    assert alone == pytest.approx(together, abs=1e-5)


def test_both_adapters_agree(embedder: OnnxEmbedder, trained: TorchEmbedder) -> None:
    cosines = np.sum(embedder.embed(TEXTS[:3]) * trained.embed(TEXTS[:3]), axis=1)

    assert min(cosines) > 0.98


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "words.bin"])
def test_a_changed_model_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "models" / MINILM
    shutil.copytree(Settings().data / "models" / MINILM, folder)
    with (folder / name).open("ab") as stream:
        stream.write(b"x")

    with pytest.raises(ModelFilesError, match="not the one that was exported"):
        OnnxEmbedder(folder)


@pytest.mark.parametrize("old", [{"model": "x", "model_sha256": "y"}, {"layout": 1}])
def test_what_another_version_exported_is_not_opened(tmp_path: Path, old: object) -> None:
    (tmp_path / "embedder.json").write_text(json.dumps(old))

    with pytest.raises(OldExportError, match="backprep setup"):
        OnnxEmbedder(tmp_path)


def test_a_missing_model_file_is_explained(tmp_path: Path) -> None:
    record = {"layout": LAYOUT, "model": "x", "dimensions": 2, "max_tokens": 9}
    files = {"sha256": {"model.onnx": "0", "tokenizer.json": "0"}}
    (tmp_path / "embedder.json").write_text(json.dumps(record | files))

    with pytest.raises(ModelFilesError, match="backprep setup"):
        OnnxEmbedder(tmp_path)


def test_an_unknown_model_name_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ModelFilesError, match="EMBEDDING_MODEL"):
        prepare_embedder(str(tmp_path / "no-such-model"), tmp_path, print)


def test_the_vocabulary_has_whole_words_only(embedder: OnnxEmbedder) -> None:
    typed = ["gradient", "##ing", "[CLS]", "x", "blorft", "2019"]

    assert [word in embedder.vocabulary for word in typed] == [True, *[False] * 5]


class Counting:
    """An Embedder that counts the texts it is asked for."""

    fingerprint, dimensions = "counting@1", 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], np.float32)


def test_a_text_is_embedded_once_and_remembered_across_starts(tmp_path: Path) -> None:
    first, second = Counting(), Counting()

    before = VectorCache(first, tmp_path).embed(["a", "bb", "a"])
    after = VectorCache(second, tmp_path).embed(["bb", "a", "ccc"])

    assert first.asked == ["a", "bb"]
    assert second.asked == ["ccc"]
    assert before[0].tolist() == after[1].tolist()


@pytest.mark.parametrize("damage", [b"", b"not a zip", b"PK\x03\x04 but broken", b"\x93NUMPY"])
def test_a_damaged_cache_is_written_anew(tmp_path: Path, damage: bytes) -> None:
    VectorCache(Counting(), tmp_path).embed(["a"])
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(damage)

    again = Counting()
    VectorCache(again, tmp_path).embed(["a"])

    assert again.asked == ["a"]


def test_processes_that_fill_the_cache_at_once_do_not_get_in_each_other_s_way(
    tmp_path: Path,
) -> None:
    texts = [[f"text {n} of {writer}" for n in range(200)] for writer in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda own: VectorCache(Counting(), tmp_path).embed(own), texts * 5))

    last = Counting()
    VectorCache(last, tmp_path).embed([text for own in texts for text in own])

    assert [file.suffix for file in tmp_path.iterdir()] == [".npz"]
    assert len(last.asked) < sum(map(len, texts))


def test_processes_that_export_at_once_leave_one_whole_export(tmp_path: Path) -> None:
    for turn in range(50):
        made = [tmp_path / f"{turn}-{writer}" / "export" for writer in "ab"]
        for folder in made:
            folder.mkdir(parents=True)
            (folder / "embedder.json").write_text(str(turn))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(swap, made, [tmp_path / "model"] * 2))

        assert (tmp_path / "model" / "embedder.json").read_text() == str(turn)


def test_any_sentence_transformers_model_is_exported_by_name(tiny: Tiny) -> None:
    exported = prepare_embedder(tiny.model, tiny.data, pytest.fail)
    itself = TorchEmbedder(tiny.model, "cpu")

    assert exported.dimensions == itself.dimensions == 32
    assert np.sum(exported.embed(TEXTS[:2]) * itself.embed(TEXTS[:2]), axis=1) == pytest.approx(
        1, abs=0.02
    )


def test_what_another_version_exported_is_exported_again(tiny: Tiny, tmp_path: Path) -> None:
    data, told = tmp_path / "data", list(tiny.told)
    shutil.copytree(tiny.data, data)
    (record,) = data.glob("models/*/embedder.json")
    record.write_text(record.read_text().replace(f'"layout": {LAYOUT}', '"layout": 1'))

    again = prepare_embedder(tiny.model, data, told.append)
    prepare_embedder(tiny.model, data, told.append)

    assert again.embed(["what is dropout"]).shape == (1, 32)
    assert [text.split()[0] for text in told] == ["Preparing", "Preparing"]


def tiny_model(folder: Path) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    bert = folder / "bert"
    sizes = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64
    )
    BertModel(sizes).save_pretrained(bert)
    special = {
        f"{name}_token": f"[{name.upper()}]" for name in ("unk", "pad", "cls", "sep", "mask")
    }
    vocabulary = Settings().data / "models" / MINILM / "tokenizer.json"
    tokens = PreTrainedTokenizerFast(tokenizer_file=str(vocabulary), **special)  # type: ignore[no-untyped-call]
    tokens.save_pretrained(bert)
    words = Transformer(str(bert), max_seq_length=64)
    pooling = Pooling(32, pooling_mode="cls")
    SentenceTransformer(modules=[words, pooling], device="cpu").save(str(folder / "model"))
    return folder / "model"
