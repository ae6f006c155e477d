"""Training in front of people, as a task of the worker. No torch of its own: it is loaded when first wanted."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from generators.batcher import Turn
from generators.blobs import BlobStore
from generators.data import DataError
from generators.engine import JobError, Json, Progress, Result
from generators.live.options import TrainOptions, as_command
from generators.live.outcome import Ended
from generators.task import Show, Task

MOST_S = 60.0
"""Seconds after which a run ends, however far it is."""
PICTURE_EVERY_S = 1.0


class TrainRequest(BaseModel):
    """Options of the job."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    options: TrainOptions
    prose: str = ""
    """Key of the text that an lstm learns from."""


def tasks(blobs: BlobStore, datasets: Path) -> dict[str, Task]:
    """By kind of job; downloaded images lie below `datasets`."""
    return {"train": Training(blobs, datasets)}


@dataclass(frozen=True, slots=True)
class Training:
    """Trains one small model; each epoch is computed in a thread, and shown at most every second."""

    blobs: BlobStore
    datasets: Path
    clock: Callable[[], float] = time.monotonic

    async def __call__(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        """As in Task. Cancelled, it stops between two steps; what was shown last stays."""
        asked = _checked(options)
        prose = await self._prose(asked)
        cancelled = threading.Event()
        try:
            return await self._train(asked.options, prose, cancelled, show)
        except DataError as error:
            raise JobError(str(error)) from error
        finally:
            cancelled.set()

    async def _train(
        self, options: TrainOptions, prose: str, cancelled: threading.Event, show: Show
    ) -> Result:
        live: Any = await asyncio.to_thread(import_module, "generators.live.frames")
        lesson = await asyncio.to_thread(live.lesson_of, options, self.datasets, prose)
        began = self.clock()
        epochs = live.train(lesson, options.epochs, self._stop(cancelled, began + MOST_S))
        drawn_at = None
        while True:
            epoch = await asyncio.to_thread(next, epochs)
            if epoch.ended:
                break
            if drawn_at is None or self.clock() - drawn_at >= PICTURE_EVERY_S:
                drawn_at = self.clock()
                words, key = await self._picture(live, options, epoch)
                await show(Progress(epoch.number / epoch.of, words, (key,)))
        words, key = await self._picture(live, options, epoch)
        figures = {**live.figures(epoch), "seconds": round(self.clock() - began, 1)}
        settings = options.model_dump(mode="json")
        return Result(as_command(options), settings, words, (key,), figures)

    def _stop(self, cancelled: threading.Event, until: float) -> Callable[[], Ended | None]:
        def stop() -> Ended | None:
            if cancelled.is_set():
                return "cancelled"
            return "out-of-time" if self.clock() > until else None

        return stop

    async def _picture(self, live: Any, options: TrainOptions, epoch: Any) -> tuple[str, str]:
        """The words and the key of an epoch's picture."""
        content = await asyncio.to_thread(live.picture, epoch)
        return live.words(options, epoch), await self.blobs.put(content, "image/png")

    async def _prose(self, asked: TrainRequest) -> str:
        if asked.options.model != "lstm":
            return ""
        blob = await self.blobs.get(asked.prose)
        if blob is None:
            raise JobError("The text to learn from is no longer kept. Start again with /train.")
        return blob.content.decode()


def _checked(options: Mapping[str, Json]) -> TrainRequest:
    try:
        return TrainRequest.model_validate(dict(options))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise JobError(str(first["msg"])) from error
