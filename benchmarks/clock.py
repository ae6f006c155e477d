"""The clock of the torch benchmarks."""

from __future__ import annotations

import time

import torch


def seconds() -> float:
    """CPU-seconds of this process; wall-clock seconds, after waiting for the GPU, when the work is done there."""
    if not torch.cuda.is_available():
        return time.process_time()
    torch.cuda.synchronize()
    return time.perf_counter()
