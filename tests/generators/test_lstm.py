"""The character LSTM: shapes, learning and scoring."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from generators.models.lstm import CharLSTM, LSTMConfig
from generators.training.loop import fit
from generators.training.lstm import Recipe, Training, split
from generators.training.lstm_quality import UNICODE, bits_of, encode, score

ALPHABET = "\n abcdefgh"
TEXT = "a cab fed a bad egg\nhe had a bag\n" * 60


@pytest.fixture
def model() -> CharLSTM:
    torch.manual_seed(0)
    return CharLSTM(LSTMConfig(alphabet=ALPHABET, embedding=8, hidden=24, layers=2)).eval()


def recipe(folder: Path, **changes: object) -> Recipe:
    (folder / "text").write_text(TEXT)
    size = {"embedding": 8, "hidden": 24, "layers": 2, "batch": 4, "length": 16}
    pace = {"warm_up": 5, "cool_down": 10, "rate": 1e-2, "validate_every": 20, "averaging": 0.9}
    place = {"data": folder, "text": "text", "device": "cpu", "seed": 3}
    return Recipe.model_validate({**size, **pace, **place, **changes})


def test_logits_and_memory_have_their_shapes(model: CharLSTM) -> None:
    logits, state = model(torch.zeros(5, 7, dtype=torch.int64), model.start(5))

    assert logits.shape == (5, 7, len(ALPHABET))
    assert state.h.shape == state.c.shape == (2, 5, 24)


def test_reading_in_two_parts_equals_reading_in_one(model: CharLSTM) -> None:
    tokens = torch.arange(30).remainder(len(ALPHABET)).view(2, 15)

    whole, _ = model(tokens, model.start(2))
    first, state = model(tokens[:, :6], model.start(2))
    second, _ = model(tokens[:, 6:], state)

    assert torch.allclose(torch.cat([first, second], 1), whole, atol=1e-6)


def test_a_character_is_predicted_from_those_before_it_only(model: CharLSTM) -> None:
    tokens = torch.zeros(1, 9, dtype=torch.int64)
    changed = tokens.clone()
    changed[0, 5] = 3

    before, _ = model(tokens, model.start(1))
    after, _ = model(changed, model.start(1))

    assert torch.equal(before[:, :5], after[:, :5])
    assert not torch.equal(before[:, 5:], after[:, 5:])


def test_one_batch_is_learnt_by_heart(tmp_path: Path) -> None:
    training = Training(recipe(tmp_path, dropout=0, length=64, batch=1, warm_up=1))

    losses = [training.step(0)["loss_bits"] for _ in range(150)]

    assert losses[0] > 3
    assert losses[-1] < 0.2


def test_training_resumes_exactly(tmp_path: Path) -> None:
    """Also in the middle of an epoch, where the memory of the last window matters."""
    plan = recipe(tmp_path, steps=12, validate_every=6)
    whole, first, second = Training(plan), Training(plan), Training(plan)

    fit(whole, plan, tmp_path / "whole", lambda report: None)
    for index in range(6):
        torch.manual_seed(plan.seed * 1_000_003 + index)
        first.step(index)
    for name, part in first.parts.items():
        second.parts[name].load_state_dict(part.state_dict())
    for index in range(6, 12):
        torch.manual_seed(plan.seed * 1_000_003 + index)
        second.step(index)

    for ours, theirs in zip(second.model.parameters(), whole.model.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_the_learning_rate_rises_stays_and_falls_to_nothing(tmp_path: Path) -> None:
    training = Training(recipe(tmp_path, steps=40))

    paces = [training._pace(index) for index in (0, 4, 20, 30, 35, 39)]

    assert paces == pytest.approx([0.2, 1, 1, 1, 0.5, 0.1])


def test_the_held_out_text_is_learnt_and_no_longer_measured_in_the_cool_down(
    tmp_path: Path,
) -> None:
    training = Training(recipe(tmp_path, steps=40, held_out=0.2))

    training.step(29)
    before = training.validate()
    training.step(30)

    assert "held_out_bits" in before
    assert training.validate() == {}


def test_the_parts_of_a_text_follow_each_other(tmp_path: Path) -> None:
    text = "".join(chr(i) for i in range(1000))

    fit_part, held_out, test = split(text, held_out=0.05)

    assert fit_part + held_out + test == text
    assert (len(held_out), len(test)) == (45, 100)


def test_a_model_that_knows_nothing_pays_the_logarithm_of_its_alphabet(model: CharLSTM) -> None:
    torch.nn.init.zeros_(model.head.weight)
    torch.nn.init.zeros_(model.head.bias)

    result = score(model, "a bad cab\n")

    assert result.bits_per_character == pytest.approx(math.log2(len(ALPHABET)))
    assert (result.characters, result.unknown) == (10, 0)


def test_an_unknown_character_costs_an_escape_and_a_place_in_unicode(model: CharLSTM) -> None:
    result = score(model, "Ω")

    assert (result.characters, result.unknown) == (1, 1)
    assert result.bits_per_character == pytest.approx(math.log2(UNICODE * 1000))


def test_the_window_does_not_change_the_score(model: CharLSTM) -> None:
    tokens = encode(TEXT[:200], ALPHABET)[None]

    assert torch.allclose(bits_of(model, tokens, 7), bits_of(model, tokens, 1000), atol=1e-4)
