from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from generators.models.classifier import Classifier, ClassifierConfig
from generators.models.gan import (
    Discriminator,
    Generator,
    GeneratorConfig,
    to_uint8,
    with_deviation,
)
from generators.training.checkpoint import load_checkpoint, save_checkpoint
from generators.training.gan import HELD_OUT, Recipe, Training, share_of_rate, squared_gradient
from generators.training.gan_quality import draw_evenly, score, settled
from tests.generators.blocks import block_images, write_images

TINY = GeneratorConfig(width=16)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    write_images(root / "mnist", "train", HELD_OUT + 40)
    return root


def recipe(data: Path) -> Recipe:
    small = {"width": 16, "judge_width": 8, "batch": 40, "steps": 100}
    return Recipe.model_validate({"dataset": "mnist", "data": data, "device": "cpu", **small})


def test_a_generator_draws_one_image_per_latent_and_label() -> None:
    images = Generator(TINY)(torch.randn(4, 64), torch.tensor([0, 1, 2, 9]))

    assert images.shape == (4, 1, 28, 28)
    assert images.abs().max() <= 1


def test_a_discriminator_gives_one_score_per_image() -> None:
    scores = Discriminator(8)(torch.randn(16, 1, 28, 28), torch.zeros(16, dtype=torch.int64))

    assert scores.shape == (16,)


def test_pixels_from_minus_one_to_one_become_bytes_from_0_to_255() -> None:
    images = torch.tensor([-1.0, 0.0, 1.0]).view(1, 1, 1, 3)

    assert to_uint8(images).flatten().tolist() == [0, 128, 255]


def test_the_deviation_channel_tells_equal_images_from_different_ones() -> None:
    equal, different = torch.ones(8, 3, 4, 4), torch.randn(8, 3, 4, 4)

    marked = with_deviation(torch.cat([equal, different]))

    assert marked.shape == (16, 4, 4, 4)
    assert marked[:8, 3].max() < 0.01
    assert marked[8:, 3].min() > 0.5


def test_the_squared_gradient_of_a_weighted_sum_is_the_squared_length_of_its_weights() -> None:
    class WeightedSum(nn.Module):
        def forward(self, images: Tensor, labels: Tensor) -> Tensor:
            return (images * torch.tensor([1.0, 2.0])).sum(dim=(1, 2, 3)) + labels

    penalty = squared_gradient(WeightedSum(), torch.randn(5, 1, 1, 2), torch.arange(5))

    assert penalty.item() == pytest.approx(5.0)


def test_the_discriminator_learns_to_tell_one_batch_from_noise(data: Path) -> None:
    training = Training(recipe(data))
    images, labels = (torch.tensor(part) for part in block_images(40))
    real = images.unsqueeze(1) / 127.5 - 1
    noise = torch.rand_like(real) * 2 - 1

    losses = [training._teach_discriminator(1, real, noise, labels)[0] for _ in range(20)]

    assert losses[0] == pytest.approx(0.69, abs=0.2)  # ln 2: it has to guess
    assert losses[-1] < 0.1


def test_the_generator_learns_to_raise_its_score(data: Path) -> None:
    training = Training(recipe(data))
    labels, z = torch.arange(40) % 10, torch.randn(40, 64)
    calm = torch.zeros(40)

    losses = [
        training._teach_generator(training.generator(z, labels), labels, calm) for _ in range(20)
    ]

    assert losses[-1] < losses[0] - 0.01


def test_a_training_resumed_from_a_checkpoint_ends_as_an_uninterrupted_one(
    data: Path, tmp_path: Path
) -> None:
    whole, first_half, second_half = (Training(recipe(data)) for _ in range(3))
    _go_on(whole, 0, 4)

    _go_on(first_half, 0, 2)
    save_checkpoint(tmp_path / "half", first_half.parts, {}, 2)
    _go_on(second_half, load_checkpoint(tmp_path / "half", second_half.parts, {}), 4)

    drawn = [draw_evenly(settled(run.average.model), 20)[0] for run in (whole, second_half)]
    assert torch.equal(*drawn)


def _go_on(training: Training, first: int, end: int) -> None:
    for index in range(first, end):
        torch.manual_seed(index)
        training.step(index)


def test_settling_leaves_the_generator_alone_and_makes_drawing_repeatable() -> None:
    generator = Generator(TINY)
    before = {name: tensor.clone() for name, tensor in generator.state_dict().items()}

    calm = settled(generator)

    assert all(torch.equal(before[name], now) for name, now in generator.state_dict().items())
    assert torch.equal(draw_evenly(calm, 10)[0], draw_evenly(calm, 10)[0])
    assert calm.last_norm.norm.num_batches_tracked == 8


def test_the_learning_rate_stays_and_then_falls_to_a_fiftieth() -> None:
    shares = [share_of_rate(progress, steady=0.5) for progress in (0.0, 0.49, 0.75, 1.0, 1.5)]

    assert shares == pytest.approx([1.0, 1.0, 0.5, 0.02, 0.02])


def test_real_images_score_perfectly_against_themselves() -> None:
    judge = Classifier(ClassifierConfig(width=8))
    images = torch.tensor(block_images(50)[0])
    _, guesses = judge.judge(images)

    scored = score(judge, images, images, guesses)

    assert scored.frechet == pytest.approx(0, abs=1e-4)
    assert (scored.label_agreement, scored.precision, scored.recall) == (1.0, 1.0, 1.0)
