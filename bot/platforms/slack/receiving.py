"""What Bolt hears, acknowledged here and now; the work begins after that, in a task of its own.

No event, command or press takes another way in, so none can go without its acknowledgement.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.chat.errors import ChatError
from bot.chat.event import ChatEvent, CommandUsed
from bot.chat.platform import Conversation
from bot.platforms.slack import parse
from bot.platforms.slack.clients import quiet_log
from bot.platforms.slack.conversing import PATIENCE_S, answer, refuse, show_home, speak
from bot.platforms.slack.desk import Desk
from bot.platforms.slack.workspaces import Workspaces

log = logging.getLogger(__name__)

Payload = Mapping[str, Any]
ANYTHING = re.compile(r"(?s).*")
LAST_ANSWERS_S = 2.0
"""How long answers under way may take when the bot stops."""
_KEPT = 1_000


class Receiving:
    """Turns what Slack delivers, by whichever way in, into answers."""

    def __init__(
        self,
        desk: Desk,
        conversation: Conversation,
        workspaces: Workspaces,
        prefix: str,
    ) -> None:
        self._desk, self._conversation, self._workspaces = desk, conversation, workspaces
        self._prefix = prefix
        self._tasks: set[asyncio.Task[None]] = set()
        self._refused: OrderedDict[str, None] = OrderedDict()

    def app(self, signing_secret: str | None) -> AsyncApp:
        """The Bolt app that hears everything.

        It authorizes nothing by itself: that would ask Slack or the database before the acknowledgement. Whose token
        a workspace has is looked up when something is sent there.
        """
        app = AsyncApp(
            signing_secret=signing_secret or "",
            authorize=_anybody,
            client=self._desk.clients.with_token(None),
            ignoring_self_events_enabled=False,  # parse.py does it, and knows more
            attaching_conversation_kwargs_enabled=False,
            logger=quiet_log(),
        )
        for listen, hear in (
            (app.command, self._command),
            (app.action, self._action),
            (app.shortcut, self._shortcut),
            (app.view_submission, self._submission),
            (app.view_closed, self._nothing),
            (app.options, self._options),
            (app.event, self._event),
        ):
            listen(ANYTHING)(hear)
        return app

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Note how long a delivery took to be acknowledged."""
        self._conversation.acknowledged(platform, seconds)

    async def close(self) -> None:
        """Give the answers that people are waiting for."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_ANSWERS_S)
        for task in self._tasks:
            task.cancel()

    async def _command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._start(self._used(body, self._typed))

    async def _shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._start(self._used(body, self._picked))

    async def _action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._start(self._used(body, parse.action))

    async def _submission(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._start(self._used(body, parse.submission))

    async def _options(self, ack: AsyncAck) -> None:
        """No menu of ours asks for its lines."""
        await ack(options=[])

    async def _nothing(self, ack: AsyncAck) -> None:
        await ack()

    async def _event(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        match body["event"]["type"]:
            case "app_mention" | "message":
                self._start(self._spoke(body))
            case "app_home_opened":
                self._start(self._came_home(body))
            case "app_uninstalled" | "tokens_revoked":
                self._start(self._workspaces.left(body))
            case _:
                pass

    def _typed(self, body: Payload) -> ChatEvent:
        return parse.command(body, self._conversation.commands, self._prefix)

    def _picked(self, body: Payload) -> ChatEvent:
        return parse.shortcut(body, self._conversation.commands)

    async def _used(self, body: Payload, read: Callable[[Payload], ChatEvent]) -> None:
        desk, origin = self._desk, parse.origin(body)
        try:
            event = read(body)
        except ChatError as error:
            event = CommandUsed(**parse.common(body), name="")
            if event.id not in self._refused:
                self._refused[event.id] = None
                await refuse(desk, event, origin, str(error))
            if len(self._refused) > _KEPT:
                self._refused.popitem(last=False)
            return
        await answer(desk, self._conversation, event, origin, body["trigger_id"])

    async def _spoke(self, body: Payload) -> None:
        if event := parse.text(body):
            await speak(self._desk, self._conversation, event)

    async def _came_home(self, body: Payload) -> None:
        event = parse.arrival(body)
        if body["event"].get("tab") == "home":
            completed = await self._desk.people.complete(event, PATIENCE_S)
            await show_home(self._desk, self._conversation, completed)
        await self._workspaces.joined(event.who.community, event.who.id)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    """No task ends unheard: what broke is logged, without what people wrote."""
    try:
        await work
    except Exception as error:  # the border of one event
        kind = type(type(error).__name__, (Exception,), {})
        wordless = kind().with_traceback(error.__traceback__)
        log.error("an event of Slack was not answered", exc_info=wordless)  # noqa: TRY400


async def _anybody(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)
