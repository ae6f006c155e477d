"""Replies as what is sent to Slack: their pictures uploaded, and what Slack would refuse found before."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.chat import sending
from bot.chat.errors import ChatError
from bot.chat.event import Place
from bot.chat.markup import literal
from bot.chat.reply import Block, Facts, Picture, Reply, Table, Text
from bot.platforms.slack.errors import REFUSED, UNREACHABLE, code_of
from bot.platforms.slack.faults import faults
from bot.platforms.slack.files import Files
from bot.platforms.slack.home import home
from bot.platforms.slack.render import blobs, render, with_files

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to be sent."""

    text: str
    blocks: list[dict[str, Any]]
    files: Sequence[Mapping[str, str]] = ()
    """What has to be shared beside it: `key`, `filename` and `title`."""

    def message(self) -> dict[str, Any]:
        """What every way of changing a message takes."""
        return {"text": self.text, "blocks": self.blocks}

    def response(self, **how: Any) -> dict[str, Any]:
        """What a response_url takes; no address in it becomes a preview."""
        return self.message() | {"unfurl_links": False, "unfurl_media": False} | how


class Outbox:
    """Makes replies ready for a workspace."""

    def __init__(self, files: Files, commands: Sequence[str] = (), prefix: str = "") -> None:
        """`commands` are the first words of all commands, which on Slack begin with `prefix`."""
        self._files, self._prefix = files, prefix
        self._named = re.compile(rf"(?<![\w/:.])/(?=(?:{'|'.join(commands)})(?![\w-]))")

    async def pack(self, community: str, reply: Reply) -> Outgoing:
        """The message of a reply; pictures that cannot be uploaded become words."""
        reply = self._prefixed(reply)
        message = await sending.rendered(reply, render)
        keys = blobs(message)
        ids = await self._files.ids(community, keys)
        if lost := set(keys) - set(ids):
            shown = replace(reply, blocks=tuple(_shown(block, lost) for block in reply.blocks))
            message = await sending.rendered(shown, render)
        return _checked(with_files(message, ids), reply)

    async def view(self, community: str, reply: Reply) -> dict[str, Any]:
        """The Home tab of a reply."""
        view = home(self._prefixed(reply))
        ids = await self._files.ids(community, blobs(view))
        view["blocks"] = [
            block
            for block in view["blocks"]
            if block["type"] != "image" or block["slack_file"]["id"] in ids
        ]
        return with_files(view, ids)

    async def share(self, where: Place, packed: Outgoing) -> None:
        """Put the files that belong to a message where it is; what Slack does not take is logged."""
        try:
            await self._files.share(where.community, where.channel, where.thread, packed.files)
        except REFUSED as error:
            log.warning("files could not be shared: %s", code_of(error))
        except (ChatError, *UNREACHABLE) as error:
            log.warning("files could not be shared: %s", type(error).__name__)

    def forget(self, community: str, reply: Reply) -> None:
        """Upload the pictures of a reply anew next time: Slack did not take it."""
        self._files.forget(community, [b.key for b in reply.blocks if isinstance(b, Picture)])

    def _prefixed(self, reply: Reply) -> Reply:
        """The reply with commands named as they are written in this workspace."""
        if not self._prefix:
            return reply

        def named(text: str) -> str:
            return self._named.sub(f"/{self._prefix}", text)

        blocks = tuple(_renamed(block, named) for block in reply.blocks)
        return replace(reply, title=named(reply.title), blocks=blocks)


def _renamed(block: Block, named: Callable[[str], str]) -> Block:
    """A block whose words went through `named`."""
    match block:
        case Text(markdown):
            return Text(named(markdown))
        case Facts(pairs):
            return Facts(tuple((named(label), named(value)) for label, value in pairs))
        case Table(header, rows):
            return Table(header, tuple(tuple(map(named, row)) for row in rows))
        case _:
            return block


def in_short(reply: Reply) -> Reply:
    """A reply so plain that Slack has nothing to refuse in it; in short once more it is the same."""
    return sending.in_short(reply, "Slack")


def _checked(message: dict[str, Any], reply: Reply) -> Outgoing:
    """The message, in short where Slack would refuse it, which is a mistake of ours."""
    wrong = faults({"text": message["text"], "blocks": message["blocks"]})
    if wrong:
        log.error(
            "a message that Slack would refuse: %d faults, %s", len(wrong), wrong[0].split(":")[0]
        )
        message = render(in_short(reply))
    return Outgoing(message["text"], message["blocks"], tuple(message["files"]))


def _shown(block: Block, lost: set[str]) -> Block:
    """A block as it can be shown: a picture that could not be uploaded becomes words."""
    if isinstance(block, Picture) and block.key in lost:
        return Text(f"_Not available at the moment:_ {literal(block.alt)}")
    return block
