"""How models are run: on which device, with which seeds, in which batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor


def choose_device(name: str = "auto") -> torch.device:
    """The named device; "auto" takes CUDA where there is one."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def has_fast_bfloat16(device: torch.device) -> bool:
    """Whether the device computes in bfloat16 rather than imitating it."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def item_seeds(seed: int, count: int) -> list[int]:
    """One seed for each of `count` items; more items do not change the earlier ones'."""
    return [
        int(np.random.SeedSequence([seed, i]).generate_state(1, np.uint64)[0]) for i in range(count)
    ]


def item_noise(seeds: Sequence[int], shape: Sequence[int]) -> Tensor:
    """Standard normal noise (N, *shape) whose row i depends on seeds[i] only; drawn on the CPU."""
    rows = [
        torch.randn(*shape, generator=torch.Generator().manual_seed(_signed(seed)))
        for seed in seeds
    ]
    return torch.stack(rows)


def in_fixed_batches(run: Callable[..., Tensor], *rows: Tensor, size: int = 32) -> Tensor:
    """`run` over chunks of exactly `size` rows, so that no result depends on how many were asked for.

    Matrix products round differently at different batch sizes; with one size, and rows that do not mix, an item
    alone equals the item in company. The last chunk is padded with its own first row.
    """
    count = len(rows[0])
    results = []
    for start in range(0, count, size):
        chunk = [part[start : start + size] for part in rows]
        missing = size - len(chunk[0])
        padded = [torch.cat([part, part[:1].expand(missing, *part.shape[1:])]) for part in chunk]
        results.append(run(*padded)[: size - missing])
    return torch.cat(results)


def _signed(seed: int) -> int:
    """The seed as torch takes it, below 2**63."""
    return seed & 0x7FFF_FFFF_FFFF_FFFF
