"""What Slack would refuse of a message or a view, found before it is sent; its SDK does not look.

https://docs.slack.dev/reference/block-kit, https://docs.slack.dev/reference/views
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.platforms.slack.block_faults import faults_of
from bot.platforms.slack.ids import controls
from bot.platforms.slack.parts import length
from bot.platforms.slack.word_faults import Part, of_plain, of_text, too_long

MAX_TEXT = 40_000
"""Characters of a message's words."""
MAX_LENGTH = 13_200
"""Characters of all blocks of a message; see `parts.length`."""
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100


def faults(payload: Part) -> tuple[str, ...]:
    """Everything that is wrong, in words with the place; nothing, where Slack takes it."""
    surface = _message if payload.get("type") not in ("modal", "home") else _view
    blocks = payload.get("blocks", [])
    inside = (
        f"blocks[{at}] {block.get('type')}: {fault}"
        for at, block in enumerate(blocks)
        for fault in faults_of(block)
    )
    return (*surface(payload, blocks), *_ids(blocks), *inside)


def _message(payload: Part, blocks: list[Part]) -> Iterator[str]:
    yield from of_text("text", payload.get("text"), MAX_TEXT)
    if "<" in payload.get("text", ""):
        yield "text: < is not escaped, so it may ping"
    if len(blocks) > MESSAGE_BLOCKS:
        yield f"{len(blocks)} blocks, a message takes {MESSAGE_BLOCKS}"
    if (size := length(blocks)) > MAX_LENGTH:
        yield f"{size} characters of blocks, a message takes {MAX_LENGTH}"
    tables = sum(block.get("type") == "table" for block in blocks)
    if tables > 1:
        yield f"{tables} tables, a message takes one"


def _view(payload: Part, blocks: list[Part]) -> Iterator[str]:
    if not 1 <= len(blocks) <= VIEW_BLOCKS:
        yield f"{len(blocks)} blocks, a view takes 1 to {VIEW_BLOCKS}"
    if any(block.get("type") == "table" for block in blocks):
        yield "a view takes no table"
    yield from too_long("private_metadata", payload.get("private_metadata", ""), 3_000)
    yield from too_long("callback_id", payload.get("callback_id", ""), 255)
    if payload["type"] == "modal":
        yield from of_plain("title", payload.get("title"), 24)
        for name in ("submit", "close"):
            yield from of_plain(name, payload[name], 24) if name in payload else ()
        if "submit" not in payload and any(block.get("type") == "input" for block in blocks):
            yield "submit is missing"


def _ids(blocks: list[Part]) -> Iterator[str]:
    """Ids that are missing, too long or not alone."""
    for control in controls(blocks):
        if not control.get("action_id"):
            yield f"{control['type']}: action_id is missing"
    for name, ids in (
        ("action_id", [part["action_id"] for part in controls(blocks) if part.get("action_id")]),
        ("block_id", [block["block_id"] for block in blocks if "block_id" in block]),
    ):
        yield from (f"{name} {i!r} stands twice" for i, n in Counter(ids).items() if n > 1)
        yield from (fault for i in set(ids) for fault in too_long(name, i, 255))
