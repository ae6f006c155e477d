"""What each kind of job takes, described and bounded. No torch: the chat process offers and checks it too."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from generators.catalog import TextOptions
from generators.data import CLASSES, Dataset

ImageModel = Literal["gan", "vae"]
MOST_SEED = 2**53 - 1
"""A seed travels through JSON, where larger whole numbers lose digits."""


class TextRequest(TextOptions):
    """Options of generate_text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: Literal["lstm", "lstm-bank"] = Field(
        default="lstm", description="lstm writes like Shakespeare, lstm-bank like our questions."
    )
    seed: int = Field(default=0, ge=0, le=MOST_SEED, description="Another seed, another text.")


class _OfImages(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    model: ImageModel = Field(default="gan", description="Which kind of model draws.")
    dataset: Dataset = Field(default="fashion-mnist", description="What it was trained on.")
    seed: int = Field(default=0, ge=0, le=MOST_SEED, description="Another seed, other images.")


class ImageRequest(_OfImages):
    """Options of generate_image."""

    label: str = Field(default="", description="A class, such as sneaker; empty is each in turn.")
    count: int = Field(default=30, ge=1, le=60, description="Images to draw.")
    truncation: float = Field(
        default=1, gt=0, le=1, description="Below 1: more typical, less varied. GAN only."
    )

    @property
    def labels(self) -> list[int]:
        """The label of each image: of one class throughout, or of each class in turn."""
        classes = CLASSES[self.dataset]
        first = classes.index(self.label) if self.label else None
        return [i % len(classes) if first is None else first for i in range(self.count)]

    @model_validator(mode="after")
    def _known(self) -> ImageRequest:
        _check_label(self.dataset, self.label)
        return self


class InterpolateRequest(_OfImages):
    """Options of interpolate: a walk from one image to another."""

    start: str = Field(default="", description="Class of the first image; empty is by the seed.")
    end: str = Field(default="", description="Class of the last image; empty is by the seed.")
    steps: int = Field(default=24, ge=2, le=48, description="Images on the way.")

    @model_validator(mode="after")
    def _known(self) -> InterpolateRequest:
        _check_label(self.dataset, self.start)
        _check_label(self.dataset, self.end)
        return self


REQUESTS: dict[str, type[TextRequest | ImageRequest | InterpolateRequest]] = {
    "generate_text": TextRequest,
    "generate_image": ImageRequest,
    "interpolate": InterpolateRequest,
}
"""By kind of job."""


def _check_label(dataset: Dataset, label: str) -> None:
    if label and label not in CLASSES[dataset]:
        raise ValueError(f"{dataset} has no class {label!r}. It has: {', '.join(CLASSES[dataset])}")
