"""Checks of the machine: folders, disk, port, clock."""

from __future__ import annotations

import errno
import shutil
import socket
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

from bot.clock import Clock
from bot.datafolder import process_on
from bot.health.finding import Finding
from bot.settings import Settings

_LEAST_MIB, _ENOUGH_MIB = 200, 1000
"""The exported model and the vectors take about 70 MiB; the rest is for the database and a backup of it."""


def check_data_folder(settings: Settings) -> Finding:
    """Whether the data folder can be written, by its owner alone."""
    folder = settings.data
    if not folder.exists():
        return Finding("ok", f"{folder.resolve()} is made at the first start.")
    if not folder.is_dir():
        return Finding(
            "fault", f"{folder.resolve()} is not a folder.", "Choose one with BACKPREP_DATA."
        )
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding(
            "fault",
            f"{folder.resolve()} cannot be written: {error.strerror}.",
            "Give it to the user that runs Backprep, or choose another folder with BACKPREP_DATA.",
        )
    if folder.stat().st_mode & 0o077:
        return Finding(
            "warning", f"Others on this machine can look into {folder.resolve()}.",
            f"The next start closes it; or now: chmod 700 {folder.resolve()}",
        )  # fmt: skip
    return Finding("ok", f"{folder.resolve()} can be written, by its owner alone.")


def check_disk(settings: Settings, usage: Callable[[Path], int]) -> Finding:
    """Whether there is room where the data lies; `usage` gives the free bytes at a path."""
    here = next(place for place in _upwards(settings.data) if place.exists())
    free_mib = usage(here) // 2**20
    words = f"{free_mib:,} MiB are free at {here}."
    if free_mib >= _ENOUGH_MIB:
        return Finding("ok", words)
    mend = f"Make room: {_ENOUGH_MIB:,} MiB are plenty."
    return Finding("fault" if free_mib < _LEAST_MIB else "warning", words, mend)


def free_bytes(place: Path) -> int:
    """What this user may still write on the disk of a path."""
    return shutil.disk_usage(place).free


def _upwards(folder: Path) -> list[Path]:
    whole = folder.resolve()
    return [whole, *whole.parents]


def check_port(settings: Settings) -> Finding:
    """Whether the playground can listen where it is told to."""
    host, port = settings.web_host, settings.web_port
    if running := process_on(settings.data):
        return Finding("ok", f"Backprep is running (process {running}) and has its port.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        return _no_port(settings, error)
    return Finding("ok", f"The playground can listen on {host}, port {port}.")


def _no_port(settings: Settings, error: OSError) -> Finding:
    what = f"{settings.web_host}, port {settings.web_port}: {error.strerror}."
    if error.errno == errno.EADDRINUSE and not settings.web_port_is_fixed:
        return Finding("ok", f"{what} The playground takes the next free port and says which.")
    return Finding("fault", what, "Set WEB_HOST and WEB_PORT to a free port of this machine.")


def check_clock(now: Clock) -> Finding:
    """Whether the clock is not behind this program's own files, and time zones are known."""
    newest = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now() < newest - timedelta(days=1):
        return Finding(
            "fault",
            f"The clock says {now():%Y-%m-%d %H:%M} UTC, but this program is of {newest:%Y-%m-%d}.",
            "Set the clock, or let it be set over the network (timedatectl set-ntp true).",
        )
    if not available_timezones():
        return Finding(
            "warning", "No time zones are installed.", "Install them: pip install tzdata"
        )
    return Finding("ok", f"The clock says {now():%Y-%m-%d %H:%M} UTC.")
