"""A real terminal for tests: a program runs in it, and what it shows can be waited for."""

from __future__ import annotations

import os
import pty
import re
import select
import struct
import subprocess
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fcntl import ioctl
from typing import Any

PATIENCE_S = 20
"""After which a program that shows nothing more is taken for stuck."""
_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_=>78]|[^a-zA-Z]*$)|\r"
)
"""What moves the cursor or colours, even if its end has not come yet."""


class Terminal:
    """The other end of a program's terminal."""

    def __init__(self, master: int, program: subprocess.Popen[bytes]) -> None:
        self._master, self.program = master, program
        self.raw = ""
        self._seen = 0

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def until(self, text: str) -> str:
        """What is shown after the last such look, up to and with `text`; no colours and cursor moves."""
        while (found := self._shown().find(text)) < 0:
            if not self._read():
                raise AssertionError(f"{text!r} was not shown, only: {self._shown()}")
        shown = self._shown()[: found + len(text)]
        self._seen += len(shown)
        return shown

    def _shown(self) -> str:
        return _SEQUENCE.sub("", self.raw)[self._seen :]

    def ends(self) -> int:
        """The exit code of the program, once it has ended."""
        while self._read():
            pass
        return self.program.wait(PATIENCE_S)

    def modes(self) -> list[Any]:
        """The terminal's modes, as termios gives them."""
        return termios.tcgetattr(self._master)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], PATIENCE_S)
        try:
            self.raw += os.read(self._master, 65_536).decode(errors="replace") if ready else ""
        except OSError:  # the program has closed its end
            return False
        return bool(ready)


@contextmanager
def terminal(
    command: Sequence[str], environment: Mapping[str, str], columns: int = 80
) -> Iterator[Terminal]:
    """Run a program in a terminal of 24 lines, and end it with the block."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    program = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=dict(environment),
        start_new_session=True,
        preexec_fn=_own_terminal,  # noqa: PLW1509 - one system call, and no threads yet
    )
    os.close(slave)
    try:
        yield Terminal(master, program)
    finally:
        program.kill()
        program.wait()
        os.close(master)


def _own_terminal() -> None:
    """Ctrl-C reaches the program only in a terminal that is its own."""
    ioctl(0, termios.TIOCSCTTY, 0)
