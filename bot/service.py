"""The bot at work: every platform at once, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bot.chat.errors import PlatformOffError
from bot.chat.platform import ChatPlatform, Conversation

log = logging.getLogger(__name__)


Work = Callable[[], Coroutine[Any, Any, None]]
"""Something to do beside the platforms, as a scheduler does, until it is cancelled."""


async def serve(
    platforms: Sequence[ChatPlatform],
    conversation: Conversation,
    background: Sequence[Work],
    stop: asyncio.Event,
    say: Callable[[str], None],
) -> bool:
    """Run the platforms until `stop` is set; False when settings left none to run.

    A platform that cannot run as it is set up is switched off in words; one that breaks, or work that does, ends
    them all, and the supervisor starts anew.
    """
    chats = {asyncio.create_task(_run(each, conversation, say)) for each in platforms}
    stopped = asyncio.create_task(stop.wait())
    running = {*chats, *(asyncio.create_task(work()) for work in background)}
    try:
        while running & chats and not stop.is_set():
            done, _ = await asyncio.wait({*running, stopped}, return_when="FIRST_COMPLETED")
            running -= done
            for task in done:
                task.result()
    finally:
        for task in {*running, stopped}:
            task.cancel()
        await asyncio.gather(*running, stopped, return_exceptions=True)
    return stop.is_set()


async def _run(
    platform: ChatPlatform, conversation: Conversation, say: Callable[[str], None]
) -> None:
    try:
        await platform.run(conversation)
    except PlatformOffError as error:
        say(f"{platform.name.capitalize()} is off: {error}")
        log.warning("%s is off", platform.name)
    else:
        raise RuntimeError(f"{platform.name} ended without having been told to")
