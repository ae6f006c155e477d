"""`backprep doctor` on what makes pictures: jobs, worker, weights and the store of results."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.datafolder import only_one
from bot.health.finding import Finding, examine
from bot.health.worker import Inspection, worker_checks
from bot.settings import Settings
from generators.jobs_database import connect, make_engine, prepare
from generators.tending import Tending
from tests.s3 import ESCAPED, S3Server, s3_server

SOUND = Inspection("2.13.0", "cpu", "", 8, [])


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


def checked(folder: Path, here: Inspection | None = SOUND, **settings: str) -> dict[str, Finding]:
    """The findings by name."""
    read = Settings(_env_file=None, BACKPREP_DATA=str(folder), **settings)
    checks = worker_checks(read, lambda: here)
    return {found.name: found for found in examine(checks, str)}


def at_work(folder: Path) -> None:
    """A worker that has just given a sign of life."""
    engine = make_engine(f"sqlite:///{folder}/jobs.db")
    client = connect(engine)
    prepare(engine, client)
    Tending(engine, "host-1/1", 30, lambda: 0).beat({})
    client.destroy()
    engine.dispose()


def test_on_a_fresh_machine_all_is_well_and_nothing_is_made(tmp_path: Path) -> None:
    found = checked(tmp_path / "data")

    assert {each.state for each in found.values()} == {"ok"}
    assert "torch 2.13.0 on cpu. It starts with: backprep run" in found["Worker"].what
    assert "8 models, every file as recorded" in found["Weights"].what
    assert not (tmp_path / "data").exists()


def test_a_worker_that_lives_is_counted(tmp_path: Path) -> None:
    at_work(tmp_path)

    found = checked(tmp_path)

    assert found["Jobs"].what == f"{tmp_path}/jobs.db is sound."
    assert found["Worker"].what == "1 at work. Here: torch 2.13.0 on cpu."


def test_a_bot_that_runs_without_its_worker_is_worth_a_look(tmp_path: Path) -> None:
    with only_one(tmp_path):
        found = checked(tmp_path)["Worker"]

    assert found.state == "warning"
    assert "look into its log" in found.mend


def test_without_torch_a_worker_cannot_start_here_but_may_elsewhere(tmp_path: Path) -> None:
    here = checked(tmp_path, None)["Worker"]
    elsewhere = checked(tmp_path, None, BACKPREP_WORKERS="0")["Worker"]
    at_work(tmp_path)
    working = checked(tmp_path, None, BACKPREP_WORKERS="0")["Worker"]

    assert (here.state, elsewhere.state, working.state) == ("fault", "warning", "ok")
    assert "pip install" in here.mend
    assert "python -m generators" in elsewhere.mend


def test_a_device_that_cannot_be_used_has_to_be_mended(tmp_path: Path) -> None:
    found = checked(tmp_path, Inspection("2.13.0", "cuda", "no CUDA here", 8, []))["Worker"]

    assert found.state == "fault"
    assert found.what == "The worker cannot compute on cuda: no CUDA here"


def test_weights_that_were_changed_have_to_be_restored(tmp_path: Path) -> None:
    found = checked(tmp_path, Inspection("2.13.0", "cpu", "", 8, ["gan is not right."]))["Weights"]

    assert found.state == "fault"
    assert found.what == "gan is not right."


def test_a_damaged_database_of_jobs_has_to_be_mended(tmp_path: Path) -> None:
    at_work(tmp_path)
    file = tmp_path / "jobs.db"
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * (file.stat().st_size - 4096))

    assert checked(tmp_path)["Jobs"].state == "fault"


def test_a_store_that_works_has_nothing_more_in_it_afterwards(
    tmp_path: Path, server: S3Server
) -> None:
    (tmp_path / "blobs").mkdir()

    folder = checked(tmp_path)["Pictures"]
    bucket = checked(tmp_path, BLOB_URL=server.url)["Pictures"]

    assert folder.what == f"{tmp_path}/blobs takes a file, gives it back and deletes it."
    assert bucket.what.startswith("the bucket pictures at 127.0.0.1:")
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not [file for file in server.folder.rglob("*") if file.is_file()]


def test_a_store_that_refuses_has_to_be_mended_and_its_key_is_not_shown(
    tmp_path: Path, server: S3Server
) -> None:
    found = checked(tmp_path, BLOB_URL=server.url.replace(ESCAPED, "hushhush"))["Pictures"]

    assert found.state == "fault"
    assert "refuses our key" in found.what
    assert "hush" not in found.what + found.mend


def test_the_examination_loads_every_shipped_model_and_names_what_is_wrong(tmp_path: Path) -> None:
    """On a copy of the package, in which one byte of one model is another and a pickle lies."""
    package = tmp_path / "generators"
    shutil.copytree("generators", package, ignore=shutil.ignore_patterns("__pycache__"))
    gan = package / "weights" / "gan-mnist.safetensors"
    gan.write_bytes(gan.read_bytes()[:-1] + b"\x00")
    (package / "weights" / "extra.pt").write_bytes(b"\x80\x04N.")

    done = subprocess.run(
        [sys.executable, "-m", "generators.examine"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "BACKPREP_DEVICE": "cpu"},
        capture_output=True,
        text=True,
        check=True,
    )

    report = json.loads(done.stdout)
    assert (report["device"], report["trouble"], report["models"]) == ("cpu", "", 8)
    assert len(report["faults"]) == 2
    assert "extra.pt looks like a pickle" in report["faults"][0]
    assert "gan-mnist.safetensors is not the file" in report["faults"][1]
