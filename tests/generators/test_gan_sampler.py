import pytest
import torch

from generators.models.gan import Generator, GeneratorConfig
from generators.models.gan_sampler import GanSampler, interpolate

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


def test_an_interpolation_begins_and_ends_at_its_ends_and_keeps_their_length() -> None:
    start, end = torch.tensor([3.0, 0.0, 4.0]), torch.tensor([0.0, 5.0, 0.0])

    path = interpolate(start, end, steps=5)

    assert torch.allclose(path[0], start, atol=1e-5)
    assert torch.allclose(path[-1], end, atol=1e-5)
    assert torch.allclose(path.norm(dim=1), torch.full((5,), 5.0), atol=1e-4)


def test_an_interpolation_between_parallel_latents_is_a_straight_line() -> None:
    start = torch.tensor([1.0, 1.0])

    path = interpolate(start, 3 * start, steps=3)

    assert torch.allclose(path[1], 2 * start)
