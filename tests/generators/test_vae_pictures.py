import pytest
import torch

from generators.models.vae import VAE, VAEConfig
from generators.models.vae_sampler import VaeSampler
from generators.training.vae_map import discriminants, evenly, latent_map
from generators.training.vae_pictures import (
    REST,
    latent_slice,
    sample_grid,
    strongest_directions,
    walk,
)
from tests.generators.blocks import block_images

SMALL = VAEConfig(width=24, block=16, features=16, flow=8, latent=4, label=3)


@pytest.fixture(scope="module")
def sampler() -> VaeSampler:
    torch.manual_seed(0)
    return VaeSampler(VAE(SMALL), torch.device("cpu"))


def test_fishers_axes_show_the_classes_apart_even_where_another_direction_varies_more() -> None:
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(300) % 3
    latents = torch.randn(300, 5, generator=generator) * torch.tensor([0.1, 0.1, 9.0, 9.0, 9.0])
    latents[:, 0] += labels == 1
    latents[:, 1] += labels == 2

    points = discriminants(latents, labels)

    means = torch.stack([points[labels == label].mean(dim=0) for label in range(3)])
    assert points.shape == (300, 2)
    assert torch.equal(torch.cdist(points, means).argmin(dim=1), labels)


def test_ranks_spread_points_evenly_and_keep_their_order() -> None:
    assert evenly(torch.tensor([[3.0], [1e9], [-2.0], [5.0]])).flatten().tolist() == [
        *(0.375, 0.875, 0.125, 0.625)
    ]


def test_the_pictures_have_a_cell_for_each_image(sampler: VaeSampler) -> None:
    images, labels = (torch.tensor(part) for part in block_images(200))

    assert latent_map(sampler, images, labels, cells=5).size == (280, 280)
    assert latent_slice(sampler, label=3, steps=4).size == (4 * 86 + 2, 4 * 86 + 2)
    assert sample_grid(sampler, "mnist", seed=0, columns=2).size[1] == 10 * 86 + 2


def test_the_strongest_directions_are_two_unit_vectors_at_right_angles(sampler: VaeSampler) -> None:
    across, down = strongest_directions(sampler, label=3)

    assert across.norm().item() == pytest.approx(1, abs=1e-4)
    assert down.norm().item() == pytest.approx(1, abs=1e-4)
    assert (across @ down).item() == pytest.approx(0, abs=1e-4)


def test_a_walk_rests_at_each_of_ten_classes(sampler: VaeSampler) -> None:
    frames = walk(sampler, seed=0, steps=3)

    assert len(frames) == 10 * (REST + 2)
    assert len({frame.size for frame in frames}) == 1
