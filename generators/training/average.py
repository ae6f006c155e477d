"""An exponential moving average of a model's weights, which is what ships."""

from __future__ import annotations

import copy
from typing import Any, Generic, TypeVar

import torch
from torch import nn

M = TypeVar("M", bound=nn.Module)


class Average(Generic[M]):
    """A copy of a model that follows it slowly: weights ← decay · weights + (1 − decay) · the model's."""

    def __init__(self, model: M, decay: float) -> None:
        self.model: M = copy.deepcopy(model).requires_grad_(False).eval()
        self._decay, self._updates = decay, 0

    @torch.no_grad()
    def follow(self, model: M) -> None:
        """Take one step towards the model; early steps are larger, so that the start is forgotten."""
        self._updates += 1
        decay = min(self._decay, self._updates / (9 + self._updates))
        for mine, theirs in zip(self.model.parameters(), model.parameters(), strict=True):
            mine.lerp_(theirs, 1 - decay)
        for own, other in zip(self.model.buffers(), model.buffers(), strict=True):
            own.copy_(other)

    def state_dict(self) -> dict[str, Any]:
        """For checkpoints."""
        return {"updates": self._updates, "model": self.model.state_dict()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self._updates = state_dict["updates"]
        self.model.load_state_dict(state_dict["model"])
