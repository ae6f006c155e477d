"""What the shipped models make: one function per kind of job, from its options to files and words."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from generators.batcher import Batching, Turn
from generators.blobs import BlobStore
from generators.catalog import PromptError, TextOptions
from generators.data import CLASSES, Dataset
from generators.engine import JobError, Json, Progress, Result
from generators.pictures import animation, grid, png
from generators.requests import ImageRequest, InterpolateRequest, TextRequest
from generators.runtime import item_seeds
from generators.studio import Draw, Image, Line, Sketch, Walk, Write
from generators.task import Show, Task

SHOWN_EVERY_S = 0.5
"""How often a text is shown while it is being written."""


@dataclass(frozen=True, slots=True)
class Making:
    """The tasks of the shipped models."""

    batches: Batching[Any, Any, Any]
    blobs: BlobStore
    shown_every_s: float = SHOWN_EVERY_S

    def tasks(self) -> dict[str, Task]:
        """By kind of job."""
        return {
            "generate_text": self.generate_text,
            "generate_image": self.generate_image,
            "interpolate": self.interpolate,
        }

    async def generate_text(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        """A text that goes on from the prompt, shown while it is being written."""
        asked = _checked(TextRequest, options)
        try:
            text = await self._written(asked, turn, show)
        except PromptError as error:
            raise JobError(str(error)) from error
        figures = {"perplexity": await asyncio.to_thread(_perplexity, asked, text)}
        return Result(again("generate text", asked), asked.model_dump(), text=text, figures=figures)

    async def _written(self, asked: TextRequest, turn: Turn, show: Show) -> str:
        how = TextOptions(**asked.model_dump(include=set(TextOptions.model_fields)))
        line = Line(asked.seed)
        writing = asyncio.ensure_future(self.batches.make(Write(asked.weights, how), line, turn))
        try:
            while not (await asyncio.wait({writing}, timeout=self.shown_every_s))[0]:
                if begun := line.draft.text:
                    await show(Progress(len(begun) / asked.length, asked.prompt + begun))
            return str(writing.result())
        finally:
            writing.cancel()

    async def generate_image(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        """A grid of images, each with a seed of its own."""
        asked = _checked(ImageRequest, options)
        seeds = item_seeds(asked.seed, asked.count)
        pairs = zip(asked.labels, seeds, strict=True)
        sketches = [Sketch(label, each, asked.truncation) for label, each in pairs]
        work = Draw(asked.model, asked.dataset)
        images = await asyncio.gather(*(self.batches.make(work, each, turn) for each in sketches))
        content = await asyncio.to_thread(_sheet, images, asked.labels, asked.dataset)
        key = await self.blobs.put(content, "image/png")
        return Result(again("generate image", asked), asked.model_dump(), blobs=(key,))

    async def interpolate(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        """A small animation from one image to another and back."""
        asked = _checked(InterpolateRequest, options)
        seeds = item_seeds(asked.seed, 2)
        names = (asked.start, asked.end)
        ends = [
            Sketch(_label(asked.dataset, name, seed), seed)
            for name, seed in zip(names, seeds, strict=True)
        ]
        work = Walk(asked.model, asked.dataset, asked.steps)
        images = await self.batches.make(work, tuple(ends), turn)
        content = await asyncio.to_thread(_film, images)
        key = await self.blobs.put(content, "image/gif")
        return Result(again("interpolate", asked), asked.model_dump(), blobs=(key,))


def again(command: str, asked: BaseModel) -> str:
    """The command that gives the same bytes, with what differs from the defaults and always the seed."""
    defaults = {name: field.default for name, field in type(asked).model_fields.items()}
    chosen = {
        name: value
        for name, value in asked.model_dump().items()
        if name in {"seed", "model", "dataset"} or value != defaults[name]
    }
    return " ".join(
        [f"/{command}", *(f"{name}:{_quoted(value)}" for name, value in chosen.items())]
    )


def _quoted(value: object) -> str:
    text = str(value)
    plain = text and not any(c.isspace() or c == '"' for c in text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _checked(kind: type[Any], options: Mapping[str, Json]) -> Any:
    try:
        return kind(**options)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        what = first["msg"].removeprefix("Value error, ")
        raise JobError(f"{where}: {what}" if where else what) from error


def _perplexity(asked: TextRequest, text: str) -> float:
    """Of what was written, under the model itself, before temperature and the rest."""
    from generators.demos.language_model import perplexity

    return round(perplexity(asked.weights, asked.prompt, text), 4)


def _label(dataset: Dataset, name: str, seed: int) -> int:
    classes = CLASSES[dataset]
    return classes.index(name) if name else seed % len(classes)


def _sheet(images: Sequence[Image], labels: Sequence[int], dataset: Dataset) -> bytes:
    """A grid as PNG: a labelled row for each class where that makes a few columns, else as square as it gets."""
    classes = CLASSES[dataset]
    columns, rest = divmod(len(images), len(classes))
    if len(set(labels)) == len(classes) and columns > 2 and not rest:
        cells = np.stack(images).reshape(columns, len(classes), 28, 28).swapaxes(0, 1)
        return png(grid(cells, classes))
    columns = math.ceil(math.sqrt(len(images)))
    return png(grid(_rows(images, columns)))


def _rows(images: Sequence[Image], columns: int) -> NDArray[np.uint8]:
    """Images (rows, columns, 28, 28); what the last row lacks is left white."""
    rows = math.ceil(len(images) / columns)
    blank = np.full((28, 28), 255, np.uint8)
    return np.stack([*images, *[blank] * (rows * columns - len(images))]).reshape(
        rows, columns, 28, 28
    )


def _film(images: Sequence[Image]) -> bytes:
    frames = [grid(image[None, None], scale=6) for image in images]
    return animation([*frames, *frames[-2:0:-1]], frame_ms=80)
