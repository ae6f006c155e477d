"""The program that draws formulas: `python -m bot.formulas.draw` redraws those of the shipped bank.

With a folder, it draws the formulas that come as a JSON list on its input into that folder, and prints those it could
not draw. It runs as a process of its own, since the chat process never loads matplotlib.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path as Folder

import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray
from PIL import Image

from bot.chat.markup.latex.parsing import parse
from bot.formulas.boxes import Box, Mark, Size
from bot.formulas.layout import Layout
from bot.formulas.mathtext import CannotDrawError
from bot.formulas.needed import SHIPPED, file_name, shipped_formulas

WIDTH = 1200
"""Pixels of every picture: fitted to one width, all formulas come out in one size, and sharp at twice the usual."""
PADDING = 44
EM = 60
"""Pixels of the letters: x is 27 high, and 24 still where a phone shows the picture 1,080 pixels wide."""
SMALLEST = 0.6
"""How much a row that is too wide may shrink."""
TALLEST = 1600
INK, PAPER = (24, 26, 40), (250, 250, 252)
SHADES = 16

_FONT = FontProperties(size=EM, math_fontfamily="stix")
_GLYPHS = frozenset(get_font(findfont("STIXGeneral")).get_charmap())
"""What the font has; mathtext would show anything else as the same odd sign."""


def measure(text: str) -> Size:
    """The size of a formula in mathtext.

    Raises:
        CannotDrawError: mathtext does not know what is in it.
    """
    if not _GLYPHS.issuperset(map(ord, text)):
        raise CannotDrawError(f"a letter of {text} is not in the font")
    try:
        width, height, descent = text_to_path.get_text_width_height_descent(
            f"${text}$", _FONT, ismath=True
        )
    except (ValueError, RecursionError) as error:
        raise CannotDrawError(text) from error
    return Size(float(width), float(height - descent), float(descent))


def png(latex: str) -> bytes:
    """The picture of a formula: dark letters on a light card that shows on dark and light pages alike.

    Raises:
        CannotDrawError: it cannot be set, or only too small.
    """
    room = WIDTH - 2 * PADDING
    box = Layout(measure, EM, room).whole(parse(latex))
    scale = min(1.0, room / max(box.size.width, 1))
    height = round((box.size.ascent + box.size.descent) * scale + 2 * PADDING)
    if scale < SMALLEST or height > TALLEST or not box.size.width:
        raise CannotDrawError(latex)
    return _encoded(_inked(box, scale, height))


def _inked(box: Box, scale: float, height: int) -> NDArray[np.uint8]:
    """How much ink is where: (height, WIDTH) from 0 to 255."""
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor="white")
    place = Affine2D().scale(scale).translate(PADDING, height - PADDING - box.size.ascent * scale)
    for mark in box.marks(0, 0):
        figure.add_artist(
            PathPatch(_path(mark, place), facecolor="black", linewidth=0, transform=None)
        )
    pixels = BytesIO()
    figure.savefig(pixels, format="rgba")
    return 255 - np.frombuffer(pixels.getvalue(), np.uint8).reshape(height, WIDTH, 4)[:, :, 0]


def _path(mark: Mark, place: Affine2D) -> Path:
    letters = TextPath((0, 0), f"${mark.text}$", prop=_FONT)
    here = Affine2D().scale(1, mark.stretch).translate(mark.x, -mark.y)
    return (here + place).transform_path(letters)


def _encoded(ink: NDArray[np.uint8]) -> bytes:
    """A PNG of 16 shades, which is a third of the size of one in full colour."""
    shades = np.rint(ink / 255 * (SHADES - 1)).astype(np.uint8)
    image = Image.fromarray(shades, "P")
    share = np.linspace(0, 1, SHADES)[:, None]
    palette = np.rint(share * INK + (1 - share) * PAPER).astype(np.uint8)
    image.putpalette(palette.ravel().tolist())
    file = BytesIO()
    image.save(file, "png", optimize=True, bits=4)
    return file.getvalue()


def draw(formulas: Iterable[str], folder: Folder) -> list[str]:
    """Draw those that have no picture in the folder yet; those that cannot be drawn come back."""
    folder.mkdir(parents=True, exist_ok=True)
    left: list[str] = []
    for latex in formulas:
        file = folder / file_name(latex)
        if file.exists():
            continue
        try:
            content = png(latex)
        except CannotDrawError:
            left.append(latex)
        else:
            half = file.with_suffix(".half")
            half.write_bytes(content)
            half.replace(file)
    return left


def main(arguments: list[str]) -> int:
    """Draw for a folder, or the shipped bank's afresh."""
    if arguments:
        left = draw(json.load(sys.stdin), Folder(arguments[0]))
        sys.stdout.write(json.dumps(left))
        return 0
    for old in SHIPPED.glob("*.png"):
        old.unlink()
    left = draw(shipped_formulas(), SHIPPED)
    sys.stdout.writelines(f"cannot be drawn: {latex}\n" for latex in left)
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
