"""What each demonstration takes; without torch, so that the chat process can check it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from generators.data import Dataset
from generators.requests import MOST_SEED, ImageModel, ImageRequest, TextRequest


class NextCharacterRequest(TextRequest):
    """Options of next_character: a text as it was asked for, and how it begins."""

    written: str = Field(max_length=4000, description="What was written after the prompt.")


class VaryRequest(ImageRequest):
    """Options of vary: images as they were asked for, and another seed for where to go from them."""

    towards: int = Field(
        default=1, ge=0, le=MOST_SEED, description="Another seed, other variations."
    )


class LatentMapRequest(BaseModel):
    """Options of latent_map."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: ImageModel = Field(default="vae", description="Which kind of model draws.")
    dataset: Dataset = Field(default="fashion-mnist", description="What it was trained on.")
    label: str = Field(default="", description="Class of the GAN's map; empty is the most varied.")
    seed: int = Field(default=0, ge=0, le=MOST_SEED, description="Another seed, another map.")


class RealOrFakeRequest(BaseModel):
    """Options of real_or_fake."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(default=0, ge=0, le=MOST_SEED, description="Another seed, other images.")


REQUESTS: dict[str, type[BaseModel]] = {
    "next_character": NextCharacterRequest,
    "vary": VaryRequest,
    "latent_map": LatentMapRequest,
    "real_or_fake": RealOrFakeRequest,
}
"""By kind of job."""
