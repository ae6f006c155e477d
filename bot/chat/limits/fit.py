"""What is too long for a platform, made short enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.chat.limits.labels import cut, distinct
from bot.chat.limits.layout import laid_out, with_last, without
from bot.chat.limits.shorten import shorten
from bot.chat.limits.size import Limits, Size, heading
from bot.chat.limits.tidy import tidy
from bot.chat.limits.whole import SHOW_ALL, show_all
from bot.chat.reply import Block, Buttons, Choice, Picture, Reply, Select

_SNIPPET = 200
"""Characters; rather than less of each, fewer blocks are shown."""


def fit(reply: Reply, limits: Limits) -> Reply:
    """Return the reply as the platform will take it; fitting it again changes nothing.

    Every string is clean, every Buttons is one row, and no action or value of a menu is missing.
    What is too long is shortened, and "Show all" leads to the whole of it.
    """
    neat, button = without(tidy(reply), SHOW_ALL)
    laid = laid_out(neat, limits)
    if not limits.holds(with_last(laid, button, limits)):
        button = button or show_all(reply)
        laid = tidy(_shortened(laid, limits))
    return with_last(laid, button, limits)


def _shortened(reply: Reply, limits: Limits) -> Reply:
    """The controls with short words, and as much of the content as has room beside them."""
    title = cut(reply.title, limits.title)
    labels = [b.label for row in reply.blocks if isinstance(row, Buttons) for b in row.choices]
    short = dict(zip(labels, distinct(labels, limits.label), strict=True))
    blocks = [_short_words(block, short, limits) for block in reply.blocks]
    controls = [block for block in blocks if isinstance(block, Buttons | Select)]
    used = limits.total((*heading(title), *controls, Buttons((show_all(reply),))))
    room = Size(limits.text - used.text, limits.components - used.components)
    content = [block for block in blocks if not isinstance(block, Buttons | Select)]
    shown = iter(_short_content(content, room, limits))
    kept = (block if isinstance(block, Buttons | Select) else next(shown, None) for block in blocks)
    return replace(reply, title=title, blocks=tuple(block for block in kept if block))


def _short_content(content: Sequence[Block], room: Size, limits: Limits) -> Iterator[Block | None]:
    """The first blocks, as many as are worth it, each with at most its share of the characters."""
    sizes = [limits.measure(block) for block in content]
    while len(sizes) > 1 and not _worth_it(sizes, room, limits):
        sizes.pop()
    share = min(_share([size.text for size in sizes], room.text), limits.block)
    left = room.components
    for block in content[: len(sizes)]:
        short = shorten(block, _fits(Size(share, left), limits))
        left -= limits.measure(short).components if short else 0
        yield short


def _fits(most: Size, limits: Limits) -> Callable[[Block], bool]:
    return lambda block: limits.measure(block).within(most)


def _worth_it(sizes: Sequence[Size], room: Size, limits: Limits) -> bool:
    snippet = min(_SNIPPET, limits.block)
    return (
        sum(size.components for size in sizes) <= room.components
        and _share([size.text for size in sizes], room.text) >= snippet
    )


def _share(sizes: Sequence[int], room: int) -> int:
    """The most that each may take for all to find room, where the short ones leave theirs to others."""
    left = room
    for others, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - others)
        if size > share:
            return share
        left -= size
    return room


def _short_words(block: Block, labels: Mapping[str, str], limits: Limits) -> Block:
    """The block with labels and the like cut to their lengths; content stays as it is."""
    match block:
        case Buttons(choices):
            return Buttons(tuple(replace(b, label=labels[b.label]) for b in choices))
        case Select(prompt, choices):
            short = distinct([choice.label for choice in choices], limits.option)
            lines = tuple(
                Choice(label, choice.value, cut(choice.summary, limits.option))
                for choice, label in zip(choices, short, strict=True)
            )
            return replace(block, prompt=cut(prompt, limits.option), choices=lines)
        case Picture(key, alt):
            return Picture(key, cut(alt, limits.alt))
        case _:
            return block
