from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from generators.live.options import LEARNS, TrainOptions, as_command, decode, encode

every_model = st.sampled_from(list(LEARNS))


@st.composite
def any_options(draw: st.DrawFn) -> TrainOptions:
    model = draw(every_model)
    return TrainOptions(
        model=model,
        dataset=draw(st.sampled_from(LEARNS[model])),
        epochs=draw(st.integers(1, 100)),
        learning_rate=draw(st.floats(1e-6, 10)),
        optimiser=draw(st.sampled_from(["adam", "sgd"])),
        layers=draw(st.integers(1, 3)),
        seed=draw(st.integers(0, 2**31 - 1)),
    )


@given(any_options())
def test_what_a_button_carries_is_what_was_asked_for(options: TrainOptions) -> None:
    assert decode(encode(options)) == options
    assert len(encode(options)) <= 83


def test_the_longest_options_fit_on_a_button() -> None:
    longest = TrainOptions(
        model="classifier",
        dataset="fashion-mnist",
        epochs=100,
        learning_rate=0.000123,
        batch=256,
        latent=64,
        width=256,
        layers=12,
        activation="sigmoid",
        examples=20_000,
        seed=2**31 - 1,
    )

    assert len(encode(longest)) <= 83


@given(st.text())
def test_what_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not the options"):
        decode(text)


@pytest.mark.parametrize("model", LEARNS)
def test_a_model_alone_is_enough(model: str) -> None:
    options = TrainOptions.model_validate({"model": model})

    assert options.dataset in LEARNS[options.model]
    assert as_command(options) == f"/train model:{model} dataset:{options.dataset} seed:0"


def test_the_command_tells_what_is_unusual() -> None:
    options = TrainOptions(model="vae", learning_rate=1, seed=7)

    assert "learning_rate:0.00001 " in as_command(TrainOptions(learning_rate=1e-5))
    assert as_command(options) == "/train model:vae dataset:digits learning_rate:1 seed:7"


def test_a_model_that_cannot_learn_the_data_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="lstm learns from bank, not from moons"):
        TrainOptions(model="lstm", dataset="moons")


def test_a_learning_rate_of_one_is_allowed_and_of_a_hundred_is_not() -> None:
    assert TrainOptions(learning_rate=1).learning_rate == 1
    with pytest.raises(ValidationError):
        TrainOptions(learning_rate=100)


def test_options_and_rules_are_read_without_torch() -> None:
    modules = "generators.live.options, generators.live.outcome, generators.live.task"
    look = f"import sys, {modules}; sys.exit('torch' in sys.modules or 'sklearn' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
