"""A worker that makes nothing but marks: `python -m tests.generators.jobs.playing FOLDER URL PATIENCE`.

It begins once a line comes on standard input.
What it does it writes into FOLDER/runs, one line for each begin and end, so that a test can count.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from generators.__main__ import run
from generators.batcher import Turn
from generators.engine import JobError, Json, Progress, Result
from generators.task import Show, Task
from generators.worker import Times
from generators.worker_settings import WorkerSettings


class Playing:
    """Tasks that wait, die or fail on demand."""

    def __init__(self, folder: Path) -> None:
        self._file, self._released = folder / "runs", folder / "released"

    def tasks(self) -> Mapping[str, Task]:
        return {
            "sleep": self.sleep,
            "wait": self.wait,
            "die": self.die,
            "refuse": self.refuse,
            "break": self.fall_apart,
            "fill": self.fill_the_disk,
        }

    async def sleep(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        name, steps = str(options["name"]), int(float(str(options["s"])) / 0.05)
        self._note(f"begin {name}")
        for step in range(steps):
            await show(Progress(step / steps, f"step {step}"))
            await asyncio.sleep(0.05)
        self._note(f"end {name}")
        return Result(f"/sleep {name}", dict(options), text=f"{name} slept")

    async def wait(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        name = options["name"]
        self._note(f"begin {name}")
        while not self._released.exists():  # noqa: ASYNC110  the test is another process
            await asyncio.sleep(0.02)
        self._note(f"end {name}")
        return Result(f"/wait {name}", dict(options), text=f"{name} waited")

    async def die(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        self._note(f"begin {options['name']}")
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    async def refuse(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        raise JobError("Please ask for less.")

    async def fall_apart(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        raise RuntimeError("secret inside")

    async def fill_the_disk(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _note(self, line: str) -> None:
        with self._file.open("a") as file:  # one short write with O_APPEND is never mixed up
            file.write(f"{line}\n")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    sys.stdin.readline()  # the test says when
    folder, url, patience_s = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    settings = WorkerSettings(folder=folder, jobs_database=SecretStr(url))
    times = Times(beat_s=0.3, patience_s=patience_s, hung_s=20, drain_s=1)
    run(settings, Playing(folder).tasks, times)
