"""Buttons in rows and menus of a length that can be shown; more buttons than that become menus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.chat.event import Action
from bot.chat.limits.size import Limits
from bot.chat.reply import Block, Button, Buttons, Choice, Reply, Select

_PICK = ("pages", "pick")
"""Feature and verb of a menu whose lines were buttons; its values are their encoded actions."""

T = TypeVar("T")


def chosen(text: str, values: Sequence[str] = ()) -> tuple[Action, tuple[str, ...]]:
    """What was chosen, from the id and the values that came back from a platform.

    A button that had become a line of a menu is that button again.
    """
    action = Action.decode(text)
    if (action.feature, action.verb) == _PICK and len(values) == 1:
        return Action.decode(values[0]), ()
    return action, tuple(values)


def laid_out(reply: Reply, limits: Limits) -> Reply:
    """The reply with each Buttons one row, no menu too long, and at most half of it controls."""
    blocks = [part for block in reply.blocks for part in _parts(block, limits)]
    rows = [block for block in blocks if isinstance(block, Buttons)]
    surplus = _surplus(rows, [block for block in blocks if isinstance(block, Select)], limits)
    left = [block for block in blocks if not any(block is row for row in surplus)]
    return replace(reply, blocks=(*left, *_menus(surplus, limits)))


def _parts(block: Block, limits: Limits) -> Iterator[Block]:
    match block:
        case Buttons(choices):
            yield from map(Buttons, _batches(choices, limits.row))
        case Select(prompt, choices) if len(choices) > limits.options:
            parts = _batches(choices, limits.options)
            for number, part in enumerate(parts, start=1):
                at = block.chosen if any(c.value == block.chosen for c in part) else None
                named = f"{prompt} ({number} of {len(parts)})"
                yield replace(block, prompt=named, choices=part, chosen=at)
        case _:
            yield block


def _surplus(rows: list[Buttons], menus: list[Select], limits: Limits) -> list[Buttons]:
    """The last rows, as few as must become menus for the controls to take half the components."""
    for count in range(len(rows)):
        surplus = rows[len(rows) - count :]
        controls = (*menus, *rows[: len(rows) - count], *_menus(surplus, limits))
        if limits.total(controls).components <= limits.components // 2:
            return surplus
    return rows


def _menus(rows: Sequence[Buttons], limits: Limits) -> list[Block]:
    """The buttons as lines of menus; of two that do the same, the first."""
    buttons = {button.action.encode(): button for row in rows for button in row.choices}
    lines = tuple(Choice(button.label, value) for value, button in buttons.items())
    parts = _batches(lines, limits.options)
    return [
        Select("More choices", part, Action(*_PICK, str(number)))
        for number, part in enumerate(parts, start=1)
    ]


def _batches(items: tuple[T, ...], size: int) -> list[tuple[T, ...]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def without(reply: Reply, verb: tuple[str, str]) -> tuple[Reply, Button | None]:
    """The reply without the last button of a feature's verb, and that button."""
    found = [b for b in _buttons(reply) if (b.action.feature, b.action.verb) == verb]
    if not found:
        return reply, None
    *_, last = found
    blocks = (_less(block, last) for block in reply.blocks)
    return replace(reply, blocks=tuple(b for b in blocks if b != Buttons(()))), last


def with_last(reply: Reply, button: Button | None, limits: Limits) -> Reply:
    """The reply with a button at its end, in the last row where that has room."""
    if button is None:
        return reply
    match reply.blocks:
        case (*before, Buttons(choices)) if len(choices) < limits.row:
            return replace(reply, blocks=(*before, Buttons((*choices, button))))
        case _:
            return replace(reply, blocks=(*reply.blocks, Buttons((button,))))


def _buttons(reply: Reply) -> Iterator[Button]:
    yield from (b for block in reply.blocks if isinstance(block, Buttons) for b in block.choices)


def _less(block: Block, button: Button) -> Block:
    if not isinstance(block, Buttons):
        return block
    return Buttons(tuple(other for other in block.choices if other is not button))
