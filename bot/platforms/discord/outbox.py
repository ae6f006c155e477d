"""Replies as what discord.py sends: a view with our JSON in it, files, and who may be pinged."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import discord

from bot.chat import sending
from bot.chat.markup import literal
from bot.chat.reply import Block, File, Picture, Reply, Text
from bot.platforms.discord.components import JsonDict
from bot.platforms.discord.render import render
from generators.blobs import BlobStore

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 10 * 1024**2
"""Of one file; what Discord takes from an application in a server without boosts."""
MAX_BYTES = 25 * 1024**2
"""Of all files of one message."""


class Card(discord.ui.LayoutView):
    """Components as we wrote them; discord.py keeps none of them, so none of them ever times out."""

    def __init__(self, components: list[JsonDict]) -> None:
        super().__init__(timeout=None)
        self._components = components
        self.stop()

    def to_components(self) -> list[JsonDict]:
        """The JSON as it was given."""
        return self._components

    def has_components_v2(self) -> bool:
        """Always."""
        return True


class Sheet(discord.ui.Modal):
    """A modal as we wrote it; its answer arrives as an interaction like any other."""

    def __init__(self, modal: JsonDict) -> None:
        super().__init__(title=modal["title"], timeout=None, custom_id=modal["custom_id"])
        self._modal = modal
        self.stop()

    def to_dict(self) -> JsonDict:
        """The JSON as it was given."""
        return self._modal


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to be sent, as often as it takes."""

    components: list[JsonDict]
    files: tuple[tuple[str, str, bytes], ...]
    """File name, words for those who cannot see it, and bytes."""
    mentions: discord.AllowedMentions

    def new(self) -> dict[str, Any]:
        """Arguments for a new message."""
        return self._common() | {"files": self._files()}

    def edit(self) -> dict[str, Any]:
        """Arguments for a message in the place of another, whose files go."""
        return self._common() | {"attachments": self._files()}

    def marked(self, mark: int) -> Outgoing:
        """The same with a number by which it can be found again."""
        *before, card = self.components
        return replace(self, components=[*before, card | {"id": mark}])

    def _common(self) -> dict[str, Any]:
        return {"view": Card(self.components), "allowed_mentions": self.mentions}

    def _files(self) -> list[discord.File]:
        return [
            discord.File(BytesIO(data), name, description=alt) for name, alt, data in self.files
        ]


class Outbox:
    """Makes replies ready: loads their files and checks what Discord would refuse."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs

    async def pack(self, reply: Reply) -> Outgoing:
        """The message of a reply; files that are gone or too large become words."""
        files = [block for block in reply.blocks if isinstance(block, Picture | File)]
        loaded = await self._loaded({file.key for file in files})
        shown = replace(reply, blocks=tuple(_shown(block, loaded) for block in reply.blocks))
        message = await sending.rendered(shown, render)
        attached = [
            (file["filename"], file["description"], loaded[file["key"]])
            for file in message["files"]
        ]
        mentions = _mentions(message["allowed_mentions"])
        return Outgoing(message["components"], tuple(attached), mentions)

    async def _loaded(self, keys: set[str]) -> Mapping[str, bytes]:
        loaded: dict[str, bytes] = {}
        room = MAX_BYTES
        for key in sorted(keys):
            blob = await self._blobs.get(key)
            if blob and len(blob.content) <= min(MAX_FILE_BYTES, room):
                loaded[key] = blob.content
                room -= len(blob.content)
            else:
                log.warning("blob %s is left out: %s", key, "too large" if blob else "missing")
        return loaded


def in_short(reply: Reply) -> Reply:
    """A reply so plain that Discord has nothing to refuse in it; in short once more it is the same."""
    return sending.in_short(reply, "Discord")


def _shown(block: Block, loaded: Mapping[str, bytes]) -> Block:
    """A block as it can be shown: what could not be loaded becomes words."""
    match block:
        case Picture(key, words) | File(key, words) if key not in loaded:
            return Text(f"_Not available at the moment:_ {literal(words)}")
        case _:
            return block


def _mentions(allowed: JsonDict) -> discord.AllowedMentions:
    return discord.AllowedMentions(
        everyone=False,
        users=[discord.Object(int(user)) for user in allowed["users"]],
        roles=[discord.Object(int(role)) for role in allowed["roles"]],
        replied_user=False,
    )
