"""Weights on disk."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path

import pytest
import torch
from pydantic import BaseModel
from torch import nn

from generators.weights import WeightsError, load_weights, note_figures, save


class Sizes(BaseModel):
    inputs: int = 3


@pytest.fixture
def stem(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    save(tmp_path / "model-v1.5", model, Sizes(), {"bits": 2.5})
    return tmp_path / "model-v1.5"


def test_weights_come_back_as_fp32_rounded_to_fp16(stem: Path) -> None:
    torch.manual_seed(0)
    original = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)).state_dict()

    stored = load_weights(stem)

    assert stored.config == {"inputs": 3}
    assert stored.figures == {"bits": 2.5}
    assert torch.equal(stored.tensors["0.weight"], original["0.weight"].half().float())
    assert stored.tensors["1.num_batches_tracked"].dtype == torch.int64


def test_one_changed_byte_is_refused(stem: Path) -> None:
    path = stem.with_name("model-v1.5.safetensors")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    with pytest.raises(WeightsError, match="SHA-256 differs"):
        load_weights(stem)


def test_a_pickle_is_refused_even_when_its_hash_is_recorded(stem: Path, tmp_path: Path) -> None:
    evil = pickle.dumps({"weight": [1.0]})
    stem.with_name("model-v1.5.safetensors").write_bytes(evil)
    sidecar = stem.with_name("model-v1.5.json")
    document = json.loads(sidecar.read_text())
    sidecar.write_text(json.dumps({**document, "sha256": hashlib.sha256(evil).hexdigest()}))

    with pytest.raises(WeightsError, match="pickles are never opened"):
        load_weights(stem)


@pytest.mark.parametrize("name", ["model.pt", "model.pth", "model.bin", "model.pkl", "model.ckpt"])
def test_the_name_of_a_pickle_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(pickle.dumps({}))

    with pytest.raises(WeightsError, match="only safetensors"):
        load_weights(tmp_path / name)


def test_weights_without_a_config_are_refused(stem: Path) -> None:
    stem.with_name("model-v1.5.json").unlink()

    with pytest.raises(WeightsError, match="config and hash"):
        load_weights(stem)


@pytest.mark.parametrize("content", ["", "not json", "{}", '{"sha256": "00"}', '{"config": {}}'])
def test_a_config_that_says_too_little_is_refused(stem: Path, content: str) -> None:
    stem.with_name("model-v1.5.json").write_text(content)

    with pytest.raises(WeightsError, match="does not hold a config and a sha256"):
        load_weights(stem)


def test_a_config_without_weights_is_refused(stem: Path) -> None:
    stem.with_name("model-v1.5.safetensors").unlink()

    with pytest.raises(WeightsError, match="is missing"):
        load_weights(stem)


def test_noted_figures_join_those_of_the_training(stem: Path) -> None:
    note_figures(stem, {"test_bits": 2.6})

    assert load_weights(stem).figures == {"bits": 2.5, "test_bits": 2.6}
