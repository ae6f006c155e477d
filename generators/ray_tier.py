"""A tier of Ray Serve behind the batcher's port: the models on as many machines and GPUs as a Ray cluster has.

Batches are filled here and made there, so that one journey over the network carries a whole batch.
Optional: pip install -e '.[torch,ray]'. Ray moves Python objects between its processes as pickles, so its cluster
belongs into a network of its own, as Ray's documentation on security asks for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from generators.batcher import Batcher, Turn

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")
Made = TypeVar("Made")

APPLICATION = "backprep"
USUAL = Turn()
AHEAD = 2
"""Batches under way to one replica: while one is made, the next is on its way."""


class Replica:
    """One process of the tier, with the models of its own; it makes one batch at a time."""

    def __init__(self, start: Callable[[], Callable[[Any, Sequence[Any]], Sequence[Any]]]) -> None:
        self._run, self._one_at_a_time = start(), ThreadPoolExecutor(1, "model")

    async def make(self, key: Hashable, items: Sequence[object]) -> Sequence[object]:
        """What the items of a batch become."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._one_at_a_time, self._run, key, items)


class RayBatches(Generic[Key, Item, Made]):
    """Fills in Batching. Several workers share one tier: a replica for each GPU of the cluster, or one without any."""

    def __init__(
        self,
        address: str,
        start: Callable[[], Callable[[Key, Sequence[Item]], Sequence[Made]]],
        at_most: Callable[[Key], int],
    ) -> None:
        """Joins the cluster at `address` ("local" starts one on this machine), and starts the tier unless it is there.

        `start` gives, in a replica, what runs a batch; `at_most` is as for Batcher. Blocks, for seconds.
        """
        import ray  # type: ignore[import-not-found]
        from ray import serve

        ray.init(address, include_dashboard=False, log_to_driver=False, ignore_reinit_error=True)
        serve.start(proxy_location="Disabled")  # nothing listens: we ask through a handle
        gpus = int(ray.cluster_resources().get("GPU", 0))
        if APPLICATION in serve.status().applications:
            self._tier = serve.get_app_handle(APPLICATION)
        else:
            deployed = serve.deployment(
                Replica,
                name="models",
                num_replicas=max(1, gpus),
                max_ongoing_requests=AHEAD,
                ray_actor_options={"num_gpus": min(1, gpus)},
            )
            self._tier = serve.run(deployed.bind(start), name=APPLICATION, route_prefix=None)
        self._failed: type[Exception] = ray.exceptions.RayTaskError
        self._lanes = [
            Batcher(self._run, ThreadPoolExecutor(AHEAD, "tier"), at_most)
            for _ in range(max(1, gpus))
        ]
        self._under_way = [0] * len(self._lanes)

    async def make(self, key: Key, item: Item, turn: Turn = USUAL) -> Made:
        """What one item becomes, made somewhere in the cluster, in a batch with others. Raises what that raised."""
        lane = self._under_way.index(min(self._under_way))
        self._under_way[lane] += 1
        try:
            return await self._lanes[lane].make(key, item, turn)
        finally:
            self._under_way[lane] -= 1

    def _run(self, key: Key, items: Sequence[Item]) -> Sequence[Made]:
        """One batch, by whichever replica is free."""
        try:
            made: Sequence[Made] = self._tier.make.remote(key, items).result()
        except self._failed as error:
            raise getattr(
                error, "cause", error
            ) from None  # its own words are a stack of another process
        return made

    def close(self) -> None:
        """Leave the cluster; the tier stays, where the cluster is not ours."""
        import ray

        ray.shutdown()
