"""Ways from one latent point to another."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

PARALLEL = 1e-4  # sine of the angle below which an arc is as good as a line


def interpolate(start: Tensor, end: Tensor, steps: int) -> Tensor:
    """Latents (steps, latent) on the arc from start (latent) to end (latent), both included.

    White's spherical interpolation, arXiv:1609.04468: a straight line between two Gaussian points
    passes through lengths that Gaussian points hardly ever have.
    """
    angle = torch.acos(F.cosine_similarity(start, end, dim=0).clamp(-1, 1))
    share = torch.linspace(0, 1, steps).unsqueeze(1)
    if angle.sin() < PARALLEL:
        return torch.lerp(start, end, share)
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * end) / angle.sin()
