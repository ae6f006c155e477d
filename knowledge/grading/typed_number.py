"""Marking a typed number: what was meant, and whether it is within the tolerance."""

from __future__ import annotations

import math
import re
from collections.abc import Collection

from knowledge.errors import CannotAnswerError
from knowledge.grading.arithmetic import Typed, UnreadableError, one_line, read_number
from knowledge.grading.mark import Mark
from knowledge.grading.slips import find_slip
from knowledge.grading.units import UnitError, factor
from knowledge.quiz import Drawn, Numeric

_HUGE = 1e12
"""From here on, a number without a unit is not meant in steps of 10²¹ but is the whole count."""


def mark_numeric(item: Numeric, drawn: Drawn, typed: str) -> Mark:
    """Mark a number typed as the answer to a drawn item.

    Raises:
        CannotAnswerError: it is no number, or its unit does not fit; says what would do.
    """
    value = _value(item, drawn, typed)
    read = shown(value, item.unit)
    error = abs(value - drawn.answer) / abs(drawn.answer) if drawn.answer else None
    if item.accepts(value, drawn):
        as_read = "".join(typed.split()) in ("".join(read.split()), f"{value:.10g}")
        return Mark(1.0, read, "" if as_read else f"Read as {read}.", error)
    slip = find_slip(value, drawn.answer, item.unit) or _nearness(item, error)
    return Mark(0.0, read, slip or f"Read as {read}.", error)


def shown(value: float, unit: str = "") -> str:
    """A number as a person writes it, with its unit: 1,024 MB, 0.333333, 2.5 × 10^-7."""
    whole = float(value).is_integer() and abs(value) < 1e15
    number = f"{value:,.0f}" if whole else f"{value:,.6g}"
    mantissa, _, exponent = number.partition("e")
    number = f"{mantissa} × 10^{int(exponent)}" if exponent else mantissa
    return f"{number}{' ×' if unit[:1].isdigit() else ''} {unit}".rstrip()


def _value(item: Numeric, drawn: Drawn, typed: str) -> float:
    """The number, in the item's unit."""
    wanted = one_line(item.unit)
    words = set(re.findall(r"[^\W\d_]{3,}", drawn.prompt.casefold()))
    try:
        number = _read(typed, wanted, words)
        value = number.value * factor(number.unit, wanted, words)
    except (UnreadableError, UnitError) as error:
        reason = str(error) if isinstance(error, UnitError) else "That cannot be read as a number."
        examples = "12.5 or 12.5 %" if item.unit == "%" else f"1,024 or 1.5e-3 {item.unit}".rstrip()
        raise CannotAnswerError(f"{reason} Type it like {examples}.") from error
    if not math.isfinite(value):
        raise CannotAnswerError(
            "That number is too large to be the answer. Type it like 1,024 or 1.5e-3."
        )
    return value


def _read(typed: str, wanted: str, words: Collection[str]) -> Typed:
    """The number and its unit. A word of the question may stand before it, as in "epoch 7"."""
    written = one_line(typed)
    first, _, rest = written.partition(" ")
    written = rest if rest and first.casefold() in words else written
    if not wanted.startswith("10^"):
        return read_number(written)
    bare = written.removesuffix(wanted).rstrip(
        " ×*x"
    )  # "2 10²¹ operations", as the question has it
    number = read_number(bare)
    meant = wanted if bare != written or abs(number.value) < _HUGE else wanted.partition(" ")[2]
    return Typed(number.value, number.unit or meant)


def _nearness(item: Numeric, error: float | None) -> str:
    if error is None or error > 0.05:
        return ""
    if not item.tolerance:
        return "Close, but the exact number is wanted."
    return f"Close: {error:.1%} off, and up to {item.tolerance:g} either way would be right."
