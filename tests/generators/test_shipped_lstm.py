"""The character LSTMs that ship."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from generators.catalog import TextOptions
from generators.models.lstm_sampler import load
from generators.training.lstm_quality import evaluate
from generators.weights import FOLDER, load_weights, shipped

CPU = torch.device("cpu")
VERSE = "\nKING RICHARD:\nMy lord, the people will not hear of peace.\n"
PROSE = "The gradient of the loss with respect to the weights of the last layer.\n"


@pytest.mark.parametrize(("name", "text"), [("lstm", VERSE), ("lstm-bank", PROSE)])
def test_each_reads_its_own_kind_of_text_best(name: str, text: str) -> None:
    forwards, backwards = (evaluate(shipped(name), t, CPU) for t in (text, text[::-1]))

    assert forwards.unknown == 0
    assert forwards.bits_per_character < 3
    assert backwards.bits_per_character > forwards.bits_per_character + 1


@pytest.mark.parametrize("name", ["lstm", "lstm-bank"])
def test_each_writes_letters_rather_than_signs(name: str) -> None:
    options = TextOptions(length=200, temperature=0.5)

    (text,) = load(shipped(name), CPU).sample(options, [0])

    assert len(text) == 200
    assert sum(character.isalpha() or character == " " for character in text) > 150


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.safetensors")), ids=lambda path: path.stem)
def test_all_weights_that_ship_have_their_hash_and_a_card(path: Path) -> None:
    assert load_weights(path.with_suffix("")).tensors
    assert "## What it cannot do" in path.with_suffix(".md").read_text()
