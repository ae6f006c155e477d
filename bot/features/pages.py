"""The whole of a reply that was too long for one message, page by page, for the one who asks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace

from bot.chat import markup
from bot.chat.errors import ChatError, StaleError
from bot.chat.event import Action, ActionChosen
from bot.chat.feature import Feature
from bot.chat.limits import Limits, Size, cut, split, tidy
from bot.chat.reply import Block, Button, Buttons, Picture, Reply, Select, Text
from bot.chat.wire import WireError, from_json
from generators.blobs import BlobStore

PAGE = Size(text=2_800, components=12)
"""What one page holds; every platform shows so much at once."""
_LIMITS = Limits()
_LONG = 70
"""Characters; a title, a label or a picture's words longer than that may have been cut on some platform."""
_ARGUMENT = re.compile(r"([0-9a-f]{64}):([0-9]{1,4})")


class Pages:
    """Shows what the router keeps of long replies. It keeps no state: that is in the buttons."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs

    async def show(self, event: ActionChosen) -> Reply:
        """Handle "Show all": the first page, privately, whoever reads the short message too."""
        return await self._page(event.action, update=False)

    async def turn(self, event: ActionChosen) -> Reply:
        """Handle Back and Next: another page in the place of this one."""
        return await self._page(event.action, update=True)

    async def _page(self, action: Action, *, update: bool) -> Reply:
        found = _ARGUMENT.fullmatch(action.argument)
        if not found:
            raise StaleError
        key, number = found[1], int(found[2])
        whole = await self._whole(key)
        pages = await asyncio.to_thread(pages_of, whole, key)
        if number >= len(pages):
            raise StaleError
        return replace(pages[number], update=update)

    async def _whole(self, key: str) -> Reply:
        blob = await self._blobs.get(f"{key}.json")
        try:
            whole = from_json(blob.content.decode()) if blob else None
        except (WireError, UnicodeDecodeError):
            whole = None
        if not isinstance(whole, Reply):
            raise ChatError("I no longer have the whole of that message. Please ask again.")
        return tidy(whole)


def pages(blobs: BlobStore) -> Feature:
    """Declare the feature; its name is known to `limits`, which adds the button "Show all"."""
    handlers = Pages(blobs)
    return Feature("pages", actions={"show": handlers.show, "turn": handlers.turn})


def pages_of(whole: Reply, key: str) -> list[Reply]:
    """All content of the reply with this key, each page with buttons to those beside it."""
    parts = _paginated(whole)
    title = cut(whole.title, _LONG)
    return [
        Reply(title, (*part, *_turning(key, number, len(parts))), "asker")
        for number, part in enumerate(parts)
    ]


def _paginated(whole: Reply) -> list[list[Block]]:
    """The content in parts that each fit on a page; a block that fits on one is not split."""
    done: list[list[Block]] = [[]]
    for block in _content(whole):
        rest: Block | None = block
        while rest:
            start, rest = _start(rest, done[-1])
            done[-1] += [start] if start else []
            if rest:
                done.append([])
    return done


def _start(block: Block, page: list[Block]) -> tuple[Block | None, Block | None]:
    """What of a block goes on a page that was begun, and the rest; at least a word on an empty one."""
    used = _LIMITS.total(page)
    room = Size(PAGE.text - used.text, PAGE.components - used.components)
    if page and _LIMITS.measure(block).within(PAGE) and not _LIMITS.measure(block).within(room):
        return None, block
    start, rest = split(block, lambda part: _LIMITS.measure(part).within(room))
    return (start, rest) if start or page else (block, None)


def _content(whole: Reply) -> Iterator[Block]:
    """The blocks without controls; of titles, labels and the like the long ones, which may have been cut."""
    yield from _listed([whole.title])
    for block in whole.blocks:
        match block:
            case Buttons(choices):
                yield from _listed([button.label for button in choices])
            case Select(prompt, choices):
                yield from _listed([prompt, *(f"{c.label} {c.summary}" for c in choices)])
            case Picture(alt=alt):
                yield block
                yield from _listed([alt])
            case _:
                yield block


def _listed(words: list[str]) -> Iterator[Text]:
    long = [word for word in words if len(word) > _LONG]
    if long:
        yield Text("\n".join(f"- {markup.literal(word)}" for word in long))


def _turning(key: str, number: int, count: int) -> Iterator[Block]:
    if count > 1:
        yield Text(f"Page {number + 1} of {count}")
        yield Buttons(
            (
                _to("Back", key, number - 1, count),
                _to("Next", key, number + 1, count),
            )
        )


def _to(label: str, key: str, number: int, count: int) -> Button:
    there = 0 <= number < count
    page = number if there else number % count
    return Button(label, Action("pages", "turn", f"{key}:{page}"), disabled=not there)
