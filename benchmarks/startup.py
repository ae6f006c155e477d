"""How soon bot and worker are up, and the memory they then take.

    python -m benchmarks.startup

Starts `backprep run` a few times on data folders of its own: seconds until the playground answers, until a worker
claims jobs, and until the first picture is made; then the resident memory of each process (Linux only).
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from benchmarks.chat_memory import resident_mib
from generators.dbos_engine import DbosJobs
from generators.engine import Job
from tests.journeys.playground import data_folder, running

STARTS = 5
UNDER_WAY = {"waiting", "running"}


def main() -> None:
    """Print the median and the worst of a few starts."""
    seconds: list[dict[str, float]] = []
    memory: list[dict[str, float]] = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
            data, began_s = data_folder(Path(folder)), time.perf_counter()
            worker = beside.submit(lambda: asyncio.run(_worker(data, began_s)))  # noqa: B023
            with running(data, BACKPREP_WORKERS="1"):
                up = {"playground": time.perf_counter() - began_s}
                seconds.append(up | worker.result())
                memory.append(resident_mib(data))
    for what, unit, measured in (("up", "s", seconds), ("takes", "MiB", memory)):
        for name in measured[0]:
            values = sorted(each[name] for each in measured)
            print(f"{name:<14} {what} {median(values):7.1f} {unit}, at worst {values[-1]:.1f}")


async def _worker(data: Path, began_s: float) -> dict[str, float]:
    """When a worker claims jobs, and when it has made its first picture."""
    jobs = DbosJobs(f"sqlite:///{data}/jobs.db")
    try:
        nothing = Job("nothing", {}, "", "", "nothing")
        while not (await jobs.enqueue(nothing)).worker_up:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        up_s = time.perf_counter() - began_s
        await jobs.enqueue(Job("generate_image", {"count": 30}, "somebody", "", "picture"))
        while (await jobs.status(["picture"]))["picture"].state in UNDER_WAY:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await jobs.result("picture")
        return {"worker": up_s, "first picture": time.perf_counter() - began_s}
    finally:
        await jobs.close()


if __name__ == "__main__":
    main()
