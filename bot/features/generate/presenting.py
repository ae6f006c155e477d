"""How a job looks in chat while it waits and runs, and when nothing came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.chat.event import Action
from bot.chat.markup import literal
from bot.chat.reply import Block, Button, Buttons, Picture, Progress, Reply, Text
from bot.features.generate.examples import Examples
from generators import engine
from generators.engine import Job, Result, Status

_NO_WORKER = (
    "No worker is up, so nothing is being made just now. Your job is kept: it begins as soon as one is. "
    "That is some seconds after a start; else whoever runs Backprep starts one with `python -m generators`."
)


@dataclass(frozen=True, slots=True)
class Presented:
    """Fills in `Presenter` for one kind of job: only what it made looks different from kind to kind."""

    title: str
    draw: Callable[[Job, Result], Reply]
    examples: Examples
    example: str = ""
    """Of what is shown where no worker is up, by kind; empty where nothing would help."""

    async def underway(self, status: Status, progress: engine.Progress | None) -> Reply:
        """A job that waits or runs."""
        if not status.worker_up and status.state == "waiting":
            return await self._without_worker(status)
        return Reply(self.title, (*_so_far(status, progress), _cancel(status.id)))

    async def finished(self, job: Job, result: Result) -> Reply:
        """What it made."""
        return self.draw(job, result)

    async def failed(self, job: Job, words: str, *, cancelled: bool) -> Reply:
        """Why it made nothing, and the buttons to try again."""
        if cancelled:
            again = Buttons((Button("Start it anew", act("retry", job)),))
            return Reply(self.title, (Text("Cancelled. Nothing was made."), again))
        again = Buttons((Button("Try again", act("retry", job), "primary"),))
        return Reply(f"{self.title}: that did not work", (Text(literal(words)), again), tone="bad")

    async def _without_worker(self, status: Status) -> Reply:
        blocks: list[Block] = [Text(_NO_WORKER)]
        if ready := await self.examples.of(self.example, status.job.options):
            blocks += [Text("**A ready-made example, not yours:**"), ready]
        return Reply(f"{self.title}: waiting for a worker", (*blocks, _cancel(status.id)))


def act(verb: str, job: Job, more: str = "") -> Action:
    """What a button with this verb does with a job."""
    return Action("generate", verb, f"{job.key}/{more}" if more else job.key)


def on_it(status: Status) -> str:
    """How far a job is, in words."""
    if status.state == "running":
        return "On it"
    wait = f", {about(status.wait_s)}" if status.wait_s is not None else ""
    place = f"{ordinal(status.ahead + 1)} in line" if status.ahead else "next in line"
    return f"On it, {place}{wait}"


def about(seconds: float) -> str:
    """A time to wait, as roughly as it is known."""
    if seconds < 2:
        return "about a second"
    if seconds < 90:
        return f"about {round(seconds)} seconds"
    return f"about {round(seconds / 60)} minutes"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _so_far(status: Status, progress: engine.Progress | None) -> Iterator[Block]:
    if progress is None:
        yield Text(f"{on_it(status)}.")
        return
    if progress.text:
        yield Text(literal(progress.text))
    yield from (Picture(key, "What there is so far") for key in progress.blobs)
    yield Progress(progress.share, on_it(status))


def _cancel(key: str) -> Buttons:
    return Buttons((Button("Cancel", Action("queue", "cancel", key)),))
