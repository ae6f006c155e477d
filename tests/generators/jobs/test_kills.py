"""What people asked for is delivered once, whoever is killed meanwhile: worker, chat process, both."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

from tests.generators.jobs.chats import Chats
from tests.generators.jobs.conftest import Figure
from tests.generators.jobs.players import Players
from tests.generators.jobs.processes import kill

KILLS = 12


async def test_what_is_done_while_the_chat_process_is_dead_is_delivered_once_it_is_back(
    chats: Chats, players: Players, figure: Figure
) -> None:
    players.start()
    chat = chats.start()
    chats.ask(chat, "wait", ["a", "b"])
    await chats.until_answered(2)

    kill(chat)
    players.release()
    await players.until_ends(2)
    chat = chats.start()
    figure("delivered after the start", await chats.until_said(2))
    chats.ask(chat, "wait", ["c"])
    await chats.until_said(3)

    assert chats.results() == {"a waited": 1, "b waited": 1, "c waited": 1}


async def test_240_jobs_are_delivered_once_whoever_is_killed(
    chats: Chats, players: Players, url: str, tmp_path: Path
) -> None:
    rng, names = Random(6), [f"{number}" for number in range(240)]
    victims = rng.sample(["worker", "chat", "both"] * (KILLS // 3), KILLS)
    worker, chat = players.start(), chats.start()

    for round_, victim in enumerate(victims, 1):
        ended = players.ends()
        chats.ask(chat, "sleep", names[: 20 * round_])
        players.load()
        chats.load()
        await chats.until_answered(20 * round_ - rng.randint(0, 15))
        await players.until_ends(ended + rng.randint(1, 4))  # at least so many are new
        if victim != "chat":
            kill(worker)
            worker = players.start()
        if victim != "worker":
            kill(chat)
            chat = chats.start()
    chats.ask(chat, "sleep", names)
    await chats.until_said(240, limit_s=180)

    assert chats.results() == Counter(f"{name} slept" for name in names)
    assert players.runs().total() > 2 * 240, "no kill hit a job"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(tmp_path / "jobs.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
