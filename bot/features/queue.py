"""/queue: what a person has under way, how long it takes, and how to stop it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.chat.errors import ChatError
from bot.chat.event import Action, ActionChosen, CommandUsed, Person, Place
from bot.chat.feature import Command, Feature
from bot.chat.reply import Block, Button, Buttons, Reply, Table, Text
from bot.features.generate.presenting import about, act, ordinal
from bot.features.ordering import Ordering
from bot.features.train.words import open_button
from generators.engine import Json, Status
from generators.live.options import TrainOptions

NAMES = {
    "generate_text": "text",
    "generate_image": "images",
    "next_character": "how it chose",
    "vary": "variations",
    "interpolate": "interpolation",
    "latent_map": "latent map",
    "real_or_fake": "real or fake?",
    "train": "training",
}
_DOWN = (
    "No worker is up just now: what waits is kept and begins as soon as one is. "
    "Whoever runs Backprep starts one with `python -m generators`."
)
_UNDER_WAY = ("waiting", "running")
LOOKED_BACK = 5
"""Of a person's last jobs, those that failed can be asked for again."""


class Queue:
    """Shows a person their own jobs."""

    def __init__(self, ordering: Ordering) -> None:
        self._ordering = ordering

    async def show(self, event: CommandUsed) -> Reply:
        """Handle /queue."""
        return await self._card(event)

    async def open(self, event: ActionChosen) -> Reply:
        """Show it from the home page, in a message of its own."""
        return await self._card(event)

    async def home(self, who: Person, _: Place) -> Sequence[Block]:
        """What this person has under way, where there is anything; nothing while jobs cannot be reached."""
        with suppress(ChatError):
            jobs = await self._under_way()
            return _at_home([status for status in jobs if status.job.owner == who.key])
        return []

    async def _under_way(self) -> list[Status]:
        return [each for each in await self._ordering.unfinished() if each.state in _UNDER_WAY]

    async def refresh(self, event: ActionChosen) -> Reply:
        """Look again."""
        return replace(await self._card(event), update=True)

    async def cancel(self, event: ActionChosen) -> Reply:
        """Stop a job of one's own from its own card, which then says so by itself."""
        status = await self._stop(event)
        return Reply("", (Text(f"Cancelled: {_name(status)}."),), "asker")

    async def drop(self, event: ActionChosen) -> Reply:
        """Stop a job of one's own from the card of the queue, and show what is left."""
        await self._stop(event)
        return replace(await self._card(event), update=True)

    async def _stop(self, event: ActionChosen) -> Status:
        """Stop a job, waiting or running.

        Raises:
            ChatError: it is somebody else's, or has ended.
        """
        status = await self._ordering.status(event.action.argument)
        if status.job.owner != event.who.key:
            raise ChatError(
                "Only the person who asked for it can cancel it. /queue shows your own."
            )
        if not await self._ordering.cancel(event, status.id):
            raise ChatError("It has ended already, so there is nothing to cancel.")
        return status

    async def _card(self, event: CommandUsed | ActionChosen) -> Reply:
        jobs = await self._under_way()
        own = [status for status in jobs if status.job.owner == event.who.key]
        failed = tuple(_retries(await self._ordering.newest(event.who, LOOKED_BACK)))
        if not own:
            words = "You have nothing under way. /generate and /train make something."
            return Reply("Your queue", (Text(words), *_others(jobs, own), *failed), "asker")
        again = Buttons((Button("Look again", Action("queue", "refresh")),))
        shown = (*_down(own), _table(own), *_others(jobs, own), _cancels(own))
        return Reply("Your queue", (*shown, *failed, again), "asker")


def _at_home(own: Sequence[Status]) -> Sequence[Block]:
    more = Buttons((Button("Your queue", Action("queue", "open")),))
    return [Text("**Under way**"), _table(own), more] if own else []


def _retries(newest: Sequence[Status]) -> Iterator[Block]:
    """What failed and was not asked for again since."""
    since: list[tuple[str, Mapping[str, Json]]] = []
    failed = []
    for status in newest:
        wish = (status.job.kind, status.job.options)
        if status.state == "failed" and wish not in since:
            failed.append(status)
        since.append(wish)
    if failed:
        yield Text("This did not work:")
        yield Buttons(tuple(map(_retry, failed)))


def _retry(status: Status) -> Button:
    label = f"Try again: {_name(status)}"
    if status.job.kind == "train":
        return open_button(label, TrainOptions.model_validate(status.job.options["options"]))
    return Button(label, act("retry", status.job))


def _down(own: Sequence[Status]) -> Iterator[Block]:
    if not own[0].worker_up:
        yield Text(_DOWN)


def _table(own: Sequence[Status]) -> Table:
    rows = tuple(
        (f"{at}. {_name(each)}", _place(each), _when(each)) for at, each in enumerate(own, 1)
    )
    return Table(("What", "Where it is", "Done in"), rows)


def _cancels(own: Sequence[Status]) -> Buttons:
    return Buttons(
        tuple(
            Button(f"Cancel {at}: {_name(status)}", Action("queue", "drop", status.id))
            for at, status in enumerate(own, 1)
        )
    )


def _others(jobs: Sequence[Status], own: Sequence[Status]) -> Iterator[Block]:
    if others := len(jobs) - len(own):
        yield Text(f"Others have {others} under way.")


def _name(status: Status) -> str:
    return NAMES.get(status.job.kind, status.job.kind.replace("_", " "))


def _place(status: Status) -> str:
    return "being made" if status.state == "running" else f"{ordinal(status.ahead + 1)} in line"


def _when(status: Status) -> str:
    return about(status.wait_s) if status.wait_s is not None else "not known yet"


def queue(handlers: Queue) -> Feature:
    """Declare the feature."""
    command = Command("queue", "What you have under way, and how to cancel it", handlers.show)
    return Feature(
        "queue",
        (command,),
        {
            "open": handlers.open,
            "refresh": handlers.refresh,
            "cancel": handlers.cancel,
            "drop": handlers.drop,
        },
        home=handlers.home,
    )
