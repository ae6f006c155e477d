"""A normalising flow: noise turned into a flexible density, one half of the numbers moving the other.

Dinh et al. 2017, "Density estimation using Real NVP", arXiv:1605.08803. Differs from the paper: each
coupling also sees a context, and the two halves simply change places after each of them.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LARGEST_LOG_SCALE = 2.0  # keeps one coupling from stretching by more than e²


class Flow(nn.Module):
    """Invertible maps between noise and latents, steered by a context."""

    def __init__(self, size: int, context: int, hidden: int, couplings: int) -> None:
        super().__init__()
        self.couplings = nn.ModuleList(Coupling(size, context, hidden) for _ in range(couplings))

    def forward(self, noise: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """Noise (…, size) and a context (…, context) -> latents (…, size), log |det| (…)."""
        log_det = noise.new_zeros(noise.shape[:-1])
        for coupling in self.couplings:
            noise, stretched = coupling(noise, context)
            log_det = log_det + stretched
        return noise, log_det

    def inverse(self, latents: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """Latents (…, size) -> the noise (…, size) they come from, log |det| (…) of this direction."""
        log_det = latents.new_zeros(latents.shape[:-1])
        for coupling in reversed(self.couplings):
            assert isinstance(coupling, Coupling)  # noqa: S101 - a ModuleList forgets what it holds
            latents, shrunk = coupling.inverse(latents, context)
            log_det = log_det + shrunk
        return latents, log_det


class Coupling(nn.Module):
    """Shifts and scales one half of a vector by what the other half and the context say."""

    def __init__(self, size: int, context: int, hidden: int) -> None:
        super().__init__()
        self.kept, self.moved = size // 2, size - size // 2
        self.from_kept = nn.Linear(self.kept, hidden)
        self.from_context = nn.Linear(context, hidden, bias=False)
        self.inner = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, 2 * self.moved)
        nn.init.zeros_(self.out.weight)  # at first a coupling changes nothing
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """(…, size) -> (…, size) with the halves in each other's place, log |det| (…)."""
        kept, moved = torch.split(x, [self.kept, self.moved], dim=-1)
        shift, log_scale = self._affine(kept, context)
        return torch.cat([moved * log_scale.exp() + shift, kept], dim=-1), log_scale.sum(dim=-1)

    def inverse(self, y: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """Undo `forward`: (…, size) -> (…, size), log |det| (…)."""
        moved, kept = torch.split(y, [self.moved, self.kept], dim=-1)
        shift, log_scale = self._affine(kept, context)
        restored = (moved - shift) * (-log_scale).exp()
        return torch.cat([kept, restored], dim=-1), -log_scale.sum(dim=-1)

    def _affine(self, kept: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        x = F.silu(self.from_kept(kept) + self.from_context(context))
        shift, raw = self.out(F.silu(self.inner(x))).chunk(2, dim=-1)
        return shift, LARGEST_LOG_SCALE * torch.tanh(raw / LARGEST_LOG_SCALE)
