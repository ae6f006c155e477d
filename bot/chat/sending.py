"""What every platform does with a reply on its way out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.chat.markup import literal, plain
from bot.chat.reply import Reply, Text

Rendered = TypeVar("Rendered")

MUCH_TEXT = 4_000
"""Characters that take some 20 ms to render."""


async def rendered(reply: Reply, render: Callable[[Reply], Rendered]) -> Rendered:
    """The message; of much text in a thread, since reading it as Markdown takes long."""
    letters = sum(len(block.markdown) for block in reply.blocks if isinstance(block, Text))
    return await asyncio.to_thread(render, reply) if letters > MUCH_TEXT else render(reply)


def in_short(reply: Reply, platform: str) -> Reply:
    """A reply so plain that a platform has nothing to refuse in it; in short once more it is the same."""
    not_whole = f"{platform} did not take the whole answer. Please try again later."
    words = [plain(block.markdown) for block in reply.blocks if isinstance(block, Text)]
    text = " ".join(" ".join(words).split()).removesuffix(not_whole).rstrip()[:500].rstrip()
    short = (Text(f"{literal(text)}\n\n{not_whole}"),)
    return Reply(reply.title[:100], short, reply.audience, reply.update, reply.notify)
