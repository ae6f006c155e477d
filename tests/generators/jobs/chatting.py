"""A chat process that knows one command: `python -m tests.generators.jobs.chatting FOLDER URL`.

It is asked for jobs on standard input, by their names. What it says are files in FOLDER/messages: they stand for a
platform, which goes on when the process dies.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4
from zlib import crc32

from bot.arriving import Arriving
from bot.chat.errors import ChatError
from bot.chat.event import CommandUsed, Person, Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply, Text
from bot.clock import utc_now
from bot.deliveries import Deliveries, Kept
from bot.features.ordering import Ordering
from bot.storage.ports import Forgotten, LearnerId
from generators.dbos_engine import DbosJobs
from generators.engine import Job, Json, Progress, Result, Status
from tests.fakes import MemoryBlobs, MemoryLearners

HERE = Place("test", "guild", "general")


class Wall:
    """A platform that keeps each message in a file; it does not notice what is posted twice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.arriving = Arriving()
        folder.mkdir(exist_ok=True)

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        message = f"posted-{key}-{uuid4().hex}"
        self.write(message, reply)
        return MessageRef(where, message)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        self.arriving.check(message.id)
        self.write(message.id, reply)

    async def find(self, where: Place, key: str) -> MessageRef | None:
        known = next(self._folder.glob(f"posted-{key}-*"), None)
        return MessageRef(where, known.name) if known else None

    async def preflight(self, where: Place) -> Sequence[str]:
        return ()

    async def name_of(self, where: Place) -> str:
        return where.channel

    def refuse(self, name: str, words: str) -> None:
        """Answer with words that are no result."""
        self._folder.with_name(f"refused-{name}").write_text(words)

    def write(self, message: str, reply: Reply) -> None:
        draft = self._folder.with_name(f"draft-{uuid4().hex}")
        draft.write_text(
            "\n".join(block.markdown for block in reply.blocks if isinstance(block, Text))
        )
        draft.rename(self._folder / message)


class NoFiles:
    """A PersonalData that keeps nothing: these jobs make no files."""

    async def export(self, learner: LearnerId) -> Mapping[str, list[Mapping[str, Json]]]:
        return {}

    async def forget(self, learner: LearnerId) -> Forgotten:
        return Forgotten({}, ())

    async def owns_blob(self, learner: LearnerId, key: str) -> None:
        pass


class Plain:
    """Fills in `Presenter`: the words alone."""

    async def underway(self, status: Status, progress: Progress | None) -> Reply:
        return Reply("", (Text("On it"),))

    async def finished(self, job: Job, result: Result) -> Reply:
        return Reply("", (Text(result.text),))

    async def failed(self, job: Job, words: str, *, cancelled: bool) -> Reply:
        return Reply("", (Text(words),))


async def ask(ordering: Ordering, wall: Wall, line: str) -> None:
    """Order a job and answer, if that is possible; the results of half of them take the answer's place."""
    kind, name, seconds = line.split()
    who, answer = Person("test", name, name), f"answer-{name}"
    can_change = crc32(name.encode()) % 2
    event = CommandUsed(
        id=name, who=who, where=HERE, name=kind, answer_id=answer if can_change else ""
    )
    options: dict[str, Json] = {"name": name, "s": float(seconds)}
    with wall.arriving.answer(answer):
        try:
            await ordering.order(event, kind, options)
        except ChatError as error:
            wall.refuse(name, str(error))
        else:
            wall.write(answer, Reply("", (Text("On it"),)))


async def main(folder: Path, url: str) -> None:
    jobs, wall, plain = DbosJobs(url), Wall(folder / "messages"), Plain()
    kept = Kept(MemoryBlobs(), MemoryLearners(), NoFiles())
    deliveries = Deliveries(jobs, wall, {"sleep": plain, "wait": plain}, kept, utc_now)
    delivering, ordering = asyncio.create_task(deliveries.run()), Ordering(jobs, utc_now)
    while line := await asyncio.to_thread(sys.stdin.readline):
        await ask(ordering, wall, line)
    await delivering


if __name__ == "__main__":
    sys.stdin.readline()  # the test says when
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
