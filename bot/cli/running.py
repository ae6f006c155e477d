"""`backprep run`, and `run-bot`, the process it starts."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from random import Random
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.back_off import BackOff
from bot.cli.narrating import Narrator
from bot.lifeline import end_with_parent
from bot.logs import set_up_logging
from bot.service import Service
from bot.settings import Settings
from bot.storage.errors import DatabaseUnusableError
from bot.supervisor import CONFIGURATION, heeded_signals
from knowledge.errors import CannotAnswerError

log = logging.getLogger(__name__)

Say = Callable[[str], None]
if TYPE_CHECKING:
    from bot.bootstrap import Application

    Opening = Callable[[Settings, Say], AbstractAsyncContextManager[Application]]


def run() -> None:
    """Start Backprep: the playground in a browser and every platform that is set up.

    Ctrl-C stops it. Exit code 0: stopped. Exit code 1: it runs already. Exit code 78: settings have to be mended.
    """
    # Another program takes this process's place: it waits for days in 35 MiB, not in the 90 of all commands.
    os.execv(sys.executable, [sys.executable, "-P", "-m", "bot.supervisor"])  # noqa: S606


def run_bot(
    supervised: Annotated[
        bool, typer.Option(help="Stop when standard input ends, as it does with the supervisor.")
    ] = False,
) -> None:
    """Run the chat platforms in this process. Exit code 78: settings have to be mended."""
    if supervised:
        end_with_parent()
    with Narrator(Console(), time.monotonic) as say:
        from bot.bootstrap import open_application

        raise typer.Exit(outcome(open_application, say))


def outcome(opening: Opening, say: Say) -> int:
    """Run until told to stop; the exit code. Whatever goes wrong is said in words, or whole in the log."""
    try:
        settings = Settings()
        set_up_logging(settings.log, settings.secrets, logging.StreamHandler(), settings.log_format)
        return 0 if asyncio.run(_serve(opening, settings, say)) else CONFIGURATION
    except DatabaseUnusableError as error:  # a server that is starting itself, most likely
        say(str(error))
        return 1
    except CannotAnswerError as error:
        say(str(error))
        return CONFIGURATION
    except KeyboardInterrupt:
        return 0
    except Exception:
        log.exception("The bot broke")
        return 1


async def _serve(opening: Opening, settings: Settings, say: Say) -> bool:
    """Until everything is open, a signal simply ends the process: there is nothing to close yet."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    async with opening(settings, say) as application:
        for number in heeded_signals():
            loop.add_signal_handler(number, stop.set)
        service = Service(application.conversation, lambda: BackOff(Random()), say)
        return await service.run(
            application.platforms, (application.deliver, *application.tend), stop
        )
