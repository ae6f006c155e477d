"""Wrong numbers that are right but for one slip: the sign, a factor, a unit."""

from __future__ import annotations

import math

from knowledge.grading.units import kind_of


def find_slip(value: float, answer: float, unit: str) -> str:
    """The slip that leads from the right answer to this one, in a sentence; empty where none does."""
    if not answer or not value:
        return ""
    ratio = value / answer
    if math.isclose(ratio, -1, rel_tol=0.01):
        return "The right size with the wrong sign."
    return _unit_slip(ratio, value, unit) or _factor(ratio)


def _unit_slip(ratio: float, value: float, unit: str) -> str:
    match kind_of(unit):
        case "information" if unit == "nats":
            return _logarithm(ratio)
        case "information":
            return _prefix(ratio)
        case "ratio" if unit and _is(ratio, 1 / 100):
            return "Off by a factor of 100: the answer is wanted in per cent."
        case "ratio" if _is(ratio, 100):
            return f"Off by a factor of 100: did you mean {value:.6g} %?"
        case _:
            return ""


def _logarithm(ratio: float) -> str:
    for base in (2, 10):
        if _is(ratio, 1 / math.log(base)):
            return (
                f"That is the answer with logarithms to base {base}; nats are natural logarithms."
            )
    return ""


def _prefix(ratio: float) -> str:
    if _is(ratio, 8) or _is(ratio, 1 / 8):
        return "Off by a factor of 8: bits and bytes are mixed up."
    for power in (1, 2, 3, 4):
        mixed = 1.024**power
        if any(math.isclose(ratio, wrong, rel_tol=0.001) for wrong in (mixed, 1 / mixed)):
            return "Steps of 1,000 and of 1,024 are mixed up: 1 MB is 1,000,000 bytes, 1 MiB is 1,048,576."
    return ""


def _factor(ratio: float) -> str:
    if _is(ratio, 2):
        return "That is twice the right answer."
    if _is(ratio, 1 / 2):
        return "That is half the right answer."
    for times in (10, 100, 1000, 10**6, 10**9):
        if _is(ratio, times) or _is(ratio, 1 / times):
            return f"Off by a factor of {times:,}."
    return ""


def _is(ratio: float, slip: float) -> bool:
    return math.isclose(ratio, slip, rel_tol=0.01)
