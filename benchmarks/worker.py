"""The worker: what batching gains, how long a press takes to become a picture, and what the worker costs.

    python -m benchmarks.worker

All in one run and in turns, by the wall and by CPU time, so that the ratios hold on a busy machine too.
Batching: 256 images in flight, the batcher with its usual limit against a limit of 1, each as a share of the bare model
run with as many rows; and the same through the whole worker, where 16 people ask for 16 images each.
Pressing: a person asks an idle worker for one grid, until its picture is in the blob store.
Lag: how late a 10 ms timer of the chat process rings while it asks for 256 jobs and looks after them.
Starting: how soon bot and worker are up, and their memory (benchmarks.startup).
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import torch

from benchmarks import startup
from generators.__main__ import run
from generators.batcher import Batcher
from generators.blobs import FileBlobs
from generators.dbos_engine import DbosJobs
from generators.engine import Job
from generators.making import Making
from generators.requests import ImageModel
from generators.runtime import choose_device
from generators.studio import Draw, Made, Sketch, Studio, Work
from generators.task import Task
from generators.worker_settings import WorkerSettings

IN_FLIGHT = 256
IMAGES, TURNS = 2048, 5
MODELS: tuple[ImageModel, ...] = ("gan", "vae")


class Took(NamedTuple):
    """One turn of a measure, in seconds of the wall and of the processor; on a busy machine trust the second."""

    second: float
    cpu_second: float


async def main() -> None:
    """Print every figure."""
    studio = Studio(choose_device())
    torch.set_num_threads(1)
    heads = ("bare, full", "batched", "share", "bare, one", "limit 1", "share", "gain")
    print(f"{'images':14}" + "".join(f"{head:>12}" for head in heads))
    for model in MODELS:
        await _show_batching(studio, model)
    limits = {"as usual": 0, "one by one": 1}
    whole = {name: await _through_the_worker(limit) for name, limit in limits.items()}
    gain = whole["as usual"] / whole["one by one"]
    figures = ", ".join(f"{per_s:.0f} {name}" for name, per_s in whole.items())
    print(f"through the whole worker, images/s of the gan: {figures}; gain {gain:.1f} ×")
    await _show_pressing(studio)
    await asyncio.to_thread(startup.main)


async def _show_batching(studio: Studio, model: ImageModel) -> None:
    work = Draw(model, "fashion-mnist")
    measures: dict[str, Callable[[], Awaitable[object]]] = {
        "bare, full": lambda: _bare(studio, work, studio.at_most(work)),
        "batched": lambda: _batched(studio, work, studio.at_most),
        "bare, one": lambda: _bare(studio, work, 1, images=16),
        "limit 1": lambda: _batched(studio, work, lambda _: 1, images=IN_FLIGHT),
    }
    images = dict(zip(measures, (IMAGES, IMAGES, 16, IN_FLIGHT), strict=True))
    took: dict[str, list[Took]] = {name: [] for name in measures}
    for _ in range(TURNS):
        for name, measure in measures.items():
            took[name].append(await _took(measure))
    for clock in Took._fields:
        rates = {
            name: images[name] / median(getattr(each, clock) for each in turns)
            for name, turns in took.items()
        }
        full, batched, one, single = rates.values()
        figures = (full, batched, batched / full, one, single, single / one, batched / single)
        row = "".join(f"{figure:>12.{0 if figure > 10 else 2}f}" for figure in figures)
        print(f"{model + ' per ' + clock:14}{row}")


async def _bare(studio: Studio, work: Draw, rows: int, images: int = IMAGES) -> None:
    """The model alone."""
    items = [Sketch(i % 10, i) for i in range(rows)]
    for _ in range(images // rows):
        studio.run(work, items)


async def _batched(
    studio: Studio, work: Draw, at_most: Callable[[Work], int], images: int = IMAGES
) -> None:
    """IN_FLIGHT callers that each want one image after another."""
    with ThreadPoolExecutor(1) as executor:
        batches: Batcher[Work, Sketch, Made] = Batcher(studio.run, executor, at_most)

        async def caller(number: int) -> None:
            for turn in range(images // IN_FLIGHT):
                await batches.make(work, Sketch(number % 10, turn * IN_FLIGHT + number))

        await asyncio.gather(*map(caller, range(IN_FLIGHT)))


async def _took(measure: Callable[[], Awaitable[object]]) -> Took:
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    await measure()
    return Took(time.perf_counter() - began_s, time.process_time() - began_cpu_s)


async def _through_the_worker(limit: int) -> float:
    async with _worker(limit) as jobs:
        await _wait(jobs, [await _ask(jobs, "warm", 1)])
        began_s = time.perf_counter()
        ids = await asyncio.gather(*(_ask(jobs, f"{i}", 16) for i in range(16)))
        await _wait(jobs, ids)
        return IN_FLIGHT / (time.perf_counter() - began_s)


async def _show_pressing(studio: Studio) -> None:
    took_s = []
    async with _worker(0) as jobs:
        await _wait(jobs, [await _ask(jobs, "warm", 30)])
        for i in range(20):
            began_s = time.perf_counter()
            await _wait(jobs, [await _ask(jobs, f"press {i}", 30)])
            took_s.append(time.perf_counter() - began_s)
        lag_s = await _lag(jobs)
    grid, work = [Sketch(i % 10, i) for i in range(30)], Draw("gan", "fashion-mnist")
    alone_s = median(_seconds(lambda: studio.run(work, grid)) for _ in range(20))
    p50_s, p95_s = median(took_s), quantiles(took_s, n=20)[-1]
    of_model = f"{p50_s / alone_s:.0f} × the model's {alone_s * 1000:.0f} ms"
    print(f"press to picture: p50 {p50_s:.2f} s, p95 {p95_s:.2f} s; {of_model}")
    p99_ms = quantiles(lag_s, n=100)[-1] * 1000
    print(f"lag of the chat process with {IN_FLIGHT} jobs in flight: p99 {p99_ms:.1f} ms")


async def _lag(jobs: DbosJobs) -> list[float]:
    late_s: list[float] = []

    async def ring() -> None:
        while True:
            due_s = time.perf_counter() + 0.01
            await asyncio.sleep(0.01)
            late_s.append(time.perf_counter() - due_s)

    ringing = asyncio.create_task(ring())
    ids = await asyncio.gather(*(_ask(jobs, f"lag {i}", 1) for i in range(IN_FLIGHT)))
    await _wait(jobs, ids)
    ringing.cancel()
    return late_s


async def _ask(jobs: DbosJobs, key: str, count: int) -> str:
    options = {"count": count, "seed": sum(key.encode())}
    await jobs.enqueue(Job("generate_image", options, f"owner of {key}", f"{hash(key) % 16}", key))
    return key


async def _wait(jobs: DbosJobs, ids: list[str]) -> None:
    under_way = {"waiting", "running"}
    while any(each.state in under_way for each in (await jobs.status(ids)).values()):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    for job in ids:
        await jobs.result(job)


@asynccontextmanager
async def _worker(limit: int) -> AsyncIterator[DbosJobs]:
    """A worker process on a database of its own; says when it was ready and how much memory it took."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.worker", folder, str(limit)]
        began_s = time.perf_counter()
        process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.DEVNULL)
        jobs = DbosJobs(f"sqlite:///{folder}/jobs.db")
        try:
            nothing = Job("nothing", {}, "", "", "nothing")
            while not (await jobs.enqueue(nothing)).worker_up:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            up_s = time.perf_counter() - began_s
            yield jobs
            memory = _memory_mib(process.pid)
            print(f"a worker: claims jobs after {up_s:.1f} s, {memory:.0f} MiB at its most")
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()
            await jobs.close()


def _memory_mib(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _seconds(work: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    work()
    return time.perf_counter() - began_s


def serve(folder: Path, limit: int) -> None:
    """Be a worker whose batches hold `limit` items; 0 is as many as usual."""

    def load() -> Mapping[str, Task]:
        torch.set_num_threads(1)
        studio = Studio(choose_device())
        at_most = (lambda _: limit) if limit else studio.at_most
        batches: Batcher[Work, object, Made] = Batcher(studio.run, ThreadPoolExecutor(1), at_most)
        return Making(batches, FileBlobs(folder / "blobs")).tasks()

    os.chdir(folder)  # away from any .env
    run(WorkerSettings(folder=folder), load)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        asyncio.run(main())
