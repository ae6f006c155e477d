"""Reply to what a terminal shows, as plain data; draw.py makes lines of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import chain, product
from string import ascii_lowercase
from typing import Any, assert_never

from bot.chat.event import Person
from bot.chat.limits import Limits, fit
from bot.chat.markup import Span, clean, lines
from bot.chat.reply import (
    Block,
    Button,
    Buttons,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Select,
    Table,
    Text,
)

JsonDict = dict[str, Any]

LIMITS = Limits(text=12_000, row=8, options=100)
"""A terminal has no bounds of its own; these are some five screens of 80 × 24."""


def render(reply: Reply) -> JsonDict:
    """The card as data: its words, and a letter for each thing that can be chosen."""
    reply = fit(reply, LIMITS)
    keys = _Keys(reply.blocks)
    return {
        "title": reply.title,
        "tone": reply.tone,
        "marks": list(_marks(reply)),
        "blocks": [_block(block, keys) for block in reply.blocks],
    }


class _Keys:
    """Letters for what can be chosen: a … z, then aa, ab …

    A button whose label is a letter, as the answers of a quiz have, gets that one, and nothing else does.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        rows = [block.choices for block in blocks if isinstance(block, Buttons)]
        self._own = {button.label.lower() for row in rows for button in row} & set(ascii_lowercase)
        names = map("".join, chain(product(ascii_lowercase), product(ascii_lowercase, repeat=2)))
        self._free = iter([name for name in names if name not in self._own])

    def key_for(self, label: str = "") -> str:
        """The letter of the next thing that can be chosen."""
        if label.lower() in self._own:
            self._own.remove(label.lower())
            return label.lower()
        return next(self._free)


def _marks(reply: Reply) -> Iterator[str]:
    """What stands above the card about the card."""
    if reply.update:
        yield "updated"
    names = [who.name if isinstance(who, Person) else f"group {who.id}" for who in reply.notify]
    if names:
        yield clean(f"for {' '.join(', '.join(names).split())}")
    if reply.audience == "asker":
        yield "only you see this"


def _block(  # noqa: C901, PLR0911, PLR0912 - one case for each block there is
    block: Block, keys: _Keys
) -> JsonDict:
    match block:
        case Text(markdown):
            return {"type": "text", "lines": list(_lines(markdown))}
        case Code(source, language):
            return {"type": "code", "source": source, "language": language}
        case Facts(pairs):
            return {"type": "facts", "pairs": [list(pair) for pair in pairs]}
        case Table(header, rows):
            return {"type": "table", "header": list(header), "rows": [list(row) for row in rows]}
        case Picture(key, alt):
            return {"type": "picture", "picture": key, "alt": alt}
        case File(key, name, summary):
            return {"type": "file", "file": key, "name": name, "summary": summary}
        case Buttons(choices):
            return {"type": "buttons", "choices": [_button(button, keys) for button in choices]}
        case Select():
            return _select(block, keys.key_for())
        case Progress(done, label):
            done = min(max(done, 0.0), 1.0)
            return {
                "type": "progress",
                "done": done,
                "share": f"{done * 100:.0f} %",
                "label": label,
            }
        case _:
            assert_never(block)


def _lines(markdown: str) -> Iterator[JsonDict]:
    for line in lines(markdown):
        spans = [asdict(part) for span in line.spans for part in _shown(span)]
        yield {"kind": line.kind, "level": line.level, "number": line.number, "spans": spans}


def _shown(span: Span) -> Iterator[Span]:
    """A link is written out: its words never hide where it leads."""
    if span.link in (None, span.text):
        yield span
    else:
        words = replace(span, link=None)
        yield replace(words, text=f"{span.text} (")
        yield replace(span, text=str(span.link))
        yield replace(words, text=")")


def _button(button: Button, keys: _Keys) -> JsonDict:
    """One that is switched off has no letter."""
    return {
        "key": "" if button.disabled else keys.key_for(button.label),
        "label": button.label,
        "action": button.action.encode(),
        "style": button.style,
    }


def _select(select: Select, key: str) -> JsonDict:
    return {
        "type": "select",
        "key": key,
        "prompt": select.prompt,
        "action": select.action.encode(),
        "chosen": select.chosen,
        "choices": [asdict(choice) for choice in select.choices],
    }
