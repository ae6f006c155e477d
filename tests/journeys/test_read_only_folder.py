"""A data folder in which nothing can be written any more."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from generators.blobs import FileBlobs
from generators.dbos_engine import DbosJobs
from tests.generators.jobs.players import sleep
from tests.journeys.playground import data_folder, environment, free_port

WITHOUT_POWERS = ("setpriv", "--bounding-set=-dac_override")
"""What makes root heed the rights of files."""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder with a job and a picture in it."""
    folder = data_folder(tmp_path)
    asyncio.run(_fill(folder))
    rights = {path: path.stat().st_mode for path in (folder, *folder.rglob("*")) if path.is_dir()}
    for path, mode in rights.items():
        path.chmod(mode & ~0o222)
    yield folder
    for path, mode in rights.items():
        path.chmod(mode)


async def _fill(folder: Path) -> None:
    jobs = DbosJobs(f"sqlite:///{folder}/jobs.db")
    await jobs.enqueue(sleep("kept"))
    await jobs.close()
    await FileBlobs(folder / "blobs").put(b"GIF89a", "image/gif")


def contents(folder: Path) -> dict[Path, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {file: sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (("bot", "run"), 78, "The data folder cannot be used (BACKPREP_DATA)"),
        (("generators",), 1, "The worker cannot start: [Errno 13] Permission denied"),
    ],
)
def test_it_is_said_in_words_and_nothing_is_changed(
    data: Path, command: tuple[str, ...], code: int, words: str
) -> None:
    before = contents(data)

    ended = subprocess.run(
        [*(WITHOUT_POWERS if os.geteuid() == 0 else ()), sys.executable, "-m", *command],
        env=environment(data, free_port()),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stderr.startswith(words)) == (code, True)
    assert "Traceback" not in ended.stderr
    assert contents(data) == before
