"""A program in which two replicas post to 160 channels while one of them is killed eight times; it says what arrived.

python -m tests.bot.storage.daily_replicas URL FOLDER SEED

The replicas are forked, so that a new one is there at once. Time passes thirty times as fast: a lease of a minute
is over in two seconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from secrets import token_hex

from sqlalchemy import Connection, text

from bot.chat.event import Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.dailies import Ground, dailies
from bot.features.quiz.quiz import Chance
from bot.storage.database import Database
from knowledge.bank import load_bank
from tests.fakes import MemoryBlobs

CHANNELS, KILLS, REPLICAS = 160, 8, 2
FASTER = 30
BEGIN = datetime(2026, 1, 5, 7, 59, 50, tzinfo=UTC)
"""Ten seconds before 09:00 in Berlin."""
SLOWEST_S = 0.15
"""Until a message arrives, and again until its sender knows."""
PLACES = [Place("discord", "guild", f"c{number}") for number in range(CHANNELS)]


@dataclass
class Ledger:
    """A Poster whose messages are lines of a file, which outlives its writers."""

    file: Path
    pipe: int
    rng: Random

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        self._say("sending")
        await asyncio.sleep(self.rng.random() * SLOWEST_S)
        with self.file.open("a") as ledger:
            ledger.write(f"{key}\n")
        self._say("arrived")
        await asyncio.sleep(self.rng.random() * SLOWEST_S)
        return MessageRef(where, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        raise NotImplementedError

    async def find(self, where: Place, key: str) -> MessageRef | None:
        return MessageRef(where, key) if key in arrived(self.file) else None

    async def preflight(self, where: Place) -> Sequence[str]:
        return ()

    async def name_of(self, where: Place) -> str:
        return where.channel

    def _say(self, what: str) -> None:
        os.write(self.pipe, f"{os.getpid()} {what}\n".encode())


def arrived(file: Path) -> list[str]:
    """The keys of every message that arrived, in order."""
    return file.read_text().splitlines()


async def replica(url: str, file: Path, say: int, began_s: float) -> None:
    """Post what is due until every channel has its post."""

    def clock() -> datetime:
        return BEGIN + FASTER * timedelta(seconds=time.time() - began_s)

    database = Database.open(url)
    chance = Chance(Random(), lambda: token_hex(6))
    poster = Ledger(file, say, Random())
    posts = dailies(Ground(database, BANK, MemoryBlobs(), clock, chance), poster, poster)
    working = asyncio.create_task(posts.scheduler.run())
    while await database.run(_sent) < CHANNELS:  # noqa: ASYNC110  the other replica sends too
        await asyncio.sleep(0.2)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await database.close()


def _sent(connection: Connection) -> int:
    sent = text("SELECT count(*) FROM daily_post WHERE state = 'sent'")
    return int(connection.execute(sent).scalar_one())


@dataclass
class Replicas:
    """Forked processes, and the pipe on which they say what they do."""

    url: str
    file: Path
    began_s: float
    pipe: tuple[int, int]
    running: set[int]

    def begin(self) -> None:
        child = os.fork()
        if not child:
            asyncio.run(replica(self.url, self.file, self.pipe[1], self.began_s))
            os._exit(0)
        self.running.add(child)

    def kill(self, pid: int) -> None:
        """Kill this one, or another where it is dead already; a new one takes its place."""
        victim = pid if pid in self.running else min(self.running)
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        self.running.remove(victim)
        self.begin()

    def heard(self) -> Iterator[int]:
        """Who said something, line by line, until all are done."""
        while self.running:
            if select.select([self.pipe[0]], [], [], 0.1)[0]:
                for line in os.read(self.pipe[0], 65536).decode().splitlines():
                    yield int(line.split()[0])
            self.running -= {pid for pid in self.running if os.waitpid(pid, os.WNOHANG)[0]}


def main(url: str, folder: Path, seed: int) -> None:
    """Run the replicas, kill as often as was said, and print what came of it."""
    file, killed = folder / "ledger", 0
    file.touch()
    replicas = Replicas(url, file, time.time(), os.pipe(), set())
    for _ in range(REPLICAS):
        replicas.begin()
    at = set(Random(seed).sample(range(1, 2 * CHANNELS - 40), KILLS))
    for number, pid in enumerate(replicas.heard()):
        if number in at:
            replicas.kill(pid)
            killed += 1
    print(json.dumps({"killed": killed, "arrived": arrived(file)}))  # noqa: T201


BANK = load_bank()

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
