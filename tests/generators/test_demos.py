from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from generators.batcher import Turn
from generators.catalog import PromptError
from generators.demos import language_model, latent_map, next_character, real_or_fake, vary
from generators.demos.requests import (
    REQUESTS,
    LatentMapRequest,
    NextCharacterRequest,
    RealOrFakeRequest,
    VaryRequest,
)
from generators.demos.tasks import tasks
from generators.engine import JobError, Progress
from tests.fakes import MemoryBlobs

WRITTEN = " shall not be the war of the heavens and the world"


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def chosen(**options: Any) -> dict[str, Any]:
    request = NextCharacterRequest(prompt="The king", written=WRITTEN, **options)
    return dict(next_character.run(request).figures)


def test_the_choice_looked_at_is_where_most_characters_were_likely() -> None:
    figures = chosen()

    assert figures["choices_before"] > 5
    assert figures["chosen"] in [row[0] for row in figures["rows"]]
    assert ("The king" + WRITTEN).find(str(figures["context"])) >= 0


def test_a_low_temperature_narrows_the_choice_and_a_high_one_widens_it() -> None:
    cold, hot = chosen(temperature=0.5), chosen(temperature=1.5)

    assert cold["choices_after"] < cold["choices_before"]
    assert hot["choices_after"] > hot["choices_before"]


def test_top_k_leaves_k_characters() -> None:
    assert chosen(temperature=1, top_k=3)["possible"] == 3


def test_without_warping_both_sides_are_the_same() -> None:
    rows = chosen(temperature=1)["rows"]

    assert all(before == after for _, before, after in rows)


def test_the_picture_of_a_choice_is_as_wide_as_a_phone_shows_well() -> None:
    request = NextCharacterRequest(prompt="The king", written=WRITTEN)

    [png] = next_character.run(request).pictures

    assert opened(png).width == 880


def test_a_character_that_the_model_does_not_know_is_named() -> None:
    with pytest.raises(PromptError, match="does not know œ"):
        next_character.run(NextCharacterRequest(prompt="œuf", written="a"))


@pytest.mark.parametrize("model", ["gan", "vae"])
def test_variations_stand_beside_what_generate_image_drew(model: Any) -> None:
    made = vary.run(VaryRequest(model=model, label="bag", count=2, seed=3))

    assert made.figures == {"classes": ["bag"]}
    assert made == vary.run(VaryRequest(model=model, label="bag", count=2, seed=3))
    assert made != vary.run(VaryRequest(model=model, label="bag", count=2, seed=3, towards=9))


def test_a_gans_latent_space_is_cut_and_a_vaes_is_sorted() -> None:
    plane = latent_map.run(LatentMapRequest(model="gan", label="sneaker"))
    sorted_ = latent_map.run(LatentMapRequest(model="vae", dataset="mnist"))

    assert plane.figures == {"shown": "plane", "class": "sneaker"}
    assert sorted_.figures == {"shown": "map"}
    assert len(np.unique(np.asarray(opened(sorted_.pictures[0])).reshape(-1, 3), axis=0)) > 100


def test_one_of_six_images_is_the_gans_and_the_others_are_real() -> None:
    made = real_or_fake.run(RealOrFakeRequest(seed=3))

    question, solution = map(opened, made.pictures)
    assert 1 <= int(str(made.figures["made"])) <= 6
    assert question.size == solution.size
    assert made.pictures == real_or_fake.run(RealOrFakeRequest(seed=3)).pictures


def test_every_number_is_the_gans_now_and_then() -> None:
    numbers = {real_or_fake.run(RealOrFakeRequest(seed=seed)).figures["made"] for seed in range(40)}

    assert numbers == {1, 2, 3, 4, 5, 6}


def test_two_hundred_real_images_ship_with_their_licence() -> None:
    images = real_or_fake.real_images()

    assert images.shape == (10, 20, 28, 28)
    notice = real_or_fake.REAL.with_name("NOTICE.md").read_text("utf-8")
    assert "The MIT License (MIT) Copyright © 2017 Zalando SE" in notice


async def show(_: Progress) -> None:
    raise AssertionError("a demonstration shows nothing before its end")


async def test_as_tasks_they_put_their_pictures_into_the_blob_store() -> None:
    blobs = MemoryBlobs()

    result = await tasks(blobs)["real_or_fake"]({"seed": 3}, Turn(0, "web"), show)

    assert len(result.blobs) == 2
    assert all([await blobs.has(key) for key in result.blobs])
    assert result.settings == {"seed": 3}


@pytest.mark.parametrize("kind", REQUESTS)
async def test_options_that_make_no_sense_are_refused_in_words(kind: str) -> None:
    with pytest.raises(JobError):
        await tasks(MemoryBlobs())[kind]({"seed": -1}, Turn(0, "web"), show)


async def test_what_the_model_cannot_read_is_told_the_person() -> None:
    task = tasks(MemoryBlobs())["next_character"]

    with pytest.raises(JobError, match="does not know œ"):
        await task({"prompt": "œ", "written": "a"}, Turn(0, "web"), show)


def test_a_text_in_the_models_manner_surprises_it_less_than_a_jumble() -> None:
    natural = language_model.perplexity("lstm", "The king", " shall have the crown of the world.")
    jumbled = language_model.perplexity("lstm", "The king", " lahsl vhea eht wronc fo teh dlrow.")

    assert 1 < natural < 10 < jumbled


def test_a_texts_perplexity_is_that_of_its_characters_one_by_one() -> None:
    first = language_model.perplexity("lstm", "The king", " ")
    second = language_model.perplexity("lstm", "The king ", "s")

    both = language_model.perplexity("lstm", "The king", " s")

    assert both == pytest.approx((first * second) ** 0.5, rel=1e-4)
