"""What every answer in Slack needs, put together once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.arriving import Arriving
from bot.chat.event import Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.outbox import Outbox, Outgoing
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.passing import Passing
from bot.platforms.slack.people import People
from bot.platforms.slack.response_urls import ResponseUrls

EVENT_TYPE = "backprep"
"""Of the metadata that a message carries, with its key."""
_KEPT = 2_000


Responded = Literal["new", "replaced"]


class Posted:
    """What became of answers, by the digest of their names."""

    def __init__(self) -> None:
        self._became: OrderedDict[str, MessageRef | Responded] = OrderedDict()

    def get(self, digest: str) -> MessageRef | Responded | None:
        """What this process made of it; None where that was another one, before a restart."""
        return self._became.get(digest)

    def put(self, digest: str, message: MessageRef) -> None:
        """Keep in mind which ordinary message it became."""
        self._put(digest, message)

    def responded(self, digest: str, *, replaced: bool) -> None:
        """Keep in mind that it went through the response_url, perhaps in the place of the button's message."""
        self._put(digest, "replaced" if replaced else "new")

    def _put(self, digest: str, became: MessageRef | Responded) -> None:
        self._became[digest] = became
        if len(self._became) > _KEPT:
            self._became.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """The way to Slack."""

    clients: Clients
    people: People
    outbox: Outbox
    urls: ResponseUrls
    pace: Pace
    complain: Callable[[str, Exception], Awaitable[None]]
    """Tells whoever installed the app in a workspace what they can mend."""
    passing: Passing
    patience_s: float = 0.8
    """How long an answer may take before it is shown that it is being worked on."""
    posted: Posted = field(default_factory=Posted)
    arriving: Arriving = field(default_factory=Arriving)


async def post(desk: Desk, where: Place, packed: Outgoing, key: str = "") -> MessageRef:
    """Send an ordinary message, when its channel has room for it, and its files after it.

    Raises:
        ChatError: Backprep is not installed there.
        SlackApiError: Slack refused it.
    """
    channel = await desk.people.channel(where)
    client = await desk.clients.of(where.community)
    async with desk.pace.turn(where.community, channel):
        answer = await client.chat_postMessage(
            channel=channel,
            thread_ts=where.thread or None,
            metadata=mark(key) if key else None,
            text=packed.text,
            blocks=packed.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
    sent = Place(
        where.platform, where.community, str(answer["channel"]), where.thread, where.private
    )
    if packed.files:
        await desk.outbox.share(sent, packed)
    return MessageRef(sent, str(answer["ts"]))


async def change(desk: Desk, message: MessageRef, reply: Reply) -> None:
    """Put a reply in the place of an ordinary message.

    Raises:
        ChatError: Backprep is not installed there.
        SlackApiError: Slack refused it.
    """
    where = message.where
    packed = await desk.outbox.pack(where.community, reply)
    client = await desk.clients.of(where.community)
    channel = await desk.people.channel(where)
    await client.chat_update(channel=channel, ts=message.id, **packed.message())
    if packed.files:
        await desk.outbox.share(where, packed)
    await desk.passing.changed(message, reply)


def mark(key: str) -> dict[str, Any]:
    """The metadata by which a message is found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
