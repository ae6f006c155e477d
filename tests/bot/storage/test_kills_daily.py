"""Daily posts go out once each, whoever is killed while they are sent."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import time
from pathlib import Path

from bot.chat.event import Person
from bot.planning import Timetable
from bot.storage.daily_schedules import SqlSchedules
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.ports import Terms
from tests.bot.storage.daily_replicas import BEGIN, CHANNELS, KILLS, PLACES

TERMS = Terms(Timetable(time(9), "Europe/Berlin", frozenset(range(7))))


async def test_160_posts_by_two_replicas_with_eight_kills_arrive_once_each(
    url: str, tmp_path: Path
) -> None:
    database = Database.open(url)
    host = await SqlLearners(database).of(Person("discord", "1", "Ana"))
    schedules = SqlSchedules(database)
    for place in PLACES:
        await schedules.put(place, TERMS, host, BEGIN)
    await database.close()

    killed, arrived = killed_at_work(url, tmp_path, seed=5)

    times = Counter(arrived)
    assert killed == KILLS
    assert {key: number for key, number in times.items() if number > 1} == {}
    assert set(times) == {f"{place.key}/2026-01-05" for place in PLACES}
    assert len(times) == CHANNELS


def killed_at_work(url: str, folder: Path, seed: int) -> tuple[int, list[str]]:
    """How many were killed, and the keys of the messages that arrived."""
    command = [
        sys.executable,
        "-m",
        "tests.bot.storage.daily_replicas",
        url,
        str(folder),
        f"{seed}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    outcome = json.loads(done.stdout)
    return outcome["killed"], outcome["arrived"]
