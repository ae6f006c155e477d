"""A formula in one line of Unicode, with brackets where LaTeX has height."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set

from bot.chat.markup.latex.nodes import Accent, Atom, Fraction, Group, Node, Root, Rows, Script
from bot.chat.markup.latex.pieces import Piece, is_one_thing, is_product, join, settle, touched
from bot.chat.markup.latex.symbols import ACCENTS, FRACTIONS, LOWERED, RAISED, ROOTS, Kind

_WORD = re.compile(r"[<>≤≥]?(?:[A-Za-z0-9]+|\S\u0302?)")
"""An index that needs no brackets."""
_NAMES = {"widehat": "hat", "widetilde": "tilde", "overrightarrow": "vec"}
_TABLES = ("matrix", "array")


class Writer:
    """Writes nodes as one line and counts what a formula shows better than a line can."""

    def __init__(self, between_rows: str, unlowered: Set[str] = frozenset()) -> None:
        self.strained = 0
        self.unlowered = set(unlowered)
        """Symbols with a letter as index that cannot be lowered; then none of their letters is: z_a − z_b."""
        self._between_rows = between_rows

    def line(self, nodes: Sequence[Node], tight: bool = False) -> str:
        """The nodes as text; tight, as in an index, there are no spaces in it."""
        return join(self.protected(nodes), tight)

    def protected(self, nodes: Sequence[Node]) -> list[Piece]:
        """The nodes as pieces, with brackets around a fraction or root that others touch."""
        pieces = settle([piece for node in nodes for piece in self.pieces(node)])
        for at, piece in enumerate(pieces):
            if piece.loose and touched(pieces, at):
                pieces[at] = Piece(f"({piece.text})", "ord")
                self.strained += 1
        return pieces

    def pieces(self, node: Node) -> list[Piece]:
        """What one node becomes."""
        match node:
            case Group(of=(Atom(text),)):
                return [Piece(text, "ord")]
            case Group(of):
                return self.protected(of)
            case _:
                return [self.piece(node)]

    def piece(self, node: Atom | Script | Fraction | Root | Accent | Rows) -> Piece:
        """What a node that is no group becomes."""
        piece: Piece
        match node:
            case Atom(text, kind):
                piece = Piece(text, kind)
            case Script():
                piece = self.script(node)
            case Fraction():
                piece = self.fraction(node)
            case Root(of, degree):
                piece = self.root(of, degree)
            case Accent(name, of):
                piece = Piece(self.accent(name, of), "ord")
            case Rows():
                piece = Piece(self.rows(node), "ord")
        return piece

    def script(self, node: Script) -> Piece:
        """A base with its index and power, raised and lowered where Unicode has the characters."""
        base, kind = self.base(node.base)
        below, plain = self.index(node.below, base, kind) if node.below else ("", False)
        above, powered = self.power(node.above) if node.above else ("", False)
        return Piece(base + below + above, kind, plain=powered or (plain and not above))

    def base(self, nodes: Sequence[Node]) -> tuple[str, Kind]:
        """What an index stands at, and what it does."""
        if len(nodes) == 1 and isinstance(atom := nodes[0], Atom):
            return atom.text, atom.kind
        pieces = self.protected(nodes)
        text = join(pieces)
        inseparable = not pieces or all(piece.kind in ("ord", "close", "space") for piece in pieces)
        return (text if inseparable and not any(p.loose for p in pieces) else f"({text})"), "ord"

    def index(self, nodes: Sequence[Node], base: str, kind: Kind) -> tuple[str, bool]:
        """An index, and whether it is written in letters of normal height."""
        text = self.line(nodes, tight=True)
        is_word = any(isinstance(node, Atom) and node.kind == "name" for node in nodes)
        upright = is_word or (base in self.unlowered and text.isalpha())
        if not upright and all(ord(char) in LOWERED for char in text):
            return text.translate(LOWERED), False
        if len(text) == 1:
            self.unlowered.add(base)
        if _WORD.fullmatch(text) and kind != "big":
            return f"_{text}", True
        self.strained += 1
        return (f"_{text}" if text.isalnum() else f"_({text})"), True

    def power(self, nodes: Sequence[Node]) -> tuple[str, bool]:
        """A power, and whether it is written in letters of normal height."""
        text = self.line(nodes, tight=True)
        if all(ord(char) in RAISED for char in text):
            return text.translate(RAISED), False
        self.strained += 1
        return (f"^{text}" if _WORD.fullmatch(text) else f"^({text})"), True

    def fraction(self, node: Fraction) -> Piece:
        """a/b, with brackets around whatever is more than one thing."""
        before = self.strained
        above, below = self.protected(node.above), self.protected(node.below)
        over, under = join(above), join(below)
        if not node.bar:
            self.strained += 1
            return Piece(f"C({over}, {under})", "ord")
        if vulgar := FRACTIONS.get((over, under)):
            return Piece(vulgar, "ord")
        nested = any(
            piece.kind == "big" or piece.text == "/" or piece.loose == "both"
            for piece in (*above, *below)
        )
        self.strained = max(self.strained, before + nested)
        over = over if is_product(above) else f"({over})"
        under = under if is_one_thing(below) else f"({under})"
        return Piece(f"{over}/{under}", "ord", loose="both")

    def root(self, of: Sequence[Node], degree: Sequence[Node]) -> Piece:
        """A root of one thing, or of a bracket."""
        pieces = self.protected(of)
        text = join(pieces)
        order = self.line(degree, tight=True)
        sign = ROOTS.get(order) or self.power(degree)[0] + "√"
        whole = is_one_thing(pieces)
        return Piece(sign + (text if whole else f"({text})"), "ord", loose="right" if whole else "")

    def accent(self, name: str, of: Sequence[Node]) -> str:
        """A letter with its mark; anything longer with the mark's name."""
        match of:
            case (Atom(text),) if len(text) == 1:
                letter = {"ı": "i", "ȷ": "j"}.get(text, text)
                return unicodedata.normalize("NFC", letter + ACCENTS[name])
            case (Script(base, below, above),) if len(base) == 1 and isinstance(base[0], Atom):
                marked = Atom(self.accent(name, base), "ord")
                return self.script(Script((marked,), below, above)).text
            case _:
                self.strained += 1
                return f"{_NAMES.get(name, name)}({self.line(of)})"

    def rows(self, node: Rows) -> str:
        """The rows of a table one after the other."""
        self.strained += 1
        if node.name.endswith("cases"):
            return f"({'; '.join(self.case(row) for row in node.rows)})"
        if node.name.endswith(_TABLES):
            return f"[{'; '.join(', '.join(map(self.line, row)) for row in node.rows)}]"
        return self._between_rows.join(self.aligned(row) for row in node.rows)

    def case(self, row: Sequence[Sequence[Node]]) -> str:
        """A value and when it holds."""
        value, *condition = map(self.line, row)
        when = " ".join(filter(None, condition))
        link = " " if re.match(r"[A-Za-z]{2,}", when) else " if "
        return value.rstrip(",") + (link + when if when else "")

    def aligned(self, row: Sequence[Sequence[Node]]) -> str:
        """The cells of a row, those that belong to one equation without a gap."""
        pairs = [(*left, *right) for left, right in zip(row[::2], [*row[1::2], ()], strict=False)]
        return "\u2003".join(text for pair in pairs if (text := self.line(pair)))
