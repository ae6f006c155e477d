"""What a formula is made of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.markup.latex.symbols import Kind


@dataclass(frozen=True, slots=True)
class Atom:
    """One character or word and what it does."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Script:
    """Something with an index or a power; the nodes of a missing one are empty."""

    base: tuple[Node, ...]
    below: tuple[Node, ...] = ()
    above: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Fraction:
    """One thing over another; a binomial coefficient has no bar between them."""

    above: tuple[Node, ...]
    below: tuple[Node, ...]
    bar: bool = True
    small: bool = False
    """Whether it is set in the height of the text around it."""


@dataclass(frozen=True, slots=True)
class Root:
    """A root; without a degree it is the square root."""

    of: tuple[Node, ...]
    degree: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Accent:
    """Something with a mark on it: the command's name, and what it is on."""

    name: str
    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """An environment such as cases, aligned or a matrix: rows of cells."""

    name: str
    rows: tuple[tuple[tuple[Node, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What braces hold together; it has no bounds that are seen."""

    of: tuple[Node, ...]


Node = Atom | Script | Fraction | Root | Accent | Rows | Group
