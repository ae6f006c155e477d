"""Finding messages of ours by the mark that they carry, after a restart or a lost answer."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.chat.errors import ChatError
from bot.chat.event import Place
from bot.chat.platform import MessageRef
from bot.platforms.slack.desk import EVENT_TYPE, Desk, post
from bot.platforms.slack.errors import UNREACHABLE
from bot.platforms.slack.outbox import Outgoing

log = logging.getLogger(__name__)

LOOKED_BACK = 50
"""Messages of a channel that are looked through."""
PAGE = 999
"""Messages of a thread that are asked for at once; Slack gives no more."""


def digest(key: str) -> str:
    """What stands in a message's metadata in place of its key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


async def find(desk: Desk, where: Place, mark: str) -> MessageRef | None:
    """The message with a mark among the last ones of a channel, or in a thread; None if it is not there.

    Raises:
        ChatError: Backprep is not installed there.
        SlackApiError: Slack does not let us look.
    """
    channel = await desk.people.channel(where)
    async for message in _messages(desk, where, channel):
        kept = message.get("metadata") or {}
        if kept.get("event_type") == EVENT_TYPE and kept.get("event_payload") == {"key": mark}:
            return MessageRef(replace(where, channel=channel), str(message["ts"]))
    return None


async def _messages(desk: Desk, where: Place, channel: str) -> AsyncIterator[dict[str, Any]]:
    """The last messages of a channel, or all of a thread, which Slack shows from its beginning on."""
    client = await desk.clients.of(where.community)
    if not where.thread:
        last = await client.conversations_history(
            channel=channel, limit=LOOKED_BACK, include_all_metadata=True
        )
        for message in last["messages"]:
            yield message
        return
    async for page in await client.conversations_replies(
        channel=channel, ts=where.thread, limit=PAGE, include_all_metadata=True
    ):
        for message in page["messages"]:
            yield message


async def post_once(desk: Desk, where: Place, packed: Outgoing, mark: str) -> MessageRef:
    """Post a message with a mark; where no answer came, it is the message that arrived nevertheless.

    Raises:
        ChatError: Backprep is not installed there.
        SlackApiError: Slack refused it.
        OSError: nobody knows whether it will arrive; it is not there yet.
    """
    try:
        return await post(desk, where, packed, mark)
    except SlackApiError:
        raise
    except UNREACHABLE as error:
        log.warning("a message may have arrived: %s", type(error).__name__)
        if found := await _arrived(desk, where, mark):
            return found
        raise ConnectionError("Slack did not answer.") from error


async def _arrived(desk: Desk, where: Place, mark: str) -> MessageRef | None:
    try:
        return await find(desk, where, mark)
    except (ChatError, *UNREACHABLE):
        return None
