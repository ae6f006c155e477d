"""A run at a glance: the loss so far on the left, what the model makes on the right. Legible at phone width."""

from __future__ import annotations

from itertools import pairwise
from math import ceil, dist, isfinite

from PIL import Image, ImageDraw, ImageFont

from generators.live.lesson import Samples
from generators.live.outcome import Curve, figure
from generators.live.panel import SIDE, caption, panel
from generators.pictures import FAINT, INK, PAPER, png

WIDTH, HEIGHT = 960, 590
LEFT, RIGHT, TOP, BOTTOM = 104, 464, 70, 470  # of the chart
TRAIN, HELD_OUT = (20, 90, 170), (200, 80, 20)
COLOURS = 128
SMALL, LARGE = 27, 31  # pixels, of 960 that a phone shows on 360 points
ROOM = 1.5  # how far above its start a loss is drawn, as a multiple of what it fell by
FLAT = 20  # noticeable changes that the axis spans at least, so that what is flat looks flat


def glance(curve: Curve, samples: Samples, of: int) -> bytes:
    """PNG (960 × 590) of a run after some of its epochs."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    _Chart(ImageDraw.Draw(sheet), curve, of).draw()
    sheet.paste(panel(samples), (WIDTH - SIDE - 16, TOP - 30))
    write = ImageDraw.Draw(sheet)
    write.text((WIDTH - 16 - SIDE // 2, TOP - 12 + SIDE), caption(samples), INK, _font(SMALL), "mt")
    return png(sheet.quantize(COLOURS))


class _Chart:
    """Both losses over the epochs. Lines are told apart by dashes as well as by colour."""

    def __init__(self, draw: ImageDraw.ImageDraw, curve: Curve, of: int) -> None:
        self._draw, self._curve, self._of = draw, curve, of
        finite = [loss for loss in (*curve.train, *curve.held_out) if isfinite(loss)]
        first, low = curve.train[0], min(finite, default=0.0)
        room = max(ROOM * (first - low), abs(first) / 2, 5 * curve.noticeable)
        self._low, self._high = low, min(max(finite, default=1.0), first + room)
        if self._high - self._low < FLAT * curve.noticeable:
            self._high = self._low + FLAT * curve.noticeable

    def draw(self) -> None:
        done = len(self._curve.train) - 1
        title = f"{self._curve.name} · epoch {done} of {self._of}"
        self._draw.text((16, 14), title, INK, _fitting(title, RIGHT + 8), "lt")
        self._axes()
        self._line(self._curve.held_out, HELD_OUT, dashed=True)
        self._line(self._curve.train, TRAIN, dashed=False)
        self._legend(BOTTOM + 52, "train", self._curve.train[-1], TRAIN, dashed=False)
        self._legend(BOTTOM + 88, "held out", self._curve.held_out[-1], HELD_OUT, dashed=True)

    def _axes(self) -> None:
        for share in (0.0, 0.5, 1.0):
            loss = self._low + share * (self._high - self._low)
            y = self._y(loss)
            self._draw.line([(LEFT, y), (RIGHT, y)], FAINT, 2)
            self._draw.text((LEFT - 10, y), figure(loss), INK, _font(SMALL), "rm")
        for epoch, anchor in ((0, "lt"), (self._of, "rt")):
            self._draw.text((self._x(epoch), BOTTOM + 10), str(epoch), INK, _font(SMALL), anchor)

    def _line(
        self, losses: tuple[float, ...], colour: tuple[int, int, int], *, dashed: bool
    ) -> None:
        """What lies above the chart, or is no number, runs along its top and is named there."""
        places = [(self._x(i), self._y(loss)) for i, loss in enumerate(losses)]
        _stroke(self._draw, places, colour, dashed=dashed)
        highest = max((x for x in losses if isfinite(x)), default=0.0)
        if not dashed and not isfinite(losses[-1]):
            self._cross(*places[-1])
            self._note(f"epoch {len(losses) - 1}: not a number")
        elif not dashed and highest > self._high:
            self._note(f"off the chart: {figure(highest)}")

    def _cross(self, x: float, y: float) -> None:
        for slope in (-1, 1):
            self._draw.line([(x - 12, y - 12 * slope), (x + 12, y + 12 * slope)], TRAIN, 6)

    def _note(self, words: str) -> None:
        self._draw.text(
            (RIGHT, TOP + 16), words, INK, _font(SMALL), "rt", stroke_width=6, stroke_fill=PAPER
        )

    def _legend(
        self, y: int, name: str, loss: float, colour: tuple[int, int, int], *, dashed: bool
    ) -> None:
        _stroke(self._draw, [(LEFT, y + 12), (LEFT + 70, y + 12)], colour, dashed=dashed)
        words = f"{name}  {figure(loss)}"
        self._draw.text((LEFT + 84, y + 12), words, INK, _font(LARGE), "lm")

    def _x(self, epoch: int) -> float:
        return LEFT + (RIGHT - LEFT) * epoch / self._of

    def _y(self, loss: float) -> float:
        loss = min(loss, self._high) if isfinite(loss) else self._high
        share = (loss - self._low) / (self._high - self._low)
        return BOTTOM - share * (BOTTOM - TOP)


def _stroke(
    draw: ImageDraw.ImageDraw,
    places: list[tuple[float, float]],
    colour: tuple[int, int, int],
    *,
    dashed: bool,
) -> None:
    """A line through places; with dashes and gaps of 12 pixels, or without."""
    gone = 0.0
    for start, end in pairwise(places):
        length = dist(start, end)
        pieces = ceil(length / 4) if dashed else 1
        for piece in range(pieces):
            if not dashed or (gone + length * piece / pieces) // 12 % 2 == 0:
                ends = [_between(start, end, part / pieces) for part in (piece, piece + 1)]
                draw.line(ends, colour, 5)
        gone += length
    for x, y in places if len(places) == 1 else ():
        draw.ellipse([x - 6, y - 6, x + 6, y + 6], fill=colour)


def _between(
    start: tuple[float, float], end: tuple[float, float], share: float
) -> tuple[float, float]:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _fitting(words: str, width: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The largest font in which the words are no wider."""
    return next(f for size in range(LARGE, 8, -1) if (f := _font(size)).getlength(words) <= width)
