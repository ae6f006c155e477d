"""The data folder: readable by its owner only, and used by one Backprep at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import CannotAnswerError


class AlreadyRunningError(CannotAnswerError):
    """Another Backprep uses this data folder."""


def make_private(folder: Path) -> None:
    """Create the folder where there is none, and keep everybody but its owner out of it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


@contextmanager
def only_one(folder: Path) -> Iterator[int]:
    """Hold the folder's lock; gives its file descriptor.

    Whoever inherits the descriptor holds the lock too: what a killed supervisor leaves behind, for the seconds that
    it takes to notice, is waited for.

    Raises:
        AlreadyRunningError: a living process holds the lock.
    """
    lock = os.open(folder / "backprep.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(lock, folder)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield lock
    finally:
        os.close(lock)


def process_on(folder: Path) -> int | None:
    """The process of the Backprep that runs on the folder; None when none does."""
    try:
        lock = os.open(folder / "backprep.lock", os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(os.pread(lock, 20, 0) or 0) or None
    finally:
        os.close(lock)
    return None


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(lock, 20, 0).decode()
        if _lives(holder):
            raise AlreadyRunningError(
                f"Backprep is already running on the folder {folder} (process {holder}). "
                "Stop that one first, or choose another folder with BACKPREP_DATA."
            ) from None
        fcntl.flock(lock, fcntl.LOCK_EX)


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):  # somebody else's, or about to write its number
        return True
    return True
