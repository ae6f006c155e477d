"""Pieces of a formula put beside each other with the spaces that a formula has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from bot.chat.markup.latex.symbols import FRACTIONS, Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters and what they do in the formula."""

    text: str
    kind: Kind
    loose: Literal["", "right", "both"] = ""
    """On which side it takes brackets where something touches it: √n on the right, a/b on both."""
    plain: bool = False
    """Whether it ends in letters of normal height, from which what follows keeps off."""


_PREFIXED = ("bin", "rel", "open", "punct", "big", "sign")
"""After these a minus is a sign and not a difference."""
_OPERATORS = ("∂", "Δ", "∇")
_NUMBER = re.compile(r"[\d.,]+")


def settle(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with every bar known as a bracket or a relation, every minus as a sign or a difference."""
    return list(_signs(_bars(pieces)))


def join(pieces: Sequence[Piece], tight: bool = False) -> str:
    """The pieces as text; tight, only words keep a space."""
    text = ""
    wide = ""
    before: Piece | None = None
    for piece in pieces:
        if piece.kind == "space":
            wide = max(wide, piece.text, key=len)
            continue
        if before is not None:
            text += _gap(before, piece, wide, tight)
        text, wide, before = text + piece.text, "", piece
    return text.replace("\u2009", " ")


def outermost(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces outside brackets; of each pair of brackets, the first."""
    depth, found = 0, list[Piece]()
    for piece in pieces:
        if piece.kind == "close":
            depth = max(depth - 1, 0)
        elif not depth and piece.kind != "space":
            found.append(piece)
        depth += piece.kind == "open"
    return found


def is_product(pieces: Sequence[Piece]) -> bool:
    """Whether something can be divided as it stands: 2a, ab, f(x), but not a + b, a/b or log a."""
    outer = outermost(pieces)
    loose_name = any(a.kind == "name" and b.kind != "open" for a, b in pairwise(outer))
    return not loose_name and not any(
        piece.kind in ("bin", "rel", "punct", "big", "sign") or _divides(piece) for piece in outer
    )


def is_one_thing(pieces: Sequence[Piece]) -> bool:
    """Whether something can be divided by as it stands: a, 10, ∂w, f(x), |x|, √n, but not ab."""
    if _NUMBER.fullmatch("".join(piece.text for piece in pieces)):
        return True
    outer = outermost(pieces)
    if outer and outer[0].text in _OPERATORS:
        outer = outer[1:]
    kinds = [piece.kind for piece in outer]
    called = kinds in (["ord", "open"], ["name", "open"]) and outer[1].text == "("
    return (called or kinds in (["ord"], ["name"], ["open"])) and not _divides(outer[0])


def _divides(piece: Piece) -> bool:
    return piece.loose == "both" or piece.text == "/"


def touched(pieces: Sequence[Piece], at: int) -> bool:
    """Whether something that is no operator stands so near that it would be taken for a part of the piece."""
    before = _first_seen(pieces, range(at - 1, -1, -1))
    after = _first_seen(pieces, range(at + 1, len(pieces)))
    left = before is not None and before.kind in ("ord", "close", "name")
    right = after is not None and after.kind in ("ord", "open", "name", "big") and after.text != "."
    return right or (left and pieces[at].loose == "both")


def _first_seen(pieces: Sequence[Piece], places: range) -> Piece | None:
    return next((pieces[at] for at in places if pieces[at].kind != "space"), None)


def _bars(pieces: Sequence[Piece]) -> list[Piece]:
    """Bars in pairs are brackets; one alone between brackets, as in p(x | y), is a relation."""
    settled = list(pieces)
    levels: list[list[int]] = [[]]
    for at, piece in enumerate(pieces):
        if piece.kind == "open":
            levels.append([])
        elif piece.kind == "close" and len(levels) > 1:
            _settle_bars(settled, levels.pop())
        elif piece.kind == "bar":
            levels[-1].append(at)
    for level in levels:
        _settle_bars(settled, level)
    return settled


def _settle_bars(pieces: list[Piece], bars: Sequence[int]) -> None:
    kinds: tuple[Kind, Kind] = ("rel", "rel") if len(bars) % 2 else ("open", "close")
    for turn, at in enumerate(bars):
        pieces[at] = replace(pieces[at], kind=kinds[turn % 2])


def _signs(pieces: Sequence[Piece]) -> Iterator[Piece]:
    before: Kind = "open"
    for at, piece in enumerate(pieces):
        kind = piece.kind
        alone = before in _PREFIXED and (piece.text in "−+±∓" or at == len(pieces) - 1)
        if kind == "bin" and alone:
            kind = "sign"
        yield piece if kind == piece.kind else replace(piece, kind=kind)
        before = before if kind == "space" else kind


def _gap(before: Piece, after: Piece, wide: str, tight: bool) -> str:
    """What stands between two pieces, given the space that was asked for."""
    if before.kind == "open" or after.kind in ("close", "punct"):
        return ""
    words = "name" in (before.kind, after.kind) and {before.kind, after.kind} <= {"name", "ord"}
    if before.plain and after.text[:1].isalnum():
        return wide or " "
    if tight:
        return " " if words and before.text != "/" else ""
    return max(wide, " " if _apart(before, after) else "", key=len)


def _apart(before: Piece, after: Piece) -> bool:
    """Whether two pieces keep apart without being told to."""
    kinds = (before.kind, after.kind)
    if "rel" in kinds or "bin" in kinds or before.kind in ("punct", "big"):
        return True
    if before.kind == "sign" or before.text in ("/", *_OPERATORS):
        return False
    if before.kind == "name":
        return not after.text.startswith(("(", "["))
    return after.kind in ("name", "big") or after.text in FRACTIONS.values()
