"""Units of typed answers: which fit the one that is wanted, and by what factor they differ."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator

Meaning = tuple[str, float]
"""What is measured, and the size of one of these."""


class UnitError(ValueError):
    """The unit does not fit or can be read in two ways; the text says so to the person who typed it."""


def kind_of(unit: str) -> str:
    """What a unit measures: information, time, frequency, ratio, pounds, or a count of what it names."""
    return (_UNITS.get(unit) or _UNITS.get(_singular(unit)) or ("count", 1.0))[0]


def factor(typed: str, wanted: str, words: Collection[str] = ()) -> float:
    """What a number in the unit `typed` is multiplied with to be in the unit `wanted`; without a unit, 1.

    `words` are those of the question: a thing that is counted in it may stand behind the number.

    Raises:
        UnitError: a number of the one is no number of the other, or `typed` can be read in two ways.
    """
    if not typed or typed == wanted:
        return 1.0
    scaled = _SCALED.fullmatch(wanted)
    size, noun = (10.0 ** int(scaled[1]), scaled[2]) if scaled else (1.0, wanted)
    kind, of_wanted = _UNITS.get(wanted) or _UNITS.get(_singular(wanted)) or ("count", size)
    nouns = {_singular(word) for word in (*noun.split(), *words)}
    found, of_typed = (kind != "count" and _measure(typed)) or ("", 1.0)
    if found != kind and (kind == "count" or not wanted):
        found, of_typed = kind, _count(typed, nouns) or 0.0
    if found == kind and of_typed:
        return of_typed / of_wanted
    raise UnitError(f"The answer is wanted in {wanted}." if wanted else "The answer has no unit.")


def _count(typed: str, nouns: Collection[str]) -> float | None:
    """How many "million parameters", "Mparams", "B" and "steps" are, where these nouns are counted."""
    parts = _SCALE_AND_NOUN.fullmatch(typed)
    scale, noun = (_SCALES[parts[1]], parts[2]) if parts else (1.0, typed)
    for size, things in ((scale, noun), (1.0, typed)):
        if all(_is_one_of(_singular(word), nouns) for word in things.split()):
            return size
    return None


def _is_one_of(word: str, nouns: Collection[str]) -> bool:
    same = next((group for group in _SAME if word.casefold() in group), {word})
    return any(noun in same or noun.casefold() == word.casefold() for noun in nouns)


def _measure(typed: str) -> Meaning | None:
    """What "MiB", "megabytes" and "million bytes" mean."""
    if typed in _TWO_MEANINGS:
        raise UnitError(f"{typed} is written for bits and for bytes: type {_TWO_MEANINGS[typed]}.")
    scale, _, rest = typed.partition(" ")
    if scale in _SCALES and rest:
        kind, size = _measure(rest) or ("", 1.0)
        return kind, _SCALES[scale] * size
    names = (typed, _singular(typed), typed.casefold(), _singular(typed.casefold()))
    return next((_UNITS[name] for name in names if name in _UNITS), None)


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > 2 else word


def _information() -> Iterator[tuple[str, float]]:
    """In bits; a prefix counts in thousands, and in steps of 1,024 where it says so."""
    yield from (("bit", 1), ("byte", 8), ("B", 8), ("nat", 1 / math.log(2)))
    for base, prefixes in (
        (1000, "k kilo M mega G giga T tera"),
        (1024, "Ki kibi Mi mebi Gi gibi Ti tebi"),
    ):
        for place, prefix in enumerate(prefixes.split()):
            size = float(base ** (place // 2 + 1))
            yield prefix + "bit", size
            yield prefix + ("byte" if place % 2 else "B"), 8 * size


_SIZES: dict[str, dict[str, float]] = {
    "information": dict(_information()),
    "time": {
        "ns": 1e-9, "nanosecond": 1e-9, "us": 1e-6, "μs": 1e-6, "microsecond": 1e-6, "ms": 1e-3, "msec": 1e-3,
        "millisecond": 1e-3, "s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hr": 3600,
        "hour": 3600, "d": 86400, "day": 86400,
    },
    "frequency": {"Hz": 1, "hertz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    "ratio": {"": 1, "%": 0.01, "percent": 0.01, "per cent": 0.01, "pct": 0.01},
    "pounds": {"£": 1, "pound": 1, "GBP": 1},
}  # fmt: skip
_EXACT = {name: (kind, size) for kind, sizes in _SIZES.items() for name, size in sizes.items()}
_UNITS = {name.casefold(): meaning for name, meaning in _EXACT.items()} | _EXACT
_TWO_MEANINGS = {"b": "bit or B"} | {f"{p}b": f"{p}bit or {p}B" for p in "KMGT"}

_SCALES = {
    **dict.fromkeys(("k", "K", "thousand", "thousands"), 1e3),
    **dict.fromkeys(("m", "M", "mn", "million", "millions"), 1e6),
    **dict.fromkeys(("B", "bn", "G", "billion", "billions"), 1e9),
    **dict.fromkeys(("T", "tn", "trillion", "trillions"), 1e12),
}
_SCALE_AND_NOUN = re.compile(rf"({'|'.join(sorted(_SCALES, key=len, reverse=True))}) ?(.*)")
_SCALED = re.compile(r"10\^(\d+) (.+)")
_SAME = (
    {"parameter", "param", "weight"},
    {"update", "step", "iteration"},
    {"operation", "op", "flop"},
    {"time", "x", "×", "fold"},
    {"pixel", "px"},
)
