"""Sandboxes on this machine: each has a database of its own and a clock that runs ahead of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.chat.event import Person
from bot.chat.platform import Conversation, Poster
from bot.clock import Clock
from bot.scheduler import Scheduler
from bot.storage.agenda import SqlAgenda
from bot.storage.database import Database
from bot.storage.settings_store import SqlSettings

MOST_OPEN = 32
"""Sandboxes that are held open; the one that was used longest ago is closed for another."""
MOST_TICKS = 2_000
"""Looks at what is due within one move, so that nothing that keeps failing goes on for ever."""
MOST_KEPT = 1_000
"""Sandboxes on disk, a few hundred KiB each; the one that was left longest ago goes for another."""
KEPT = timedelta(days=7)
"""How long a sandbox stays that nobody enters."""
_SWEEP_S = 3600
_SCOPE, _AHEAD = "sandbox", "ahead_s"


class ShiftedClock:
    """Runs as another clock does, so much ahead of it."""

    def __init__(self, clock: Clock, ahead: timedelta = timedelta(0)) -> None:
        self._clock, self.ahead = clock, ahead

    def __call__(self) -> datetime:
        """What time it is."""
        return self._clock() + self.ahead

    def move_to(self, moment: datetime) -> None:
        """Run from this moment on; it never goes back."""
        self.ahead = max(self.ahead, moment - self._clock())


@dataclass(frozen=True, slots=True)
class Inside:
    """What goes on in a sandbox."""

    conversation: Conversation
    schedulers: Sequence[Scheduler]


Furnish = Callable[[Database, Clock, Poster], Inside]
"""Puts a bot into a sandbox."""
Open = Callable[[Path], Database]
"""Opens a database with this version's tables; blocks."""


class LocalSandbox:
    """Fills in `Sandbox`."""

    def __init__(self, database: Database, clock: ShiftedClock, inside: Inside) -> None:
        self._database, self._clock, self._inside = database, clock, inside
        self._agenda, self._settings = SqlAgenda(database), SqlSettings(database)
        self._moving = asyncio.Lock()
        self._running = [asyncio.create_task(one.run()) for one in inside.schedulers]

    @property
    def conversation(self) -> Conversation:
        """The bot in there."""
        return self._inside.conversation

    def now(self) -> datetime:
        """What time it is in there."""
        return self._clock()

    async def move(self, by: timedelta) -> None:
        """Jump from one thing that is due to the next, as if nobody had looked in between."""
        async with self._moving:
            until = self._clock() + by
            for _ in range(MOST_TICKS):
                moment = await self._agenda.next_at()
                if moment is None or moment > until:
                    break
                self._clock.move_to(moment)
                await asyncio.gather(*(one.tick() for one in self._inside.schedulers))
            self._clock.move_to(until)
            await self._settings.put(_SCOPE, _AHEAD, str(self._clock.ahead.total_seconds()))

    async def close(self) -> None:
        """Let a move come to its end, then stop what is due in there until it is opened again."""
        async with self._moving:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            await self._database.close()


class LocalSandboxes:
    """Fills in `Sandboxes`."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        opening: Open,
        furnish: Furnish,
        most_kept: int = MOST_KEPT,
    ) -> None:
        self._folder, self._clock, self._most_kept = folder, clock, most_kept
        self._opening, self._furnish = opening, furnish
        self._open: dict[str, LocalSandbox] = {}
        self._turn = asyncio.Lock()

    async def of(self, who: Person, poster: Poster) -> LocalSandbox:
        """A visitor's own; the first visit makes it."""
        async with self._turn:
            sandbox = self._open.pop(who.id, None) or await self._opened(who, poster)
            self._open[who.id] = sandbox  # the one used last stands last
            if len(self._open) > MOST_OPEN:
                await self._open.pop(next(iter(self._open))).close()
        return sandbox

    def clock(self, who_id: str) -> Clock | None:
        """The clock of an open sandbox."""
        sandbox = self._open.get(who_id)
        return sandbox.now if sandbox else None

    async def forget(self, who: Person) -> bool:
        """Close it and delete its files."""
        async with self._turn:
            if sandbox := self._open.pop(who.id, None):
                await sandbox.close()
            return await asyncio.to_thread(self._delete, self._file(who))

    async def tend(self) -> None:
        """Each hour delete those that nobody entered for long, until cancelled."""
        while True:
            await self.sweep()
            await asyncio.sleep(_SWEEP_S)

    async def sweep(self) -> None:
        """Delete those that nobody entered for long, and what is too many."""
        async with self._turn:
            await asyncio.to_thread(self._sweep, self._clock() - KEPT, set(self._open))

    async def close(self) -> None:
        """Close them all."""
        async with self._turn:
            while self._open:
                await self._open.popitem()[1].close()

    async def _opened(self, who: Person, poster: Poster) -> LocalSandbox:
        database = await asyncio.to_thread(self._prepared, self._file(who))
        ahead_s = await SqlSettings(database).get(_SCOPE, _AHEAD) or "0"
        clock = ShiftedClock(self._clock, timedelta(seconds=float(str(ahead_s))))
        return LocalSandbox(database, clock, self._furnish(database, clock, poster))

    def _prepared(self, file: Path) -> Database:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            self._make_room()
        return self._opening(file)

    def _make_room(self) -> None:
        left = (file for file in self._folder.glob("*.db") if file.stem not in self._open)
        oldest_first = sorted(left, key=lambda file: file.stat().st_mtime)
        for file in oldest_first[: max(0, len(oldest_first) + 1 - self._most_kept)]:
            self._delete(file)

    def _sweep(self, before: datetime, but: set[str]) -> None:
        for file in self._folder.glob("*.db"):
            if file.stem not in but and file.stat().st_mtime < before.timestamp():
                self._delete(file)

    def _file(self, who: Person) -> Path:
        return self._folder / f"{who.id}.db"

    @staticmethod
    def _delete(file: Path) -> bool:
        there = file.exists()
        for each in (file, *file.parent.glob(f"{file.name}-*")):
            with suppress(FileNotFoundError):
                each.unlink()
        return there
