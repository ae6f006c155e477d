"""What `backprep chat` keeps beside the conversation."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

import pytest

from bot.cli.chatting import OwnLog
from bot.logs import set_up_logging

FULL = 2_000


@pytest.mark.usefixtures("logging_as_it_was")
def test_the_log_is_its_owner_s_and_keeps_the_newest_events_within_bounds(tmp_path: Path) -> None:
    with closing(OwnLog(tmp_path / "chat.log", FULL)) as log:
        set_up_logging("info", (), log)

        for number in range(200):
            logging.getLogger("bot").info("event %d", number)

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["chat.log", "chat.log.1"]
    assert all(file.stat().st_size <= FULL for file in files)
    assert all(S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert files[0].read_text().endswith("event 199\n")
