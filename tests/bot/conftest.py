"""What tests of the bot share."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.logs import OURS


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """The logging of the whole process is put back after the test."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in OURS}
    yield
    root.handlers[:], level, levels = before
    root.setLevel(level)
    for name in OURS:
        logging.getLogger(name).setLevel(levels[name])
