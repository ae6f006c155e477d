"""`backprep chat`: a conversation in this terminal, or through a pipe."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial
from io import TextIOWrapper
from logging import StreamHandler
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console

from bot.chat.platform import ChatPlatform
from bot.cli.narrating import Narrator
from bot.datafolder import make_private
from bot.logs import set_up_logging
from bot.settings import Settings

Say = Callable[[str], None]
Images = Literal["auto", "off"]

if TYPE_CHECKING:
    from bot.bootstrap import Application, Connect
    from bot.connecting import Parts

    Opening = Callable[[Settings, Say, Connect], AbstractAsyncContextManager[Application]]


def chat(
    images: Annotated[
        Images, typer.Option(help="Whether pictures are drawn where the terminal can draw them.")
    ] = "auto",
) -> None:
    """Talk with Backprep here: the same commands, cards and buttons as everywhere else.

    Plain lines through a pipe work too: echo "/ask what is dropout" | backprep chat
    """
    from bot.bootstrap import open_application

    raise typer.Exit(outcome(open_application, images))


def outcome(opening: Opening, images: Images) -> int:
    """Hold the conversation; the exit code, as a shell expects it."""
    settings = Settings()
    make_private(settings.data)
    try:
        with _log(settings), Narrator(Console(stderr=True), time.monotonic) as say:
            return asyncio.run(_talk(opening, settings, images, say))
    except BrokenPipeError:  # whoever read along, such as head, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


async def _talk(opening: Opening, settings: Settings, images: Images, say: Narrator) -> int:
    from bot.platforms.console.opening import terminal_kept

    async with opening(settings, say, partial(_console, images=images)) as application:
        say.rest()
        with terminal_kept():
            return await _run(application)


async def _run(application: Application) -> int:
    """Until the person leaves or is made to.

    What is due is left to `backprep run`, which holds the other platforms: nothing becomes due in a terminal.
    """
    [console] = application.platforms
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    work = (console.run(application.conversation), application.deliver(), _until(ended))
    running = {asyncio.create_task(each) for each in work}
    try:
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return 128 + signal.SIGTERM if ended.is_set() else 0


async def _until(event: asyncio.Event) -> None:
    await event.wait()


def _console(settings: Settings, parts: Parts, say: Say, images: Images) -> Sequence[ChatPlatform]:
    from bot.platforms.console.opening import open_console

    history = settings.data / "chat-history"
    return [open_console(parts.blobs.path, history, pictures=images == "auto")]


@contextmanager
def _log(settings: Settings) -> Iterator[None]:
    """The log where it does not get into the conversation: a file for a person, else standard error."""
    if sys.stderr.isatty():
        handler: StreamHandler[Any] = OwnLog(settings.data / "chat.log")
    else:
        handler = StreamHandler()
    set_up_logging(settings.log, settings.secrets, handler)
    try:
        yield
    finally:
        handler.close()


class OwnLog(RotatingFileHandler):
    """A log that only its owner can read; once it is full, another begins, and one before it is kept."""

    def __init__(self, file: Path, full: int = 1 << 20) -> None:
        super().__init__(file, maxBytes=full, backupCount=1, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).touch(mode=0o600)
        return super()._open()
