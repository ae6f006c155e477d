"""Finding messages of ours by the mark that they carry, after a restart or a lost answer."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace

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


def digest(key: str) -> str:
    """What stands in a message's metadata in place of its key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


async def find(desk: Desk, where: Place, mark: str) -> MessageRef | None:
    """The message with a mark among the last ones there; None if it is not there.

    Raises:
        ChatError: Backprep is not installed there.
        SlackApiError: Slack does not let us look.
    """
    client = await desk.clients.of(where.community)
    channel = await desk.people.channel(where)
    if where.thread:
        answer = await client.conversations_replies(
            channel=channel, ts=where.thread, limit=1000, include_all_metadata=True
        )
    else:
        answer = await client.conversations_history(
            channel=channel, limit=LOOKED_BACK, include_all_metadata=True
        )
    for message in answer["messages"]:
        kept = message.get("metadata") or {}
        if kept.get("event_type") == EVENT_TYPE and kept.get("event_payload") == {"key": mark}:
            return MessageRef(replace(where, channel=channel), str(message["ts"]))
    return None


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
