"""Python modules as processes of their own, which a test starts and kills."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

Process = subprocess.Popen[bytes]


class Processes:
    """Those of one test; they are gone when it ends."""

    def __init__(self, folder: Path) -> None:
        self._log = (folder / "log").open("ab")
        self._all: list[Process] = []
        self._loaded: dict[tuple[str, ...], Process] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._all:
            process.kill()
            process.communicate()
        self._log.close()

    def start(self, *command: str) -> Process:
        """Run a module, which waits for a line on standard input before it begins."""
        process = self._loaded.pop(command, None) or self._load(command)
        tell(process, "begin")
        return process

    def load(self, *command: str) -> None:
        """Import already what is started later, which takes a second."""
        if command not in self._loaded:
            self._loaded[command] = self._load(command)

    def _load(self, command: tuple[str, ...]) -> Process:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
        )
        self._all.append(process)
        return process


def tell(process: Process, *lines: str) -> None:
    """Write lines to its standard input, if it still lives."""
    assert process.stdin
    try:
        process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        process.stdin.flush()
    except BrokenPipeError:
        process.wait()


def kill(process: Process) -> None:
    """As `kill -9` does."""
    process.send_signal(signal.SIGKILL)
    process.wait()
