"""Checkpoints without pickle: tensors in safetensors, everything else in JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from torch import Tensor


class CheckpointError(ValueError):
    """A checkpoint that cannot be resumed, said in words."""


def save_checkpoint(
    stem: Path, parts: Mapping[str, Any], recipe: Mapping[str, Any], step: int
) -> None:
    """Write stem.safetensors and stem.json; an older pair is replaced only when the new one is whole."""
    tensors: dict[str, Tensor] = {}
    tree = {name: _pack(part.state_dict(), name, tensors) for name, part in parts.items()}
    stem.parent.mkdir(parents=True, exist_ok=True)
    tensor_file = stem.with_name(f"{stem.name}-{step}.safetensors")
    save_file(tensors, tensor_file)
    document = {"step": step, "recipe": dict(recipe), "tensors": tensor_file.name, "parts": tree}
    draft = stem.with_suffix(".json.new")
    draft.write_text(json.dumps(document), encoding="utf-8")
    draft.replace(stem.with_suffix(".json"))
    for old in stem.parent.glob(f"{stem.name}-*.safetensors"):
        if old != tensor_file:
            old.unlink()


def load_checkpoint(stem: Path, parts: Mapping[str, Any], recipe: Mapping[str, Any]) -> int:
    """Put the parts back as they were and return the steps done; 0 when there is no checkpoint.

    Raises CheckpointError when it was made with another recipe.
    """
    path = stem.with_suffix(".json")
    if not path.exists():
        return 0
    document = json.loads(path.read_text(encoding="utf-8"))
    if document["recipe"] != json.loads(json.dumps(dict(recipe))):
        raise CheckpointError(
            f"{path} comes from another recipe. Use --fresh to start over, or another --out."
        )
    tensors = load_file(path.with_name(document["tensors"]))
    for name, part in parts.items():
        part.load_state_dict(_unpack(document["parts"][name], tensors))
    return int(document["step"])


def _pack(value: object, path: str, tensors: dict[str, Tensor]) -> object:
    """A state as JSON; its tensors go into `tensors`. Keys may be numbers, so dicts become pairs."""
    match value:
        case Tensor():
            tensors[path] = value.detach().clone().contiguous()
            return {"tensor": path}
        case Mapping():
            return {
                "pairs": [
                    [key, _pack(item, f"{path}/{key}", tensors)] for key, item in value.items()
                ]
            }
        case list() | tuple():
            return {"items": [_pack(item, f"{path}/{i}", tensors) for i, item in enumerate(value)]}
        case None | bool() | int() | float() | str():
            return value
        case _:
            raise CheckpointError(
                f"{path} holds a {type(value).__name__}, which a checkpoint cannot."
            )


def _unpack(value: Any, tensors: Mapping[str, Tensor]) -> Any:
    match value:
        case {"tensor": str(path)}:
            return tensors[path]
        case {"pairs": pairs}:
            return {key: _unpack(item, tensors) for key, item in pairs}
        case {"items": items}:
            return [_unpack(item, tensors) for item in items]
        case _:
            return value
