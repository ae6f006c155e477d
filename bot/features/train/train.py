"""/train: predict what the loss will do, then watch it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from bot.chat.errors import ChatError, StaleError
from bot.chat.event import ActionChosen, CommandUsed
from bot.chat.feature import Command, Feature
from bot.chat.reply import Reply
from bot.features.declared import options_of
from bot.features.ordering import Ordering, ReplyTo
from bot.features.train import cards
from bot.features.train.ending import finished_card
from bot.features.train.words import VERBS, Asked, outcome_named
from generators import live
from generators.blobs import BlobStore
from generators.engine import Job, JobEngine, Json, Progress, Result, Status
from generators.live.options import TrainOptions, decode
from generators.live.outcome import Outcome

KIND = "train"
EXAMPLES = Path(live.__file__).parent
"""Where example-MODEL.png lie: runs with what is usual, seed 0."""
START_ANEW = "Please start again with /train."


class Train:
    """Asks for a prediction and orders the run; it keeps no state: that is in the buttons and in the job."""

    def __init__(self, ordering: Ordering, blobs: BlobStore, prose: Callable[[], str]) -> None:
        """`prose` is the text that an lstm learns from."""
        self._ordering, self._blobs, self._prose = ordering, blobs, prose

    async def predict(self, event: CommandUsed) -> Reply:
        """Handle /train: ask what the loss will do.

        Raises:
            ChatError: the options do not fit together, in words.
        """
        try:
            return cards.prediction_card(TrainOptions.model_validate(dict(event.options)))
        except ValidationError as error:
            raise ChatError(_first_fault(error)) from error

    async def open(self, event: ActionChosen) -> Reply:
        """Ask again, with the options of a button."""
        return cards.prediction_card(_options(event))

    async def watch(self, event: ActionChosen, predicted: Outcome | None = None) -> Reply:
        """Start the run, with a prediction or without one."""
        options = _options(event)
        request: dict[str, Json] = {"options": options.model_dump(mode="json")}
        if predicted:
            request["predicted"] = predicted
        if options.model == "lstm":
            prose = await asyncio.to_thread(self._prose)
            request["prose"] = await self._blobs.put(prose.encode(), "text/plain")
        status = await self._ordering.order(event, KIND, request, "training")
        example = await example_of(options, self._blobs)
        return replace(cards.underway_card(status, _asked(status.job), None, example), update=True)


@dataclass(frozen=True, slots=True)
class TrainPresenter:
    """How a training looks while it goes on and when it ended."""

    jobs: JobEngine
    blobs: BlobStore

    async def underway(self, status: Status, progress: Progress | None) -> Reply:
        """A run that waits, or shows an epoch."""
        asked = _asked(status.job)
        example = None if status.worker_up else await example_of(asked.options, self.blobs)
        return cards.underway_card(status, asked, progress, example)

    async def finished(self, job: Job, result: Result) -> Reply:
        """The prediction held against the run."""
        return finished_card(_asked(job), result)

    async def failed(self, job: Job, words: str, *, cancelled: bool) -> Reply:
        """A run that was cancelled keeps its last picture."""
        if cancelled:
            return cards.stopped_card(_asked(job), await self.jobs.progress(job.key))
        return cards.failed_card(_asked(job), words)


async def example_of(options: TrainOptions, blobs: BlobStore) -> str | None:
    """The key of a picture of such a model's run, made earlier."""
    path = EXAMPLES / f"example-{options.model}.png"
    if not await asyncio.to_thread(path.is_file):
        return None
    return await blobs.put(await asyncio.to_thread(path.read_bytes), "image/png")


def train(feature: Train) -> Feature:
    """Declare the feature."""
    command = Command(
        "train",
        "Predict what a learning rate does, then watch a small model train",
        feature.predict,
        options_of(TrainOptions),
        "everyone",
    )
    guesses = {verb: partial(feature.watch, predicted=outcome) for verb, outcome in VERBS.items()}
    return Feature("train", (command,), {"open": feature.open, "watch": feature.watch, **guesses})


def _options(event: ActionChosen) -> TrainOptions:
    try:
        return decode(event.action.argument)
    except ValueError:
        raise StaleError(START_ANEW) from None


def _asked(job: Job) -> Asked:
    """What a job was asked for; it was checked before it was ordered."""
    back, predicted = ReplyTo.of(job), outcome_named(job.options.get("predicted"))
    options = TrainOptions.model_validate(job.options["options"])
    return Asked(options, predicted, back.who.name if back else "Somebody")


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = f"{first['loc'][0]}: " if first["loc"] else ""
    return f"{where}{str(first['msg']).removeprefix('Value error, ')}"
