"""Keys that are pressed while the bot works."""

from __future__ import annotations

import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_INPUT, _LOCAL = 0, 3
"""Where termios keeps the flags of input and of the line discipline."""


@contextmanager
def kept_keys(descriptor: int) -> Iterator[None]:
    """Between two prompts keep keys as they are, for the next prompt, and do not show them in the answer.

    Without this the terminal would show them at once, and make Enter and Ctrl-D into something else. Ctrl-C still
    interrupts.
    """
    before = termios.tcgetattr(descriptor)
    during = termios.tcgetattr(descriptor)
    during[_INPUT] &= ~termios.ICRNL
    during[_LOCAL] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(descriptor, termios.TCSADRAIN, during)
    try:
        yield
    finally:
        with suppress(termios.error):  # the terminal is gone: its window was closed
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
