"""A formula's tree in the words of matplotlib's mathtext, which knows a part of LaTeX."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.markup.latex.nodes import Accent, Atom, Fraction, Group, Node, Root, Rows, Script
from bot.chat.markup.latex.symbols import (
    BIG,
    BINARY,
    CLOSING,
    DOUBLE_STRUCK,
    OPENING,
    ORDINARY,
    RELATIONS,
    SCRIPT,
)


class CannotDrawError(ValueError):
    """There is no way to set this."""


_COMMANDS = {
    text: f"\\{name} "
    for table in (OPENING, CLOSING, ORDINARY, BINARY, RELATIONS, BIG)
    for name, text in reversed(table.items())
    if not text.isascii()
}
_COMMANDS |= {text: rf"\mathbb{{{chr(letter)}}}" for letter, text in DOUBLE_STRUCK.items()}
_COMMANDS |= {text: rf"\mathcal{{{chr(letter)}}}" for letter, text in SCRIPT.items()}
_COMMANDS |= {
    "−": "-", "∗": "*", "‖": r"\Vert ", "…": r"\ldots ", "⋯": r"\cdots ", "|": "|", "″": r"\prime\prime ",
    "⊤": r"\mathrm{T}", "≤": r"\leq ", "≥": r"\geq ", "□": "□", "ο": "o", "≔": "≔",
    "": "", " ": r"\ ", "\u2009": r"\,", "\u2003": r"\quad ", "\u2003\u2003": r"\quad\quad ",
}  # fmt: skip
_COMMANDS |= {char: f"\\{char}" for char in "{}$%#_"}
_PRIMES = ("′", "″", "′′′")
"""Raised already: as a power they would be too small to see."""
_LIMITS = ("min", "max", "sup", "inf", "lim")
_PREFIXED = ("bin", "rel", "open", "punct", "big")


def mathtext(nodes: Sequence[Node], *, small: bool = False) -> str:
    """The nodes for mathtext, without dollar signs; small, as in an index, fractions are low.

    Raises:
        CannotDrawError: there is a table among them, or a character that mathtext would misread.
    """
    written, at = "", 0
    while at < len(nodes):
        written += _space(nodes[at - 1], nodes[at]) if at else ""
        end = _closing(nodes, at)
        if end and any(map(_is_tall, nodes[at + 1 : end])):
            inside = mathtext(nodes[at + 1 : end], small=small)
            written += (
                rf"\left{_bare(nodes[at])}{inside}\right{_bare(nodes[end])}{_scripts(nodes[end])}"
            )
            at = end
        elif _is_sign(nodes, at):
            written += f"{{{_node(nodes[at], small)}}}"
        else:
            written += _node(nodes[at], small)
        at += 1
    return written


def _space(before: Node, after: Node) -> str:
    """The room that mathtext forgets: around sums, before bars, and for the foot of an f."""
    first, second = kind_of(before), kind_of(after)
    if "space" in (first, second):
        return ""
    if first == "big" or (second == "big" and first in ("ord", "close")):
        return r"\,"
    if (first == "name" and _text(after) in ("|", "‖")) or (
        second == "name" and first in ("ord", "close")
    ):
        return r"\,"
    return (
        r"\hspace{0.08}" if _text(after) == "f" and first in ("rel", "bin", "open", "name") else ""
    )


def kind_of(node: Node) -> str:
    """What a node does; a bracket with a power is still a bracket."""
    core = _core(node)
    return core.kind if isinstance(core, Atom) else "ord"


def _text(node: Node) -> str:
    core = _core(node)
    return core.text if isinstance(core, Atom) else ""


def _core(node: Node) -> Node:
    """A node without its index and power."""
    while isinstance(node, Script) and len(node.base) == 1:
        node = node.base[0]
    return node


def _closing(nodes: Sequence[Node], at: int) -> int:
    """Where the bracket that opens here is closed; 0 if none opens or it stays open."""
    depth = 0
    for place in range(at, len(nodes)):
        depth += {"open": 1, "close": -1}.get(kind_of(nodes[place]), 0)
        if depth <= 0:
            return place if place > at else 0
    return 0


def _is_tall(node: Node) -> bool:
    """Whether brackets should grow with it."""
    if isinstance(node, Script):
        return any(map(_is_tall, node.base))
    if isinstance(node, Group):
        return any(map(_is_tall, node.of))
    return isinstance(node, Fraction) and not node.small


def _is_sign(nodes: Sequence[Node], at: int) -> bool:
    """Whether this is the minus of a number, which mathtext would set as a difference."""
    return kind_of(nodes[at]) == "bin" and (at == 0 or kind_of(nodes[at - 1]) in _PREFIXED)


def _bare(bracket: Node) -> str:
    return _node(_core(bracket), small=False)


def _scripts(node: Node) -> str:
    """The index and the power of a node, where it has them."""
    if not isinstance(node, Script):
        return ""
    primes = _text(node.above[0]) if node.above and _text(node.above[0]) in _PRIMES else ""
    below = mathtext(node.below, small=True)
    above = mathtext(node.above[1:] if primes else node.above, small=True)
    return primes + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _node(node: Node, small: bool) -> str:
    match node:
        case Atom():
            return _atom(node)
        case Script(base):
            return (mathtext(base, small=small) or "{}") + _scripts(node)
        case Group(of):
            return f"{{{mathtext(of, small=small)}}}"
        case _:
            return _tall(node, small)


def _tall(node: Fraction | Root | Accent | Rows, small: bool) -> str:
    match node:
        case Fraction(above, below, bar):
            command = "binom" if not bar else "frac" if small or node.small else "dfrac"
            return rf"\{command}{_argument(above)}{_argument(below)}"
        case Root(of, degree):
            order = f"[{mathtext(degree, small=True)}]" if degree else ""
            return rf"\sqrt{order}{_argument(of)}"
        case Accent(name, of):
            return rf"\{name}{_argument(of)}"
        case Rows(name):
            raise CannotDrawError(f"{name} stands where no table can")


def _argument(nodes: Sequence[Node]) -> str:
    return f"{{{mathtext(nodes, small=True)}}}"


def _atom(atom: Atom) -> str:
    if atom.kind == "name":
        return _name(atom.text)
    return (
        r"\mid " if atom.text == "|" and atom.kind == "rel" else _COMMANDS.get(atom.text, atom.text)
    )


def _name(text: str) -> str:
    if text in _COMMANDS:
        return _COMMANDS[text]
    if text in _LIMITS:
        return rf"\{text} "
    if text.isalpha():
        return rf"\operatorname{{{text}}}"
    if not set(text).isdisjoint("{}$\\"):
        raise CannotDrawError(f"{text!r} has signs that mathtext would take for its own")
    return rf"\text{{{text}}}"
