from pathlib import Path

import pytest
import torch

from generators.data import Dataset
from generators.models import gan_sampler
from generators.models.classifier import load_classifier
from generators.models.gan import Generator, GeneratorConfig
from generators.weights import FOLDER, load_weights, shipped

BOTH = pytest.mark.parametrize("dataset", ["fashion-mnist", "mnist"])


@BOTH
def test_a_shipped_generator_has_at_most_two_million_parameters(dataset: Dataset) -> None:
    saved = load_weights(shipped(f"gan-{dataset}"))
    generator = Generator(GeneratorConfig(**saved.config))

    assert sum(parameter.numel() for parameter in generator.parameters()) <= 2_000_000


@BOTH
def test_a_shipped_gan_draws_what_was_asked_for(dataset: Dataset) -> None:
    labels = torch.arange(200) % 10
    images = gan_sampler.load(dataset, torch.device("cpu")).sample(labels.tolist(), range(200))

    _, guesses = load_classifier(dataset).judge(images)

    assert (guesses == labels).float().mean() > 0.85


@BOTH
def test_no_two_seeds_draw_the_same_image(dataset: Dataset) -> None:
    sampler = gan_sampler.load(dataset, torch.device("cpu"))

    first, second = sampler.sample([5] * 20, range(20)), sampler.sample([5] * 20, range(20, 40))

    assert not any(torch.equal(a, b) for a in first for b in second)


def test_the_gans_and_their_judges_stay_within_their_share_of_the_repository() -> None:
    files = [*FOLDER.glob("gan-*.safetensors"), *FOLDER.glob("classifier-*.safetensors")]

    assert sum(path.stat().st_size for path in files) <= 6_500_000


@pytest.mark.parametrize("name", ["gan-fashion-mnist", "gan-mnist"])
def test_a_model_card_tells_data_licence_figures_and_limits(name: str) -> None:
    card = Path(f"{shipped(name)}.md").read_text(encoding="utf-8")

    assert all(word in card for word in ("## Data", "icence", "## Figures", "## What it cannot do"))
