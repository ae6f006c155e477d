import pytest
import torch

from generators.models.vae import VAE, VAEConfig
from generators.models.vae_sampler import VaeSampler, plane
from generators.runtime import item_seeds

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def sampler() -> VaeSampler:
    """Untrained, but of the real size and with every weight moved."""
    torch.manual_seed(0)
    vae = VAE(VAEConfig())
    with torch.no_grad():
        for parameter in vae.parameters():
            parameter.add_(0.02 * torch.randn_like(parameter))
    return VaeSampler(vae, CPU)


def test_an_image_alone_equals_the_image_in_company(sampler: VaeSampler) -> None:
    labels, seeds = [i % 10 for i in range(150)], item_seeds(7, 150)

    together = sampler.sample(labels, seeds)

    assert together.shape == (150, 28, 28)
    assert together.dtype == torch.uint8
    for i in (0, 31, 63, 64, 149):
        assert torch.equal(together[i], sampler.sample([labels[i]], [seeds[i]])[0])
    reversed_order = sampler.sample(labels[::-1], seeds[::-1])
    assert torch.equal(together, reversed_order.flip(0))


def test_another_seed_and_another_label_give_another_image(sampler: VaeSampler) -> None:
    first, seed, label = sampler.sample([3, 3, 4], [1, 2, 1])

    assert not torch.equal(first, seed)
    assert not torch.equal(first, label)


def test_the_way_between_two_images_begins_and_ends_with_them(sampler: VaeSampler) -> None:
    noise, labels = sampler.noise([1, 2]), torch.tensor([3, 8])

    way = sampler.between(noise, labels, steps=5)

    assert torch.equal(way[[0, -1]], sampler.draw(noise, labels))
    assert not torch.equal(way[1], way[2])


def test_an_image_is_recalled_as_noise_of_its_class(sampler: VaeSampler) -> None:
    images = torch.randint(0, 256, (3, 28, 28), dtype=torch.uint8)
    labels = torch.tensor([0, 1, 2])

    noise = sampler.recall(images, labels)

    assert noise.shape == (3, 32)
    assert torch.equal(noise[1:2], sampler.recall(images[1:2], labels[1:2]))


def test_a_plane_runs_from_corner_to_corner_through_the_middle() -> None:
    across, down = torch.eye(4)[:2]

    points = plane(across, down, steps=5, reach=2.0)

    assert points[0].tolist() == [-2, -2, 0, 0]
    assert points[4].tolist() == [2, -2, 0, 0]
    assert points[12].tolist() == [0, 0, 0, 0]


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_on_a_gpu_too_an_image_alone_equals_the_image_in_company() -> None:
    sampler = VaeSampler(VAE(VAEConfig()), torch.device("cuda"))
    noise, labels = sampler.noise(item_seeds(0, 40)), torch.arange(40) % 10

    together = sampler.draw(noise, labels)

    assert torch.equal(together[7:8], sampler.draw(noise[7:8], labels[7:8]))
    assert torch.equal(together[[3, 4]], sampler.between(noise[3:5], labels[3:5], steps=3)[[0, -1]])
    assert sampler.recall(together, labels).shape == (40, 32)
