"""Formulas as people read them in one line."""

from __future__ import annotations

import re


def unicode(latex: str) -> str:
    """The formula in one line of Unicode, without any LaTeX left."""
    return re.sub(r"[\\{}]", "", latex)


def is_one_line(latex: str) -> bool:
    """Whether the formula reads as well in one line of Unicode as in a picture."""
    return "\\" not in latex
