import pytest
import torch

from generators.data import CLASSES, Dataset
from generators.models import vae_sampler
from generators.runtime import item_seeds
from generators.weights import FOLDER

DATASETS: tuple[Dataset, ...] = ("mnist", "fashion-mnist")


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_shipped_vae_is_small_and_draws_each_class_in_its_own_way(dataset: Dataset) -> None:
    vae = vae_sampler.load_vae(dataset)
    sampler = vae_sampler.load(dataset, torch.device("cpu"))

    images = sampler.sample(list(range(10)) * 8, item_seeds(0, 80)).view(8, 10, -1).float()

    assert sum(parameter.numel() for parameter in vae.parameters()) <= 2_000_000
    means = images.mean(dim=0)
    assert torch.pdist(means).min() > 0.25 * torch.pdist(means).mean()


@pytest.mark.parametrize("dataset", DATASETS)
def test_an_image_that_is_recalled_and_drawn_again_looks_like_itself(dataset: Dataset) -> None:
    sampler = vae_sampler.load(dataset, torch.device("cpu"))
    labels = torch.arange(100) % 10
    images = sampler.draw(sampler.noise(item_seeds(0, 100)), labels)

    again = sampler.draw(sampler.recall(images, labels), labels)

    gaps = torch.cdist(again.flatten(1).float(), images.flatten(1).float())
    assert (gaps.argmin(dim=1) == torch.arange(100)).float().mean() > 0.95


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_shipped_vae_has_its_card_and_pictures(dataset: Dataset) -> None:
    card = (FOLDER / f"vae-{dataset}.md").read_text(encoding="utf-8")

    for suffix in (".png", "-map.png", "-slice.png", ".gif"):
        assert f"(vae-{dataset}{suffix})" in card
        assert (FOLDER / f"vae-{dataset}{suffix}").stat().st_size < 2_000_000
    assert "licence" in card
    assert len(CLASSES[dataset]) == 10


def test_the_vaes_take_at_most_five_and_a_half_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("vae-*.safetensors")) <= 5_500_000
