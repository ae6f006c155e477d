import pytest
import torch

from generators.models.gan import Generator, GeneratorConfig
from generators.models.gan_sampler import GanSampler

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def sampler() -> GanSampler:
    torch.manual_seed(0)
    return GanSampler(Generator(GeneratorConfig(width=16)), CPU)


def test_an_image_is_the_same_alone_and_in_any_company(sampler: GanSampler) -> None:
    labels, seeds = [i % 10 for i in range(70)], list(range(70))

    together = sampler.sample(labels, seeds)
    backwards = sampler.sample(labels[::-1], seeds[::-1]).flip(0)
    alone = [sampler.sample([labels[i]], [seeds[i]])[0] for i in (0, 5, 31, 32, 69)]

    assert together.shape == (70, 28, 28)
    assert together.dtype == torch.uint8
    assert torch.equal(together, backwards)
    assert all(
        torch.equal(one, together[i]) for one, i in zip(alone, (0, 5, 31, 32, 69), strict=True)
    )


def test_another_seed_draws_another_image(sampler: GanSampler) -> None:
    first, second = sampler.sample([3, 3], [1, 2])

    assert not torch.equal(first, second)


def test_full_truncation_draws_every_image_of_a_class_alike(sampler: GanSampler) -> None:
    first, second, other = sampler.sample([3, 3, 4], [1, 2, 3], truncation=0.0)

    assert torch.equal(first, second)
    assert not torch.equal(first, other)


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_on_a_gpu_too_an_image_is_the_same_alone_and_in_company() -> None:
    sampler = GanSampler(Generator(GeneratorConfig(width=16)), torch.device("cuda"))

    together = sampler.sample(range(10), range(10))

    assert torch.equal(sampler.sample([7], [7])[0], together[7])
