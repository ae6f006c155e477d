"""What the shipped models make for a job: the same bytes in any company, and words where it cannot be."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor, ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from generators.batcher import Batcher, Turn
from generators.blobs import BlobStore, FileBlobs
from generators.catalog import TextOptions
from generators.engine import JobError, Json, Progress, Result
from generators.making import Making
from generators.studio import Draw, Line, Made, Sketch, Studio, Walk, Work, Write

TURN = Turn()


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(torch.device("cpu"))


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return FileBlobs(tmp_path)


@pytest.fixture
def executor() -> Any:
    with ThreadPoolExecutor(1) as one:
        yield one


@pytest.fixture
def making(studio: Studio, blobs: BlobStore, executor: Executor) -> Making:
    return Making(Batcher[Work, Any, Made](studio.run, executor, studio.at_most), blobs)


async def unseen(progress: Progress) -> None:
    """These are done before there is anything to show."""


async def make(making: Making, kind: str, **options: Json) -> Result:
    return await making.tasks()[kind](options, TURN, unseen)


async def test_a_text_is_shown_while_it_is_being_written(
    studio: Studio, blobs: BlobStore, executor: Executor
) -> None:
    batcher = Batcher[Work, Any, Made](studio.run, executor, studio.at_most)
    making = Making(batcher, blobs, shown_every_s=0.001)
    shown: list[Progress] = []

    async def show(progress: Progress) -> None:
        shown.append(progress)

    options = {"prompt": "To be", "length": 2000, "seed": 3}
    result = await making.tasks()["generate_text"](options, TURN, show)

    assert len(shown) > 1
    assert all(f"To be{result.text}".startswith(each.text) for each in shown)
    shares = [each.share for each in shown]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1


async def test_a_grid_is_the_same_whatever_it_is_made_beside(making: Making) -> None:
    alone = await make(making, "generate_image", seed=7, count=5)

    _, beside, _ = await asyncio.gather(
        make(making, "generate_image", seed=1, count=7, truncation=0.5),
        make(making, "generate_image", seed=7, count=5),
        make(making, "generate_image", seed=2, count=60),
    )

    assert beside.blobs == alone.blobs


@pytest.mark.parametrize("model", ["gan", "vae"])
async def test_a_grid_of_every_class_is_labelled_and_fits_a_phone(
    making: Making, blobs: BlobStore, model: str
) -> None:
    result = await make(making, "generate_image", model=model)

    blob = await blobs.get(result.blobs[0])
    assert blob is not None
    assert blob.media_type == "image/png"
    width, height = Image.open(BytesIO(blob.content)).size
    assert 300 < width < 700
    assert height < 1000


async def test_a_walk_is_a_small_animation_from_one_image_to_the_other(
    making: Making, blobs: BlobStore
) -> None:
    wanted: dict[str, Json] = {"model": "vae", "dataset": "mnist", "start": "3", "end": "8"}
    result = await make(making, "interpolate", **wanted)

    blob = await blobs.get(result.blobs[0])
    assert blob is not None
    assert len(blob.content) < 2_000_000
    assert getattr(Image.open(BytesIO(blob.content)), "n_frames", 1) > 24


async def test_a_text_is_the_same_whatever_it_is_made_beside(making: Making) -> None:
    wanted: dict[str, Json] = {"prompt": "ROMEO: ", "length": 40}
    alone = await make(making, "generate_text", seed=3, **wanted)

    texts = await asyncio.gather(
        *(make(making, "generate_text", seed=seed, **wanted) for seed in range(5))
    )

    assert texts[3].text == alone.text
    assert len({each.text for each in texts}) == 5


async def test_a_result_says_how_to_get_it_again(making: Making) -> None:
    image = await make(making, "generate_image", seed=7, label="ankle boot", count=1)
    text = await make(making, "generate_text", prompt="O\n", length=1, temperature=1.5)

    assert image.again == (
        '/generate image model:gan dataset:fashion-mnist seed:7 label:"ankle boot" count:1'
    )
    assert text.again == r'/generate text prompt:"O\n" length:1 temperature:1.5 seed:0'
    assert image.settings["truncation"] == 1


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("generate_image", {"count": 61}, "count: .*60"),
        ("generate_image", {"label": "sock"}, "no class 'sock'. It has: T-shirt"),
        ("generate_image", {"colour": "red"}, "colour"),
        ("generate_text", {"prompt": "€"}, "does not know €"),
        ("interpolate", {"start": "3"}, "no class '3'"),
    ],
)
async def test_what_cannot_be_made_is_refused_in_words(
    making: Making, kind: str, options: dict[str, Json], words: str
) -> None:
    with pytest.raises(JobError, match=words) as refused:
        await make(making, kind, **options)

    assert "Value error" not in str(refused.value)


@pytest.mark.parametrize("model", ["gan", "vae"])
def test_a_walk_begins_and_ends_where_it_should(studio: Studio, model: Any) -> None:
    ends = Sketch(3, 1), Sketch(8, 2)

    walked = studio.run(Walk(model, "mnist", 6), [ends])[0]
    drawn = studio.run(Draw(model, "mnist"), list(ends))

    for frame, image in zip((walked[0], walked[-1]), drawn, strict=True):
        assert np.abs(np.asarray(frame, int) - np.asarray(image, int)).max() <= 3


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory"),
    ],
)
def test_too_little_memory_is_said_in_words(studio: Studio, error: Exception) -> None:
    class Full(Studio):
        def _maker(self, work: Work) -> Any:
            raise error

    with pytest.raises(JobError, match="too little memory"):
        Full(torch.device("cpu")).run(Draw("gan", "mnist"), [])


def test_weights_that_are_not_as_shipped_are_refused_in_words(
    studio: Studio, tmp_path: Path
) -> None:
    for name, content in (
        ("w.safetensors", b"not these"),
        ("w.json", b'{"config": {}, "sha256": ""}'),
    ):
        (tmp_path / name).write_bytes(content)

    with pytest.raises(JobError, match="missing or damaged"):
        studio.run(Write(str(tmp_path / "w"), TextOptions()), [Line(0)])
