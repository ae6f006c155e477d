import math
from pathlib import Path

import pytest
import torch
from torch import nn

from generators.training.checkpoint import load_checkpoint, save_checkpoint
from generators.training.vae import HELD_OUT, Recipe, Training, rate
from tests.generators.blocks import block_images, write_images

SMALL = {"width": 128, "block": 64, "latent": 8, "batch": 40}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    for dataset in ("mnist", "fashion-mnist"):
        write_images(root / dataset, "train", HELD_OUT + 40)
    return root


def recipe(data: Path, steps: int, **options: object) -> Recipe:
    return Recipe(data=data, steps=steps, device="cpu", **{**SMALL, **options})


def test_a_vae_learns_one_batch_of_greys_by_heart(data: Path) -> None:
    training = Training(
        recipe(data, steps=100_000, dataset="fashion-mnist", learning_rate=5e-3, label_weight=3.0)
    )
    walk(training, range(300, 500))

    images = torch.tensor(block_images(40)[0])
    z, _ = training.vae.infer(images.flatten(1) / 255, torch.zeros(1, 40, SMALL["latent"]))
    drawn = training.vae.draw(z[0])

    assert drawn[images == 255].mean() > 0.8
    assert drawn[images < 255].mean() < 0.2


def test_black_and_white_pixels_become_cheaper_from_step_to_step(data: Path) -> None:
    training = Training(recipe(data, steps=100_000, learning_rate=5e-3))

    first, last = walk(training, range(300, 302)), walk(training, range(302, 350))

    assert last < 0.6 * first


def test_several_draws_per_image_train_as_well(data: Path) -> None:
    training = Training(recipe(data, steps=10, draws=3))

    assert training.step(1)["loss_nats"] < training.step(0)["loss_nats"] + 50


def test_a_batch_that_overflows_changes_nothing(data: Path) -> None:
    training, untouched = (Training(recipe(data, steps=6)) for _ in range(2))
    with torch.no_grad():
        for each in (training, untouched):
            each.vae.to_stats.bias.fill_(1e30)

    training.step(0)

    assert same_weights(training.vae, untouched.vae)
    assert same_weights(training.average.model, untouched.average.model)


def test_an_interrupted_training_ends_where_an_uninterrupted_one_does(
    data: Path, tmp_path: Path
) -> None:
    whole, first, second = (Training(recipe(data, steps=6)) for _ in range(3))
    walk(whole, range(6))

    walk(first, range(3))
    save_checkpoint(tmp_path / "half", first.parts, {}, step=3)
    load_checkpoint(tmp_path / "half", second.parts, {})
    walk(second, range(3, 6))

    assert same_weights(second.vae, whole.vae)
    assert same_weights(second.average.model, whole.average.model)


def test_validation_gives_bounds_on_held_out_images(data: Path) -> None:
    figures = Training(recipe(data, steps=6)).validate()

    assert figures["validation_iwae_nats"] < figures["validation_elbo_nats"]
    assert figures["validation_iwae_nats"] == pytest.approx(784 * math.log(2), rel=0.1)


def test_the_learning_rate_rises_and_then_falls_to_nought() -> None:
    assert rate(0, 0.0) < 0.01
    assert rate(1_000, 0.1) > 0.9
    assert rate(9_999, 1.0) == pytest.approx(0)


def walk(training: Training, indices: range) -> float:
    """Do these updates, seeded as the loop does; the last loss."""
    loss = math.nan
    for index in indices:
        torch.manual_seed(index)
        loss = training.step(index)["loss_nats"]
    return loss


def same_weights(one: nn.Module, other: nn.Module) -> bool:
    return all(map(torch.equal, one.parameters(), other.parameters()))
