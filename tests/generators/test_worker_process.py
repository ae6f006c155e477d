"""`python -m generators` itself: what it says when it cannot work, its names, and its memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from generators.__main__ import free_name

HOST = socket.gethostname()


def started(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.defpath, "PYTHONPATH": str(Path.cwd()), "BACKPREP_DATA": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "generators", *arguments],
        stdin=subprocess.DEVNULL,
        env={**environment, **settings},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "settings",
    [{"JOBS_DATABASE_URL": "no address"}, {"BACKPREP_WORKER_MEMORY": "secret"}],
)
def test_a_malformed_setting_is_named_and_ends_the_worker_for_good(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    ended = started(tmp_path, **settings)

    assert ended.returncode == 78
    assert next(iter(settings)) in ended.stderr
    assert "secret" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_not_there_ends_the_worker_until_it_is_started_again(
    tmp_path: Path,
) -> None:
    ended = started(tmp_path, JOBS_DATABASE_URL="postgresql://me:secret@127.0.0.1:1/jobs")

    assert ended.returncode == 1
    assert "cannot start" in ended.stderr
    assert "secret" not in ended.stderr


def test_a_supervised_worker_ends_with_its_supervisor(tmp_path: Path) -> None:
    ended = started(tmp_path, "--supervised")  # its standard input has ended already

    assert ended.returncode in {0, 1}  # 1: on a busy machine its grace was over first
    assert ended.stderr == ""


def test_every_living_worker_has_a_name_of_its_own_and_has_it_again(tmp_path: Path) -> None:
    first, lock = free_name(tmp_path / "here")
    second, other = free_name(tmp_path / "here")
    elsewhere, third = free_name(tmp_path / "there")
    os.close(lock)
    again, lock = free_name(tmp_path / "here")

    assert first == again
    assert len({first, second, elsewhere}) == 3
    assert all(name.startswith(f"{HOST}-") for name in (first, second, elsewhere))
    for each in (lock, other, third):
        os.close(each)


def test_a_worker_gets_no_more_memory_than_it_may_have(tmp_path: Path) -> None:
    ask = (
        "from generators.__main__ import _limit_memory; import torch; _limit_memory(800)\n"
        "try: torch.zeros(400_000_000)\n"
        "except RuntimeError as error: print(error)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, timeout=60, check=True
    )

    assert "can't allocate memory" in ended.stdout
