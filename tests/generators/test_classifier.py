from pathlib import Path

import numpy as np
import pytest
import torch

from generators.models.classifier import Classifier, ClassifierConfig
from generators.training.classifier import (
    HELD_OUT,
    Recipe,
    Training,
    accuracy,
    half_mirrored,
    one_cycle,
    shifted,
)
from generators.training.loop import fit
from tests.generators.blocks import block_images, write_images


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    write_images(root / "mnist", "train", HELD_OUT + 40)
    return root


def recipe(data: Path, steps: int) -> Recipe:
    small = {"width": 8, "batch": 40, "smoothing": 0.0, "shift": 0}
    return Recipe.model_validate(
        {"dataset": "mnist", "data": data, "steps": steps, "device": "cpu", **small}
    )


def test_a_classifier_gives_features_not_below_zero_and_a_score_per_class() -> None:
    classifier = Classifier(ClassifierConfig(width=8))
    images = torch.rand(3, 1, 28, 28)

    features = classifier.features(images)

    assert features.shape == (3, 32)
    assert features.min() >= 0
    assert classifier(images).shape == (3, 10)


def test_a_classifier_learns_one_batch_by_heart(data: Path) -> None:
    training = Training(recipe(data, steps=40))
    losses = [training.step(index)["loss"] for index in range(40)]

    images, labels = (torch.tensor(part) for part in block_images(40))

    assert losses[-1] < 0.3 * losses[0]
    assert accuracy(training.classifier, images, labels) == 1.0


def test_two_trainings_from_one_seed_end_in_the_same_weights(data: Path) -> None:
    runs = [Training(recipe(data, steps=3)) for _ in range(2)]
    for training in runs:
        for index in range(3):
            torch.manual_seed(index)
            training.step(index)

    first, second = (run.classifier.state_dict().values() for run in runs)

    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_trained_classifier_is_exported_with_its_accuracy(data: Path, tmp_path: Path) -> None:
    chosen = recipe(data, steps=2)

    fit(Training(chosen), chosen, tmp_path / chosen.name("classifier"), lambda _: None)

    assert "validation_accuracy" in (tmp_path / "classifier-mnist.json").read_text()


def test_judging_does_not_depend_on_how_many_images_are_judged_at_once() -> None:
    classifier = Classifier(ClassifierConfig(width=8))
    images = torch.tensor(block_images(30)[0])

    features, guesses = classifier.judge(images, at_once=7)
    features_together, guesses_together = classifier.judge(images, at_once=30)

    assert torch.allclose(features, features_together, atol=1e-5)
    assert torch.equal(guesses, guesses_together)


def test_a_shifted_image_lies_within_reach_of_where_it_was() -> None:
    image = torch.zeros(1, 1, 28, 28)
    image[0, 0, 14, 14] = 1

    places = [np.argwhere(shifted(image, 2)[0, 0].numpy())[0] for _ in range(50)]

    assert np.abs(np.array(places) - 14).max() == 2


def test_a_half_mirrored_image_is_itself_or_its_mirror_image() -> None:
    images = torch.rand(50, 1, 28, 28)

    mirrored = half_mirrored(images)

    kept = _same(mirrored, images)
    turned = _same(mirrored, images.flip(3))
    assert torch.equal(kept, ~turned)
    assert 0 < kept.sum() < 50


def _same(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return (a == b).flatten(1).all(dim=1)


def test_the_learning_rate_rises_to_its_peak_and_falls_to_nought() -> None:
    assert one_cycle(0.0) == pytest.approx(0.04)
    assert one_cycle(0.2) == pytest.approx(1.0)
    assert one_cycle(1.0) == pytest.approx(0.0)
