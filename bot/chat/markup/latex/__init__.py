"""Formulas in LaTeX as people read them in one line of Unicode."""

from __future__ import annotations

import re

from bot.chat.markup.latex.parsing import parse
from bot.chat.markup.latex.words import Writer

_OPENING = re.compile(r"(?<!\\)\{|\\(?:begin|left)(?![A-Za-z])")
_CLOSING = re.compile(r"(?<!\\)\}|\\(?:end|right)(?![A-Za-z])")

LONGEST = 60
"""Characters of a formula that reads well in one line; a phone shows about 40 in a row."""


def unicode(latex: str, between_rows: str = "; ") -> str:
    """The formula in one line (or a line for each of its rows), as well as can be, without any LaTeX left."""
    return _written(latex, between_rows)[0]


def _written(latex: str, between_rows: str = "; ") -> tuple[str, int]:
    """The formula in one line, and how many things in it had to be put otherwise."""
    nodes = parse(latex)
    first = Writer(between_rows)
    text = first.line(nodes)
    if not first.unlowered:
        return text, first.strained
    writer = Writer(between_rows, first.unlowered)
    return writer.line(nodes), writer.strained


def side_by_side(latex: str) -> tuple[str, ...]:
    """The formulas that a wide space parts; one in the middle of a table or a bracket parts nothing."""
    found = tuple(part.strip() for part in re.split(r"\\qquad(?![A-Za-z])", latex))
    whole = all(part and _balanced(part) for part in found)
    return found if whole else (latex,)


def _balanced(latex: str) -> bool:
    return len(_OPENING.findall(latex)) == len(_CLOSING.findall(latex))


def is_one_line(latex: str) -> bool:
    """Whether a formula that stands alone reads as well in one line of Unicode as in a picture.

    It does where it is short and nothing in it had to be put otherwise: no brackets round what LaTeX sets in several
    heights, no index that Unicode cannot lower, no table, no two formulas beside each other.
    """
    text, strained = _written(latex)
    return not strained and len(text) <= LONGEST and "\u2003" not in text
