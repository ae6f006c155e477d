"""A disk that takes nothing: clear words, nothing lost, nothing damaged."""

from __future__ import annotations

import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from generators.away import reason
from generators.jobs_database import make_engine
from tests.generators.jobs.chats import Chats
from tests.generators.jobs.players import Players
from tests.generators.jobs.processes import Process

TOO_SMALL = 4096
"""Bytes; no database of jobs fits in, while short messages and marks do."""


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs Linux")
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_what_ends_while_the_disk_is_full_is_delivered_once_there_is_room(
    chats: Chats, players: Players, tmp_path: Path
) -> None:
    worker, chat = players.start(), chats.start()
    chats.ask(chat, "wait", ["a", "b", "c"])
    await chats.until_answered(3)
    await players.until_begun("a", "b", "c")

    _limit(TOO_SMALL, worker, chat)
    players.release()
    await players.until_ends(3)
    chats.ask(chat, "sleep", ["d"])
    words = await chats.until_refused("d")
    _limit(resource.RLIM_INFINITY, worker, chat)
    chats.ask(chat, "sleep", ["d"])
    await chats.until_said(4)

    assert "the disk reports an error. Nothing is lost" in words
    assert chats.results() == {"a waited": 1, "b waited": 1, "c waited": 1, "d slept": 1}
    with closing(sqlite3.connect(tmp_path / "jobs.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("pragma", "words"),
    [("max_page_count = 1", "the disk is full"), ("query_only = 1", "their file may only be read")],
)
def test_what_sqlite_cannot_write_is_named_and_waited_for(
    tmp_path: Path, pragma: str, words: str
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/jobs.db")
    with engine.connect() as connection:
        connection.execute(text(f"PRAGMA {pragma}"))
        with pytest.raises(OperationalError) as refused:
            connection.execute(text("CREATE TABLE job (number INTEGER)"))

    assert reason(refused.value) == words
    assert refused.value.connection_invalidated  # what DBOS takes for a reason to try again
    engine.dispose()


def _limit(file_size: int, *processes: Process) -> None:
    for process in processes:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (file_size, resource.RLIM_INFINITY))
