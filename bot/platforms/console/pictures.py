"""A picture inside the terminal, in the ways that terminals have.

The kitty graphics protocol: https://sw.kovidgoyal.net/kitty/graphics-protocol/ ; iTerm2's inline images:
https://iterm2.com/documentation-images.html ; else two pixels in each character, "▀" in two colours.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from rich.color import Color
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import ControlType, Segment
from rich.style import Style
from rich.text import Text

from bot.platforms.console.terminal import Pictures

if TYPE_CHECKING:
    from PIL.Image import Image

CELL = (8, 16)
"""Pixels of a character, about; terminals differ, and scale what they are given."""
_MOST_ROWS = 24
_PIECE = 4096
"""Characters that kitty takes at once."""
_TALLEST = 8
"""Height by width from which a picture has no place on a screen."""
_FLATTEST = 4
"""Width by height from which half blocks show only stripes, as of a formula."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """What a terminal is told that is not text."""

    text: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segment(self.text, None, [(ControlType.BELL,)])
        yield Segment.line()


def show(file: Path | None, way: Pictures, width: int) -> tuple[RenderableType, ...]:
    """The picture as what a terminal draws, `width` columns wide at most; nothing where that cannot be."""
    if way == "off" or file is None:
        return ()
    try:
        image = _open(file)
    except (OSError, ValueError, SyntaxError):  # Pillow's, for what is no picture or a broken one
        return ()
    return () if image.height > _TALLEST * image.width else _WAYS[way](image, width)


def _open(file: Path) -> Image:
    """The first frame on white, since most of ours are dark on nothing."""
    from PIL import Image

    with Image.open(file) as image:
        layered = image.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def _columns(image: Image, width: int) -> int:
    """Columns for the picture: its own size where that fits into the width and into a screen."""
    tall = image.height / CELL[1]
    wide = image.width / CELL[0]
    return max(1, min(width, ceil(wide), ceil(wide * min(1, _MOST_ROWS / tall))))


def _kitty(image: Image, width: int) -> tuple[RenderableType, ...]:
    data = b64encode(_png(image)).decode()
    pieces = [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)]
    first = f"f=100,a=T,q=2,c={_columns(image, width)},"
    return (Sequence("".join(_escaped(pieces, first))),)


def _escaped(pieces: list[str], first: str) -> Iterator[str]:
    for number, piece in enumerate(pieces, start=1):
        keys = f"{first if number == 1 else ''}m={int(number < len(pieces))}"
        yield f"\x1b_G{keys};{piece}\x1b\\"


def _iterm(image: Image, width: int) -> tuple[RenderableType, ...]:
    data = _png(image)
    keys = f"inline=1;size={len(data)};width={_columns(image, width)};preserveAspectRatio=1"
    return (Sequence(f"\x1b]1337;File={keys}:{b64encode(data).decode()}\x07"),)


def _png(image: Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _blocks(image: Image, width: int) -> tuple[RenderableType, ...]:
    if image.width > _FLATTEST * image.height:
        return ()
    columns = _columns(image, width)
    rows = max(1, round(columns * image.height / image.width / 2))
    small = image.resize((columns, 2 * rows))
    return tuple(_row(small, row) for row in range(0, 2 * rows, 2))


def _row(image: Image, top: int) -> Text:
    line = Text(no_wrap=True)
    for x in range(image.width):
        upper, lower = _colour(image, x, top), _colour(image, x, top + 1)
        line.append("▀", Style(color=upper, bgcolor=lower))
    return line


def _colour(image: Image, x: int, y: int) -> Color:
    pixel = image.getpixel((x, y))
    return Color.from_rgb(*pixel) if isinstance(pixel, tuple) else Color.default()


_WAYS: dict[Pictures, Callable[[Image, int], tuple[RenderableType, ...]]] = {
    "kitty": _kitty,
    "iterm": _iterm,
    "blocks": _blocks,
}
