"""Small charts with Pillow, drawn in a thread: they read well at phone width, on dark and on light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH = 880
_MARGIN, _ROW, _BAR = 28, 70, 46
_PAPER, _INK, _QUIET, _TRACK = "#ffffff", "#1f2430", "#5b6475", "#eceff4"
_PLAIN, _RIGHT = "#8b9bb4", "#2f7d5b"


@dataclass(frozen=True, slots=True)
class Bar:
    """How many people chose a letter."""

    letter: str
    count: int
    right: bool


def distribution(bars: Sequence[Bar]) -> bytes:
    """A PNG of how many chose each letter; the right one says so in words."""
    image = Image.new("RGB", (WIDTH, 2 * _MARGIN + _ROW * len(bars) - (_ROW - _BAR)), _PAPER)
    draw = ImageDraw.Draw(image)
    total = sum(bar.count for bar in bars)
    for row, bar in enumerate(bars):
        _row(draw, bar, _MARGIN + row * _ROW, total)
    return _png(image)


def _row(draw: ImageDraw.ImageDraw, bar: Bar, top: int, total: int) -> None:
    left, right, middle = _MARGIN + 64, WIDTH - _MARGIN - 290, top + _BAR // 2
    share = bar.count / total if total else 0.0
    draw.text((_MARGIN, middle), bar.letter, _INK, _font(40), anchor="lm")
    draw.rounded_rectangle((left, top, right, top + _BAR), 10, _TRACK)
    if bar.count:
        end = left + max(20, round((right - left) * share))
        draw.rounded_rectangle((left, top, end, top + _BAR), 10, _RIGHT if bar.right else _PLAIN)
    words = f"{bar.count} · {share:.0%}"
    draw.text((right + 24, middle), words, _INK, _font(32), anchor="lm")
    if bar.right:
        after = right + 24 + draw.textlength(words, _font(32)) + 16
        draw.text((after, middle), "right", _RIGHT, _font(32), anchor="lm")


def in_words(bars: Sequence[Bar]) -> str:
    """What the distribution shows, for those who cannot see it."""
    shares = ", ".join(
        f"{bar.letter}{' (right)' if bar.right else ''}: {bar.count}" for bar in bars
    )
    return f"How many chose each letter. {shares}."


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()
