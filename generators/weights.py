"""Weights on disk: NAME.safetensors and, beside it, NAME.json with config, SHA-256 and figures.

Nothing is ever unpickled. Floats are stored as fp16 and loaded as fp32; a file that does not have the recorded hash is
refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from pydantic import BaseModel, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

FOLDER = Path(__file__).parent / "weights"
PICKLES = {".pt", ".pth", ".bin", ".ckpt", ".pkl", ".pickle"}


class WeightsError(ValueError):
    """Weights that are not what they should be, said in words."""


class Sidecar(BaseModel):
    """What NAME.json holds."""

    config: dict[str, Any]
    sha256: str
    figures: dict[str, float | int | str] = {}


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's parameters (fp32), the config that rebuilds it, and what was measured."""

    config: dict[str, Any]
    tensors: dict[str, Tensor]
    figures: dict[str, float | int | str]


def shipped(name: str) -> Path:
    """The stem of weights that come with Backprep, such as "lstm"; an absolute path stays as it is."""
    return FOLDER / name


def save(
    stem: Path, model: nn.Module, config: BaseModel, figures: Mapping[str, float | int | str]
) -> None:
    """Write stem.safetensors and stem.json."""
    content = to_bytes({name: _small(tensor) for name, tensor in model.state_dict().items()})
    digest = hashlib.sha256(content).hexdigest()
    stem.parent.mkdir(parents=True, exist_ok=True)
    _with_suffix(stem, ".safetensors").write_bytes(content)
    _write(
        stem, Sidecar(config=config.model_dump(mode="json"), sha256=digest, figures=dict(figures))
    )


def load_weights(stem: Path) -> Weights:
    """Read what `save` wrote. Raises WeightsError, in words, for anything that is not exactly that."""
    sidecar, path = _read(stem), _with_suffix(stem, ".safetensors")
    if not path.exists():
        raise WeightsError(
            f"{path} is missing. Train it with python -m generators.train, or restore it from git."
        )
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sidecar.sha256:
        raise WeightsError(
            f"{path} is not the file that {stem.name}.json describes: its SHA-256 differs. Restore both."
        )
    try:
        tensors = load(content)
    except SafetensorError as error:
        raise WeightsError(
            f"{path} is not a safetensors file; pickles are never opened."
        ) from error
    return Weights(
        sidecar.config, {name: _wide(tensor) for name, tensor in tensors.items()}, sidecar.figures
    )


def note_figures(stem: Path, figures: Mapping[str, float | int | str]) -> None:
    """Add measured figures to stem.json."""
    sidecar = _read(stem)
    _write(stem, sidecar.model_copy(update={"figures": {**sidecar.figures, **figures}}))


def _read(stem: Path) -> Sidecar:
    if stem.suffix in PICKLES:
        raise WeightsError(
            f"{stem.name} looks like a pickle, which can run code; only safetensors are loaded."
        )
    path = _with_suffix(stem, ".json")
    if not path.exists():
        raise WeightsError(
            f"{path} is missing: weights are only loaded with the config and hash beside them."
        )
    try:
        return Sidecar.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        raise WeightsError(
            f"{path} does not hold a config and a sha256. Restore it from git."
        ) from error


def _write(stem: Path, sidecar: Sidecar) -> None:
    text = json.dumps(sidecar.model_dump(), indent=2, ensure_ascii=False)
    _with_suffix(stem, ".json").write_text(text + "\n", encoding="utf-8")


def _with_suffix(stem: Path, suffix: str) -> Path:
    return stem.with_name(stem.name + suffix)


def _small(tensor: Tensor) -> Tensor:
    stored = tensor.detach().cpu().contiguous()
    return stored.to(torch.float16) if stored.is_floating_point() else stored


def _wide(tensor: Tensor) -> Tensor:
    return tensor.float() if tensor.is_floating_point() else tensor
