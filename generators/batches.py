"""The batcher a worker uses: the models on its own device, or a tier of Ray Serve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import torch  # noqa: TID253  only the worker and its tier import this file

from generators.batcher import Batcher, Batching
from generators.runtime import choose_device
from generators.studio import Made, Studio, Work


def open_batches(device: str, ray: str = "") -> Batching[Work, object, Made]:
    """The shipped models behind one batcher; `ray` is the address of a cluster that runs them instead. Blocks."""
    studio = open_studio(device)
    if ray:
        from generators.ray_tier import RayBatches

        return RayBatches(ray, partial(_warm, device), studio.at_most)
    one_at_a_time = ThreadPoolExecutor(1, "model")
    one_at_a_time.submit(studio.warm)
    return Batcher(studio.run, one_at_a_time, studio.at_most)


def open_studio(device: str) -> Studio:
    """The models, none loaded yet."""
    chosen = choose_device(device)
    if chosen.type == "cpu":
        torch.set_num_threads(1)  # results must not depend on how many there are
    return Studio(chosen)


def _warm(device: str) -> Callable[[Work, Sequence[Any]], Sequence[Made]]:
    """What runs a batch in a replica, which is ready when the first models are loaded."""
    studio = open_studio(device)
    studio.warm()
    return studio.run
