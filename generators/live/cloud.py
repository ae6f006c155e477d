"""How near a cloud of drawn points is to a cloud of real ones."""

from __future__ import annotations

import torch
from torch import Tensor

from generators.live.lesson import Cloud

NEAR = 0.15
SHOWN = 400


def cloud(drawn: Tensor, real: Tensor) -> Cloud:
    """The points (N, 2) and (M, 2) to show; drawn ones that are no numbers are left out."""
    drawn = drawn[drawn.isfinite().all(dim=1)]
    return Cloud(drawn[:SHOWN].numpy(), real[:SHOWN].numpy(), covered(drawn, real))


def covered(drawn: Tensor, real: Tensor) -> float:
    """Share of the real points (M, 2) that have a drawn one (N, 2) within 0.15.

    The recall of Kynkäänniemi et al. 2019, arXiv:1904.06991, with one radius for all points.
    """
    if not len(drawn):
        return 0.0
    return (torch.cdist(real, drawn).min(dim=1).values < NEAR).float().mean().item()


def energy_distance(drawn: Tensor, real: Tensor) -> float:
    """How far two clouds (N, 2), (M, 2) are apart; 0 for the same distribution.

    2 E|X − Y| − E|X − X'| − E|Y − Y'| of Székely & Rizzo 2013, doi:10.1016/j.jspi.2013.03.018.
    """
    between = torch.cdist(drawn, real).mean()
    within = torch.cdist(drawn, drawn).mean() + torch.cdist(real, real).mean()
    return (2 * between - within).item()
