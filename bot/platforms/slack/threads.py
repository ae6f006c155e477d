"""Long answers in a channel: a few lines there, the whole in a thread below them."""

from __future__ import annotations

from bot.chat.limits import cut
from bot.chat.markup import literal, plain
from bot.chat.reply import Block, Code, Reply, Table, Text

LONG = 2_500
"""Characters, some 40 lines of words on a phone, above which an answer goes into a thread."""
_SHORT = 300


def opening(reply: Reply) -> Reply | None:
    """What stands in the channel above the thread with a long reply; None for one that is no longer than others."""
    if reply.update or sum(map(_length, reply.blocks)) <= LONG:
        return None
    texts = (plain(block.markdown) for block in reply.blocks if isinstance(block, Text))
    start = cut(" ".join(next(texts, "").split()), _SHORT)
    lines = f"{literal(start)}\n\nThe whole answer is in the thread.".strip()
    return Reply(reply.title, (Text(lines),), reply.audience, notify=reply.notify)


def _length(block: Block) -> int:
    match block:
        case Text(words) | Code(words):
            return len(words)
        case Table(header, rows):
            return sum(len(cell) for row in (header, *rows) for cell in row)
        case _:
            return 0
