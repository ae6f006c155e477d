"""Chat processes that ask for jobs, and what they said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from tests.generators.jobs.players import until
from tests.generators.jobs.processes import Process, Processes, tell


class Chats:
    """Chat processes on one database and one folder."""

    def __init__(self, folder: Path, url: str, processes: Processes) -> None:
        self._messages, self._processes = folder / "messages", processes
        self._command = ("tests.generators.jobs.chatting", str(folder), url)

    def start(self) -> Process:
        """Start one; it takes about a second until it listens."""
        return self._processes.start(*self._command)

    def load(self) -> None:
        """Let the next one start sooner."""
        self._processes.load(*self._command)

    def ask(self, chat: Process, kind: str, names: Collection[str], s: float = 0.05) -> None:
        """Ask for jobs by their names, those again that were not answered before the process died.

        Every second result takes the place of the answer, the others are messages of their own.
        """
        answered = self.answered()
        tell(chat, *(f"{kind} {name} {s}" for name in names if name not in answered))

    async def until_answered(self, count: int) -> None:
        """Wait until so many were told that it is being worked on."""

        async def are_answered() -> bool:
            return len(self.answered()) >= count

        await until(are_answered)

    async def until_said(self, count: int, limit_s: float = 120) -> float:
        """Wait until so many results were shown; how many seconds it took."""

        async def are_said() -> bool:
            return self.results().total() >= count

        return await until(are_said, limit_s)

    async def until_refused(self, name: str) -> str:
        """Wait until a wish was refused, and give the words."""
        file = self._messages.with_name(f"refused-{name}")

        async def is_there() -> bool:
            return file.exists() and bool(file.read_text())

        await until(is_there)
        return file.read_text()

    def answered(self) -> set[str]:
        """Who got an answer."""
        return {file.name.removeprefix("answer-") for file in self._messages.glob("answer-*")}

    def results(self) -> Counter[str]:
        """In how many messages each result stands."""
        said = (file.read_text() for file in self._messages.glob("*"))
        return Counter(words for words in said if words != "On it")
