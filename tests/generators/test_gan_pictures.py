import pytest
import torch

from generators.data import CLASSES
from generators.models.gan import Generator, GeneratorConfig
from generators.models.gan_sampler import GanSampler
from generators.training.gan_pictures import sample_grid, truncation_strip, walk


@pytest.fixture(scope="module")
def sampler() -> GanSampler:
    torch.manual_seed(0)
    return GanSampler(Generator(GeneratorConfig(width=16)), torch.device("cpu"))


def test_the_grid_and_the_strip_fit_a_phone_held_upright(sampler: GanSampler) -> None:
    pictures = (sample_grid(sampler, CLASSES["fashion-mnist"], 0), truncation_strip(sampler, 8, 0))

    assert all(600 <= picture.width <= 1000 for picture in pictures)


def test_a_walk_never_stands_still_and_is_the_same_every_time(sampler: GanSampler) -> None:
    frames, again = (walk(sampler, seed=0, stops=3, steps=2) for _ in range(2))

    assert len({frame.tobytes() for frame in frames}) == len(frames) == 6
    assert [frame.tobytes() for frame in frames] == [frame.tobytes() for frame in again]
