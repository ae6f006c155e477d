"""Boxes put beside and above each other, as TeX does with what stands in a formula; all lengths in pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Size:
    """How far a box reaches from its baseline."""

    width: float
    ascent: float
    descent: float


Measure = Callable[[str], Size]
"""The size of a formula in mathtext."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Mathtext at a place, x from the left and y down to its baseline; `stretch` makes it higher."""

    text: str
    x: float
    y: float
    stretch: float = 1


class Box(Protocol):
    """Something with a size that can be put somewhere."""

    @property
    def size(self) -> Size:
        """How far it reaches."""
        ...

    def marks(self, x: float, y: float) -> Iterator[Mark]:
        """What is to be drawn when its left end is at x and its baseline at y."""
        ...


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in mathtext."""

    text: str
    size: Size

    def marks(self, x: float, y: float) -> Iterator[Mark]:
        """Itself."""
        yield Mark(self.text, x, y)


@dataclass(frozen=True, slots=True)
class Space:
    """Nothing, of some width."""

    size: Size

    def marks(self, x: float, y: float) -> Iterator[Mark]:
        """Nothing."""
        yield from ()


class Row:
    """Boxes beside each other on one baseline."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.boxes = boxes
        sizes = [box.size for box in boxes]
        self.size = Size(
            sum(size.width for size in sizes),
            max((size.ascent for size in sizes), default=0),
            max((size.descent for size in sizes), default=0),
        )

    def marks(self, x: float, y: float) -> Iterator[Mark]:
        """Its boxes, from left to right."""
        for box in self.boxes:
            yield from box.marks(x, y)
            x += box.size.width


class Table:
    """Rows of cells in columns, each set to the left ("l"), the right ("r") or the middle ("c").

    It lies around the axis, the height of a minus over the baseline. Columns "rl" stand together, as equations do.
    """

    def __init__(
        self, rows: Sequence[Row], columns: str, gap: float, leading: float, axis: float = 0
    ) -> None:
        self.rows, self.columns, self.leading = rows, columns, leading
        count = max((len(row.boxes) for row in rows), default=0)
        self.widths = [
            max(row.boxes[at].size.width for row in rows if at < len(row.boxes))
            for at in range(count)
        ]
        self.gaps = [gap * (at > 0 and columns[at - 1 : at + 1] != "rl") for at in range(count)]
        height = sum(row.size.ascent + row.size.descent + leading for row in rows) - leading
        self.size = Size(sum(self.widths) + sum(self.gaps), height / 2 + axis, height / 2 - axis)

    def marks(self, x: float, y: float) -> Iterator[Mark]:
        """Its cells, from the top."""
        y -= self.size.ascent
        for row in self.rows:
            left = x
            y += row.size.ascent
            for at, cell in enumerate(row.boxes):
                left += self.gaps[at]
                slack = self.widths[at] - cell.size.width
                yield from cell.marks(left + slack * _SHARES[self.columns[at]], y)
                left += self.widths[at]
            y += row.size.descent + self.leading


_SHARES = {"l": 0.0, "c": 0.5, "r": 1.0}
"""How much of the room that is left stands before a cell."""


class Bracket:
    """A bracket as high as a table beside it."""

    def __init__(self, bracket: Formula, beside: Size) -> None:
        self._bracket = bracket
        self._stretch = (beside.ascent + beside.descent) / (
            bracket.size.ascent + bracket.size.descent
        )
        self.size = Size(bracket.size.width, beside.ascent, beside.descent)

    def marks(self, x: float, y: float) -> Iterator[Mark]:
        """The bracket, stretched."""
        down = self._bracket.size.ascent * self._stretch - self.size.ascent
        yield Mark(self._bracket.text, x, y + down, self._stretch)
