"""Numbers as people type them: thousands, fractions, powers, superscripts, a unit behind. Nothing is run as code.

Read are + - * / ^ and brackets. The rest of the text, from the first character that is none of that, is the unit.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

LONGEST = 120
"""Characters; a longer answer is no number anybody typed."""
DEEPEST = 8
"""Brackets, powers and signs inside one another."""


class UnreadableError(ValueError):
    """This is not a number."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A number and what stood behind it."""

    value: float
    unit: str


def read_number(text: str) -> Typed:
    """The number a text starts with (words such as "about" may stand before it) and the rest of the text.

    A comma is a decimal comma where it cannot part thousands: 0,5 and 3,14 but not 1,024.

    Raises:
        UnreadableError: there is none, it is a range, or it is not finite.
    """
    plain = _CURRENCY.sub(r"\1\3 \2", _MINUS.sub("-", _LEAD.sub("", one_line(text), count=1)))
    if _RANGE.fullmatch(plain) or _PROGRAM.search(plain):
        raise UnreadableError("a range, or a number as programmers write it")
    tokens, end = _tokens(plain)
    value = _Expression(tokens).value()
    if not math.isfinite(value):
        raise UnreadableError("not finite")
    return Typed(value, plain[end:].strip(" .,;?-"))


def one_line(text: str) -> str:
    """The text in plain digits and signs: 10⁻³ becomes 10^-3, 1½ becomes (1+1/2), １ becomes 1.

    Raises:
        UnreadableError: it is too long for a number.
    """
    if len(text) > LONGEST:
        raise UnreadableError("too long")
    text = _RAISED.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text)
    text = _VULGAR.sub(lambda found: f"({found[1] or 0}+{found[2]})", text)
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return " ".join(plain.split()).strip("\"'`“”„‘«» ")


_SIGNS = str.maketrans(
    {**dict.fromkeys("−–—‐‑‒﹣", "-"), **dict.fromkeys("⋅∙·✕✖", "×"), **dict.fromkeys("÷∕⁄", "/"), "’": "'"}
)  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_VULGAR = re.compile("([0-9]*) ?([¼½¾⅐-⅞])")
_WORDS = "it'?s|it is|the|answer|result|is|equals|about|approx(?:imately)?|roughly|around|circa|ca|a|factor|of|by"
_LEAD = re.compile(rf"(?:(?:{_WORDS})\b[.:]? ?|[^\W\d]\w{{0,9}} ?= ?|[≈~≃≅=:] ?)*", re.IGNORECASE)
_MINUS = re.compile(r"^(?:minus|negative) ", re.IGNORECASE)
_CURRENCY = re.compile(r"^(-?) ?([£$€¥]) ?(.*)$")
_RANGE = re.compile(r"[-+]?[\d.,]+ ?%? ?- ?[\d.,]+ ?%?")
_PROGRAM = re.compile(r"(?<![\d.,])0[xob]", re.IGNORECASE)
_TOKEN = re.compile(
    r" ?(?:(?P<number>[.,]?\d(?:[\d.,'_ ]*\d)?\.?(?:[eE][-+]?\d+)?)"
    r"|(?P<sign>\*\*|[+*/^()]|[-×xX](?= ?[-+(.,\d])))"  # the sign of "9×" and of "9-fold" is a unit's
)
_SAME_SIGN = {"**": "^", "×": "*", "x": "*", "X": "*"}


def _tokens(plain: str) -> tuple[list[float | str], int]:
    """Numbers and operators, and where they end."""
    tokens: list[float | str] = []
    end = 0
    while found := _TOKEN.match(plain, end):
        sign = found["sign"]
        tokens.append(_SAME_SIGN.get(sign, sign) if sign else _literal(found["number"]))
        end = found.end()
    return tokens, end


_STYLES = [
    (re.compile(pattern), thousands, point)
    for pattern, thousands, point in (
        (r"\d+|\d*\.\d+", "", "."),
        (r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", ",", "."),
        (r"[1-9]\d?(,\d{2})+,\d{3}(\.\d+)?", ",", "."),  # lakhs and crores
        (r"\d*,\d+", "", ","),
        (r"[1-9]\d{0,2}([ '_]\d{3})+(\.\d+)?", " '_", "."),
        (r"[1-9]\d{0,2}([ ']\d{3})+,\d+", " '", ","),
        (r"[1-9]\d{0,2}((\.\d{3})+,\d+|(\.\d{3}){2,})", ".", ","),
    )
]
"""How numbers are written: a pattern, what parts thousands there, and the decimal point. The first that fits holds."""


def _literal(written: str) -> float:
    mantissa, _, exponent = written.lower().partition("e")
    mantissa = mantissa.removesuffix(".")
    for pattern, thousands, point in _STYLES:
        if pattern.fullmatch(mantissa):
            digits = mantissa.translate(dict.fromkeys(map(ord, thousands))).replace(point, ".")
            return float(f"{digits}e{exponent or 0}")
    raise UnreadableError(written)


class _Expression:
    """Reads tokens from the left by recursive descent: sums of products of powers."""

    def __init__(self, tokens: list[float | str]) -> None:
        self._left = tokens[::-1]

    def value(self) -> float:
        """Of all tokens."""
        try:
            value = self._sum(0)
        except (ArithmeticError, IndexError) as error:
            raise UnreadableError("no value") from error
        if self._left:
            raise UnreadableError("not one expression")
        return value

    def _sum(self, depth: int) -> float:
        value = self._product(depth)
        while self._next_is("+", "-"):
            sign, other = self._left.pop(), self._product(depth)
            value = value + other if sign == "+" else value - other
        return value

    def _product(self, depth: int) -> float:
        value = self._signed(depth)
        while self._next_is("*", "/"):
            sign, other = self._left.pop(), self._signed(depth)
            value = value * other if sign == "*" else value / other
        return value

    def _signed(self, depth: int) -> float:
        if depth > DEEPEST:
            raise UnreadableError("too deep")
        if self._next_is("+", "-"):
            sign = self._left.pop()
            return self._signed(depth + 1) * (1 if sign == "+" else -1)
        return self._power(depth)

    def _power(self, depth: int) -> float:
        base = self._atom(depth)
        if not self._next_is("^"):
            return base
        self._left.pop()
        power = base ** self._signed(depth + 1)
        if isinstance(power, complex):
            raise UnreadableError("not real")
        return float(power)

    def _atom(self, depth: int) -> float:
        first = self._left.pop()
        if isinstance(first, float):
            return first
        if first != "(":
            raise UnreadableError("a number is missing")
        value = self._sum(depth + 1)
        if self._left.pop() != ")":
            raise UnreadableError("a bracket is open")
        return value

    def _next_is(self, *signs: str) -> bool:
        return bool(self._left) and self._left[-1] in signs
