"""Bars of two distributions beside each other, legible at phone width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

WIDTH = 880
_MARGIN, _TOP, _ROW, _BAR, _NAMES = 36, 176, 74, 44, 172
_PAPER, _INK, _QUIET, _TRACK = "#ffffff", "#1f2430", "#5b6475", "#eceff4"
_PLAIN, _CHOSEN = "#8b9bb4", "#2f7d5b"


@dataclass(frozen=True, slots=True)
class Row:
    """One symbol: its name and its share, from 0 to 1, in each of the two distributions."""

    name: str
    shares: tuple[float, float]
    chosen: bool = False


def two_columns(rows: Sequence[Row], titles: tuple[str, str], context: str) -> Image.Image:
    """The rows as bars in two columns under their titles; the chosen one says so in words."""
    sheet = Image.new("RGB", (WIDTH, _TOP + _ROW * len(rows) + _MARGIN), _PAPER)
    draw = ImageDraw.Draw(sheet)
    shown = " ".join(context.split("\n"))
    draw.text((_MARGIN, 40), shown, _INK, _fitting(draw, shown), anchor="lm")
    for column, title in enumerate(titles):
        draw.text((_left(column), 116), title, _QUIET, _font(30), anchor="lm")
    for at, row in enumerate(rows):
        _draw_row(draw, row, _TOP + at * _ROW)
    return sheet


def _draw_row(draw: ImageDraw.ImageDraw, row: Row, top: int) -> None:
    middle = top + _BAR // 2
    size = 40 if len(row.name) == 1 else 30
    draw.text((_MARGIN, middle - 10 * row.chosen), row.name, _INK, _font(size), anchor="lm")
    if row.chosen:
        draw.text((_MARGIN, middle + 26), "chosen", _CHOSEN, _font(26), anchor="lm")
    for column, share in enumerate(row.shares):
        _draw_bar(draw, _left(column), top, share, _CHOSEN if row.chosen else _PLAIN)


def _draw_bar(draw: ImageDraw.ImageDraw, left: int, top: int, share: float, colour: str) -> None:
    wide = _column_width() - 108
    draw.rounded_rectangle((left, top, left + wide, top + _BAR), 8, _TRACK)
    if share > 0:
        end = left + max(10, round(wide * share))
        draw.rounded_rectangle((left, top, end, top + _BAR), 5, colour)
    words = "out" if share == 0 else f"{share:.0%}" if share >= 0.01 else "<1%"
    draw.text((left + wide + 12, top + _BAR // 2), words, _INK, _font(30), anchor="lm")


def _column_width() -> int:
    return (WIDTH - _NAMES - _MARGIN) // 2


def _left(column: int) -> int:
    return _NAMES + column * _column_width()


def _fitting(draw: ImageDraw.ImageDraw, text: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The largest font in which the text fits into one line."""
    sizes = (size for size in range(40, 20, -2) if draw.textlength(text, _font(size)) < WIDTH - 72)
    return _font(next(sizes, 20))


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
