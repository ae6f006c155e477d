"""Pictures that only showed how far something was: deleted in Slack once another stands in their place.

A training of a minute shows some thirty; they would fill a workspace.
"""

from __future__ import annotations

from collections import OrderedDict

from bot.chat.platform import MessageRef
from bot.chat.reply import Picture, Progress, Reply
from bot.platforms.slack.files import Files

_KEPT = 500
"""Messages that show progress at the same time."""


def is_underway(reply: Reply) -> bool:
    """Whether it shows something that is not at its end."""
    return any(isinstance(block, Progress) for block in reply.blocks)


class Passing:
    """Knows which pictures messages show for now; after a restart they stay."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._shown: OrderedDict[tuple[str, str], frozenset[str]] = OrderedDict()

    async def changed(self, message: MessageRef, reply: Reply) -> None:
        """Note what a message shows now, and delete what it showed for a while only."""
        community, at = message.where.community, (message.where.channel, message.id)
        pictures = frozenset(b.key for b in reply.blocks if isinstance(b, Picture))
        before = self._shown.pop(at, frozenset())
        if is_underway(reply) and pictures:
            self._shown[at] = pictures
        if len(self._shown) > _KEPT:
            self._shown.popitem(last=False)
        await self._files.delete(community, before - pictures)
