"""The demonstrations as tasks of the worker. No torch of its own: what needs it is loaded when first wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ValidationError

from generators.batcher import Turn
from generators.blobs import BlobStore
from generators.demos.made import Made
from generators.demos.requests import REQUESTS
from generators.engine import JobError, Json, Result
from generators.task import Show, Task

Run = Callable[[Any], Made]


@dataclass(frozen=True, slots=True)
class Demo:
    """One of them as a task: its options checked, run in a thread, its pictures put into the blob store."""

    request: type[BaseModel]
    module: str
    blobs: BlobStore

    async def __call__(self, options: Mapping[str, Json], turn: Turn, show: Show) -> Result:
        """As in Task."""
        asked = self._checked(options)
        try:
            made = await asyncio.to_thread(self._run, asked)
        except ValueError as error:  # PromptError and WeightsError are, too, and say what is wrong
            raise JobError(str(error)) from error
        keys = [await self.blobs.put(content, _media_type(content)) for content in made.pictures]
        return Result("", asked.model_dump(), made.text, tuple(keys), made.figures)

    def _checked(self, options: Mapping[str, Json]) -> BaseModel:
        try:
            return self.request.model_validate(dict(options))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise JobError(str(first["msg"])) from error

    def _run(self, asked: BaseModel) -> Made:
        run: Run = import_module(self.module).run
        return run(asked)


def tasks(blobs: BlobStore) -> dict[str, Task]:
    """Every demonstration by kind of job."""
    return {
        kind: Demo(request, f"generators.demos.{kind}", blobs) for kind, request in REQUESTS.items()
    }


def _media_type(content: bytes) -> str:
    return "image/gif" if content.startswith(b"GIF8") else "image/png"
