"""The bot at work: every platform at once, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bot.back_off import BackOff
from bot.chat.errors import PlatformOffError
from bot.chat.platform import ChatPlatform, Conversation

log = logging.getLogger(__name__)

Work = Callable[[], Coroutine[Any, Any, None]]
"""Something to do beside the platforms, as a scheduler does, until it is cancelled."""


class Service:
    """Runs platforms that share one conversation.

    One that cannot run as it is set up is switched off in words; one that cannot be reached is tried again and again;
    meanwhile the others go on. One that breaks ends them all, and the supervisor starts anew.
    """

    def __init__(
        self,
        conversation: Conversation,
        back_off: Callable[[], BackOff],
        say: Callable[[str], None],
    ) -> None:
        self._conversation, self._back_off, self._say = conversation, back_off, say

    async def run(
        self, platforms: Sequence[ChatPlatform], background: Sequence[Work], stop: asyncio.Event
    ) -> bool:
        """Run the platforms, and the work beside them, until `stop`; False when settings left no platform."""
        chats = {asyncio.create_task(self._keep(platform)) for platform in platforms}
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

    async def _keep(self, platform: ChatPlatform) -> None:
        back_off, clock = self._back_off(), asyncio.get_running_loop().time
        while True:
            began_s = clock()
            try:
                await platform.run(self._conversation)
            except PlatformOffError as error:
                self._say(str(error))
                return
            except OSError as error:
                pause_s = back_off.after(clock() - began_s)
                log.warning("%s: %s", platform.name, type(error).__name__)
                self._say(
                    f"{platform.name.capitalize()} cannot be reached; next try in {pause_s:.1f} s."
                )
                await asyncio.sleep(pause_s)
            else:
                raise RuntimeError(f"{platform.name} ended without having been told to")
