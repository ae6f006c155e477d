"""The worker itself, `python -m generators`, with weights that are not as shipped: it says so, opens none, goes on."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from generators.dbos_engine import DbosJobs
from generators.engine import Job, JobError, Result

PATIENCE_S = 120
REFUSED = "This model's weights are missing or damaged on the worker, so they were not loaded."


class Trap:
    """Unpickled, it leaves a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.mark,)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A worker at work on a copy of the package: one model's weights were changed, another's are a pickle."""
    folder = tmp_path_factory.mktemp("worker")
    shutil.copytree("generators", folder / "generators", ignore=shutil.ignore_patterns("*pycache*"))
    weights = folder / "generators" / "weights"
    change(weights / "gan-fashion-mnist.safetensors")
    replace_by_pickle(weights / "lstm", folder / "ran")
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(folder),
        "BACKPREP_DATA": str(folder / "data"),
    }
    with (folder / "log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "generators"],
            cwd=folder,
            env={**environment, "BACKPREP_DEVICE": "cpu"},
            stdin=subprocess.DEVNULL,
            stderr=log,
        )
        yield folder
        worker.kill()
        worker.wait()


def change(file: Path) -> None:
    """One byte, in the middle of the numbers."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def replace_by_pickle(stem: Path, mark: Path) -> None:
    """With its hash recorded, as whoever can write the one file can write the other."""
    content = pickle.dumps(Trap(mark))
    stem.with_suffix(".safetensors").write_bytes(content)
    sidecar = stem.with_suffix(".json")
    document = json.loads(sidecar.read_text())
    sidecar.write_text(json.dumps(document | {"sha256": hashlib.sha256(content).hexdigest()}))


@pytest.fixture
async def jobs(folder: Path) -> AsyncIterator[DbosJobs]:
    engine = DbosJobs(f"sqlite:///{folder}/data/jobs.db")
    yield engine
    await engine.close()


async def made(jobs: DbosJobs, kind: str, **options: str | int) -> Result:
    """What becomes of a job."""
    key = f"{kind} {options}"
    await jobs.enqueue(Job(kind, options, "ana", "home", key))
    async with asyncio.timeout(PATIENCE_S):
        while (await jobs.status([key]))[key].state in {"waiting", "running"}:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return await jobs.result(key)


async def test_weights_that_were_changed_are_refused_in_words(jobs: DbosJobs, folder: Path) -> None:
    with pytest.raises(JobError, match=REFUSED):
        await made(jobs, "generate_image", model="gan", count=1)

    log = (folder / "log").read_text()
    assert "gan-fashion-mnist.safetensors is not the file that" in log
    assert "its SHA-256 differs" in log


async def test_a_pickle_in_the_place_of_weights_is_refused_and_never_runs(
    jobs: DbosJobs, folder: Path
) -> None:
    with pytest.raises(JobError, match=REFUSED):
        await made(jobs, "generate_text", prompt="The", length=5)

    assert "pickles are never opened" in (folder / "log").read_text()
    assert not (folder / "ran").exists()


async def test_other_models_go_on(jobs: DbosJobs) -> None:
    assert (await made(jobs, "generate_image", model="vae", count=1)).blobs


def test_the_trap_would_have_gone_off(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Trap(tmp_path / "ran")))  # noqa: S301  what the worker never does

    assert (tmp_path / "ran").exists()
