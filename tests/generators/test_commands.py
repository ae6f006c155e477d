"""The command lines of the generators."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
import typer
from safetensors.torch import load_file
from typer.testing import CliRunner

from generators import evaluate, sample, train, weights
from generators.models.lstm import CharLSTM, LSTMConfig

ALPHABET = "\n abcdefgh"
TEXT = "a cab fed a bad egg\nhe had a bag\n"
run = CliRunner().invoke


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """An untrained model on disk."""
    torch.manual_seed(0)
    model = CharLSTM(LSTMConfig(alphabet=ALPHABET, embedding=8, hidden=16, layers=1))
    weights.save(tmp_path / "toy", model, model.config, {})
    return tmp_path / "toy"


@pytest.fixture(scope="module")
def trainer() -> typer.Typer:
    return train.commands()


def test_a_model_is_trained_and_finds_its_place_again(tmp_path: Path, trainer: typer.Typer) -> None:
    (tmp_path / "text").write_text(TEXT * 20)
    small = (
        f"--data {tmp_path} --text text --hidden 8 --layers 1 --batch 2 --length 8 --cool-down 2"
    )
    command = f"lstm {small} --validate-every 3 --out {tmp_path}/toy"

    first = run(trainer, f"{command} --steps 3")
    second = run(trainer, f"{command} --steps 6")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "step 3 " in first.output
    assert "step 3 " not in second.output
    assert weights.load_weights(tmp_path / "toy").figures["steps"] == 6


@pytest.mark.parametrize(
    ("options", "complaint"),
    [("--rate -1", "greater than 0"), ("--data nowhere", "nowhere/tinyshakespeare/input.txt")],
)
def test_a_recipe_that_cannot_be_followed_is_refused(
    trainer: typer.Typer, options: str, complaint: str
) -> None:
    result = run(trainer, f"lstm {options}")

    assert result.exit_code != 0
    assert complaint in result.output.replace("\n", " ")


def test_every_model_can_be_trained_from_the_command_line(trainer: typer.Typer) -> None:
    for model in train.MODELS:
        assert "--seed" in run(trainer, f"{model} --help", color=False).output


def test_texts_are_written_after_the_prompt(toy: Path) -> None:
    result = run(sample.app, f"lstm --weights {toy} --count 2 --length 12 --prompt bad --top-k 4")

    assert result.exit_code == 0
    texts = result.output.removesuffix("\n\n").split("\n\nbad")
    assert result.output.startswith("bad")
    assert len(texts) >= 2


@pytest.mark.parametrize(
    "options", ["--prompt Ωmega", "--weights no-such-model", "--temperature 9"]
)
def test_a_text_that_cannot_be_written_is_refused(toy: Path, options: str) -> None:
    result = run(sample.app, f"lstm --weights {toy} {options}")

    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_bits_per_character_end_the_output(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text(TEXT)

    result = run(evaluate.app, f"lstm --text {tmp_path}/text --weights {toy}")

    name, value = result.output.splitlines()[-1].split()
    assert name == "bits_per_character"
    assert 2.5 < float(value) < 4


def test_line_ends_and_a_byte_order_mark_do_not_change_the_figure(
    toy: Path, tmp_path: Path
) -> None:
    (tmp_path / "unix").write_text(TEXT)
    (tmp_path / "windows").write_text("\ufeff" + TEXT.replace("\n", "\r\n"))

    unix, windows = (
        run(evaluate.app, f"lstm --text {tmp_path}/{name} --weights {toy}").output
        for name in ("unix", "windows")
    )

    assert unix == windows


def test_unknown_characters_are_said_and_counted(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("a bad Ωmeg\n")

    result = run(evaluate.app, f"lstm --text {tmp_path}/text --weights {toy}")

    assert "2 characters are not among those the model knows" in result.output
    assert "30.1 bits" in result.output


def test_an_empty_text_has_no_figure(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("")

    result = run(evaluate.app, f"lstm --text {tmp_path}/text --weights {toy}")

    assert result.exit_code == 1
    assert "is empty" in result.output


class Stripes:
    """Draws images whose brightness is their seed."""

    def sample(self, labels: Sequence[int], seeds: Sequence[int]) -> torch.Tensor:
        rows = torch.tensor([seed % 256 for seed in seeds], dtype=torch.uint8)
        return rows[:, None, None].expand(-1, 28, 28).contiguous()


def test_one_tenth_of_the_images_is_of_each_class() -> None:
    tensors = sample.images_of(Stripes(), "mnist", 50, seed=1)

    assert tensors["labels"].bincount().tolist() == [5] * 10
    assert tensors["labels"].dtype == torch.int64
    assert tensors["images"].shape == (50, 28, 28)


def test_more_images_do_not_change_the_first_ones() -> None:
    few, many = (sample.images_of(Stripes(), "mnist", n, seed=1)["images"] for n in (7, 50))

    assert torch.equal(few, many[:7])


@pytest.mark.parametrize("options", ["vae --dataset mnist", "gan --truncation 0.7"])
def test_images_of_shipped_weights_are_written_to_a_file(tmp_path: Path, options: str) -> None:
    result = run(sample.app, f"{options} --count 20 --seed 3 --out {tmp_path}/images.safetensors")

    assert result.exit_code == 0
    assert load_file(tmp_path / "images.safetensors")["images"].dtype == torch.uint8
