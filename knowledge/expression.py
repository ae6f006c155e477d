"""The arithmetic of numeric quiz items: an expression over named numbers, evaluated without Python's eval."""

from __future__ import annotations

import math
from collections.abc import Mapping

from simpleeval import DEFAULT_OPERATORS, InvalidExpression, SimpleEval

FUNCTIONS = {
    name: getattr(math, name)
    for name in ("ceil", "cos", "exp", "floor", "log", "log10", "log2", "sin", "sqrt", "tanh")
} | {"abs": abs, "max": max, "min": min, "round": round}
"""What an expression may call; `log` is the natural logarithm."""


class ExpressionError(ValueError):
    """The expression cannot be evaluated; the text says why."""


class Shown(float):
    """A number that prints as a person would write it: 3 and not 3.0, 0.3 and not 0.30000000000000004."""

    def __format__(self, spec: str) -> str:
        return format(float(self), spec or ".10g")

    def __str__(self) -> str:
        return format(self)


def evaluate(expression: str, variables: Mapping[str, float]) -> float:
    """Value of the expression: arithmetic, comparisons, `a if c else b`, FUNCTIONS and pi.

    Raises:
        ExpressionError: unknown names, bad syntax, or a value that is not a finite number.
    """
    names = {"pi": math.pi, **{name: _exact(value) for name, value in variables.items()}}
    evaluator = SimpleEval(operators=DEFAULT_OPERATORS, functions=FUNCTIONS, names=names)
    try:
        value = float(evaluator.eval(expression))
    except (InvalidExpression, SyntaxError, ArithmeticError, ValueError, TypeError) as error:
        raise ExpressionError(f"{expression!r} cannot be evaluated: {error}") from error
    if not math.isfinite(value):
        raise ExpressionError(f"{expression!r} gives {value}")
    return value


def _exact(value: float) -> float:
    """Whole numbers as int, so that large products and // stay exact."""
    return int(value) if float(value).is_integer() else value
