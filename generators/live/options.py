"""What a small training can be told, with its bounds. No torch, so the chat process declares its options from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Model = Literal["classifier", "flow", "gan", "vae", "lstm"]
Dataset = Literal["moons", "ring", "blobs", "digits", "mnist", "fashion-mnist", "bank"]
Activation = Literal["relu", "tanh", "sigmoid"]
Optimiser = Literal["adam", "sgd"]

POINTS: Final[tuple[Dataset, ...]] = ("moons", "ring", "blobs")
IMAGES: Final[tuple[Dataset, ...]] = ("digits", "mnist", "fashion-mnist")
LEARNS: Final[Mapping[Model, tuple[Dataset, ...]]] = {
    "classifier": (*POINTS, *IMAGES),
    "flow": POINTS,
    "gan": POINTS,
    "vae": IMAGES,
    "lstm": ("bank",),
}
"""What each model can learn; the first is taken where none is named."""

USUAL: Final[Mapping[Model, Mapping[str, int | float]]] = {
    "classifier": {"epochs": 30, "learning_rate": 0.01, "width": 32, "layers": 2, "batch": 64},
    "flow": {"epochs": 40, "learning_rate": 0.002, "width": 48, "layers": 6, "batch": 256},
    "gan": {"epochs": 40, "learning_rate": 0.001, "width": 64, "layers": 2, "batch": 64},
    "vae": {
        "epochs": 40,
        "learning_rate": 0.003,
        "width": 128,
        "layers": 1,
        "batch": 64,
        "latent": 8,
    },
    "lstm": {"epochs": 15, "learning_rate": 0.01, "width": 128, "layers": 1, "batch": 16},
}
"""What goes well: taken where nothing else is said."""


MOST_CELLS: Final = 3


class TrainOptions(BaseModel):
    """One small training, whole: what is not said is filled in, so that it can be told again.

    Raises ValidationError, a ValueError in words, for a model that cannot learn the data.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Model = Field(default="classifier", description="What learns.")
    dataset: Dataset = Field(
        default="moons", description="What it learns from; each model has its own."
    )
    epochs: int = Field(
        default=30, ge=1, le=100, description="Passes over the data; a minute at most."
    )
    learning_rate: float = Field(
        default=0.01, ge=1e-6, le=10, description="Size of a step. Try 1, or 0.00001."
    )
    optimiser: Optimiser = Field(default="adam", description="How a gradient becomes a step.")
    batch: int = Field(default=64, ge=1, le=256, description="Examples of a step.")
    latent: int = Field(
        default=2, ge=1, le=64, description="Numbers an image or point is made from: vae, gan."
    )
    width: int = Field(default=32, ge=2, le=256, description="Units of a layer.")
    layers: int = Field(
        default=2, ge=1, le=12, description="Hidden layers; of a flow its couplings."
    )
    activation: Activation = Field(
        default="relu", description="Between layers: classifier, gan, vae."
    )
    examples: int = Field(
        default=2_000,
        ge=8,
        le=20_000,
        description="Training examples; few of them are learnt by heart.",
    )
    seed: int = Field(default=0, ge=0, le=2**31 - 1, description="All randomness comes from it.")

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, given: Any) -> Any:
        """Take what is usual for the model where nothing is said."""
        if not isinstance(given, Mapping) or given.get("model", "classifier") not in LEARNS:
            return given
        model: Model = given.get("model", "classifier")
        said = {name: value for name, value in given.items() if value is not None}
        return {"dataset": LEARNS[model][0], **USUAL[model], **said}

    @field_validator("learning_rate")
    @classmethod
    def _round(cls, rate: float) -> float:
        """Three digits, so that it can be told in few letters."""
        return float(f"{rate:.3g}")

    @model_validator(mode="after")
    def _check(self) -> Self:
        known = LEARNS[self.model]
        if self.dataset not in known:
            raise ValueError(
                f"{self.model} learns from {' or '.join(known)}, not from {self.dataset}."
            )
        if self.model == "lstm" and self.layers > MOST_CELLS:
            raise ValueError(f"lstm has at most {MOST_CELLS} layers, or a minute is not enough.")
        return self


def encode(options: TrainOptions) -> str:
    """The options in at most 83 characters, for a button."""
    values = options.model_dump().values()
    return "/".join(f"{value:.3g}" if isinstance(value, float) else str(value) for value in values)


def decode(text: str) -> TrainOptions:
    """The options of a button. Raises ValueError for any other text."""
    names = TrainOptions.model_fields
    try:
        return TrainOptions.model_validate(dict(zip(names, text.split("/"), strict=True)))
    except ValueError as error:
        raise ValueError("These are not the options of a training.") from error


def as_command(options: TrainOptions) -> str:
    """What to type to get the same run, as short as can be."""
    usual = TrainOptions(model=options.model)
    said = {
        name: value
        for name, value in options.model_dump().items()
        if name in ("model", "dataset", "seed") or value != getattr(usual, name)
    }
    return "/train " + " ".join(f"{name}:{_typed(value)}" for name, value in said.items())


def _typed(value: object) -> str:
    """A value as people type it: no exponents."""
    if isinstance(value, float):
        return f"{value:.9f}".rstrip("0").rstrip(".")
    return str(value)
