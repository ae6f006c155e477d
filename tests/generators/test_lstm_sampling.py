"""Writing with the character LSTM."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from pydantic import ValidationError

from generators import weights
from generators.catalog import PromptError, TextOptions
from generators.models.lstm import CharLSTM, LSTMConfig
from generators.models.lstm_fast import GraphedSteps, PackedLSTM, PackedSteps, PlainSteps
from generators.models.lstm_sampler import TextSampler, fastest_steps, gumbel_noise, load

ALPHABET = "\n abcdefghijklmnopqrstuvwxyz"
CPU = torch.device("cpu")


def made(layers: int = 2, hidden: int = 40) -> CharLSTM:
    """An untrained model with strong opinions."""
    torch.manual_seed(0)
    model = CharLSTM(LSTMConfig(alphabet=ALPHABET, embedding=8, hidden=hidden, layers=layers))
    for parameter in model.parameters():
        parameter.data.mul_(4)
    return model.eval()


def sampler(model: CharLSTM) -> TextSampler:
    return TextSampler(ALPHABET, fastest_steps(model, CPU), CPU)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_eight_bits_change_probabilities_little(layers: int) -> None:
    model = made(layers)
    plain, packed = PlainSteps(model, 6), PackedSteps(PackedLSTM(model), 6)

    for tokens in torch.randint(len(ALPHABET), (40, 6)):
        exact, close = plain.step(tokens).softmax(1), packed.step(tokens).softmax(1)
        assert (exact - close).abs().sum(1).max() < 0.12


@pytest.mark.parametrize("batch", [1, 2, 7])
def test_logits_do_not_depend_on_the_batch_to_the_last_bit(batch: int) -> None:
    model = PackedLSTM(made(hidden=37))
    few, many = PackedSteps(model, batch), PackedSteps(model, 32)

    for tokens in torch.randint(len(ALPHABET), (30, 32)):
        assert torch.equal(few.step(tokens[:batch]), many.step(tokens)[:batch])


@pytest.mark.parametrize(
    "options",
    [
        TextOptions(length=100),
        TextOptions(length=60, top_k=5, repetition_penalty=1.3),
        TextOptions(length=60, top_p=0.9, temperature=1.4),
        TextOptions(length=60, min_p=0.05, prompt="once upon a time"),
    ],
)
def test_a_text_alone_equals_the_text_in_company(options: TextOptions) -> None:
    writer, seeds = sampler(made()), list(range(34))

    together = writer.sample(options, seeds)

    assert [writer.sample(options, [seed])[0] for seed in (0, 17, 33)] == [
        together[seed] for seed in (0, 17, 33)
    ]
    assert len(set(together)) > 25


def test_a_shorter_text_is_the_beginning_of_the_longer_one() -> None:
    writer = sampler(made())

    (short,), (long,) = (writer.sample(TextOptions(length=n), [5]) for n in (20, 300))

    assert long.startswith(short)
    assert len(long) == 300


def test_top_k_of_1_takes_the_likeliest_character() -> None:
    model = made()
    steps, token, expected = PackedSteps(PackedLSTM(model), 1), torch.tensor([0]), ""
    for _ in range(25):
        token = steps.step(token).argmax(1)
        expected += ALPHABET[int(token)]

    assert sampler(model).sample(TextOptions(length=25, top_k=1), [1, 2]) == [expected] * 2


def test_characters_are_drawn_as_often_as_they_are_likely() -> None:
    logits = torch.tensor([2.0, 1.0, 0.0, -1.0])

    noise = gumbel_noise(range(400), 4)
    picks = torch.cat([(logits + next(noise)).argmax(1) for _ in range(50)])
    shares = picks.bincount(minlength=4) / len(picks)

    assert torch.allclose(shares, logits.softmax(0), atol=0.015)


def test_a_prompt_with_unknown_characters_is_refused_in_words() -> None:
    with pytest.raises(PromptError, match="does not know é Ω"):
        sampler(made()).sample(TextOptions(prompt="eΩé"), [0])


def test_an_empty_prompt_starts_a_line() -> None:
    writer = sampler(made())

    assert writer.sample(TextOptions(prompt="", length=9), [4]) == writer.sample(
        TextOptions(length=9), [4]
    )


@pytest.mark.parametrize("bad", [{"temperature": 0}, {"top_p": 0}, {"min_p": 1}, {"length": 0}])
def test_options_out_of_bounds_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        TextOptions.model_validate(bad)


def test_stored_weights_write_what_the_model_in_memory_writes(tmp_path: Path) -> None:
    model = made().half().float()
    weights.save(tmp_path / "toy", model, model.config, {})

    stored = load(tmp_path / "toy", CPU).sample(TextOptions(length=40), [8])

    assert stored == sampler(model).sample(TextOptions(length=40), [8])


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_a_cuda_graph_steps_as_the_model_does() -> None:
    model = made().cuda()
    plain, graphed = PlainSteps(model, 32), GraphedSteps(model, 32)

    for tokens in torch.randint(len(ALPHABET), (20, 32)).cuda():
        exact, close = plain.step(tokens).softmax(1), graphed.step(tokens).softmax(1)
        assert (exact - close).abs().sum(1).max() < 0.05
