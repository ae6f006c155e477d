"""A formula laid out in rows that fit a width: equations below each other, tables in their brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.markup.latex.nodes import Atom, Group, Node, Rows
from bot.formulas.boxes import Box, Bracket, Formula, Measure, Row, Size, Space, Table
from bot.formulas.mathtext import kind_of, mathtext

_BRACKETS = {
    "cases": (r"\{", ""), "dcases": (r"\{", ""), "rcases": ("", r"\}"), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"),
    "Bmatrix": (r"\{", r"\}"), "vmatrix": ("|", "|"), "Vmatrix": (r"\Vert", r"\Vert"),
}  # fmt: skip
_EQUATIONS = ("align", "split", "eqnarray")
_NOTHING = Group(())
"""Before a plus that begins a row, so that it is set as a sum and not as a sign."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Lays formulas out for letters of one size."""

    measure: Measure
    em: float
    """Pixels of the letters' size."""
    width: float
    """Pixels that a row should keep within."""

    def whole(self, nodes: Sequence[Node]) -> Box:
        """The formula in as many rows as it needs; a row that cannot be broken may be too wide.

        Raises:
            CannotDrawError: something in it cannot be set.
        """
        equations = _split(nodes, "\u2003\u2003")
        rows = [Row([row]) for equation in equations for row in self.broken(equation)]
        return Table(rows, "l", gap=0, leading=0.75 * self.em)

    def broken(self, nodes: Sequence[Node]) -> list[Row]:
        """An equation broken at wide spaces, else before its relations, else also before sums."""
        rows = [self.row(nodes)]
        parts = _split(nodes, "\u2003")
        if rows[0].size.width > self.width and len(parts) > 1:
            return [row for part in parts for row in self.broken(part)]
        for kinds in (("rel",), ("rel", "bin")):
            if all(row.size.width <= self.width for row in rows):
                break
            rows = self.filled(_parted(nodes, kinds))
        return rows

    def filled(self, chunks: Sequence[Sequence[Node]]) -> list[Row]:
        """Rows of as many chunks as fit; all but the first row are indented."""
        indent = Space(Size(1.5 * self.em, 0, 0))
        rows: list[list[Node]] = []
        for chunk in chunks:
            room = self.width - 1.5 * indent.size.width * (len(rows) > 1)
            if rows and self.row([*rows[-1], *chunk]).size.width <= room:
                rows[-1] += chunk
            else:
                rows.append([*chunk])
        first, *others = rows
        return [self.row(first), *(Row([indent, self.row([_NOTHING, *row])]) for row in others)]

    def row(self, nodes: Sequence[Node]) -> Row:
        """Everything on one baseline."""
        boxes: list[Box] = []
        start = 0
        for at, node in enumerate(nodes):
            if isinstance(node, Rows):
                before, after = _brackets(nodes, at)
                boxes += [
                    *self.run(nodes[start : at - bool(before)]),
                    *self.table(node, before, after),
                ]
                start = at + 1 + bool(after)
        return Row([*boxes, *self.run(nodes[start:])])

    def run(self, nodes: Sequence[Node]) -> Iterator[Formula]:
        """Nodes without a table; nothing for none."""
        if text := mathtext(nodes).strip():
            yield Formula(text, self.measure(text))

    def table(self, node: Rows, before: str, after: str) -> Iterator[Box]:
        """A table between brackets as high as itself."""
        rows = [Row([self.row(cell) for cell in row]) for row in node.rows]
        align = "rl" if node.name.startswith(_EQUATIONS) else "c" if "matrix" in node.name else "l"
        table = self.aligned(rows, align)
        if align == "rl" and table.size.width > self.width:
            table = self.aligned([part for row in rows for part in self.folded(row)], align)
        own = _BRACKETS.get(node.name, ("", ""))
        yield from self.bracket(before or own[0], table.size)
        yield table
        yield from self.bracket(after or own[1], table.size)

    def aligned(self, rows: Sequence[Row], align: str) -> Table:
        """Rows of cells around the height of a minus."""
        columns = max((len(row.boxes) for row in rows), default=0)
        return Table(rows, align * columns, self.em, 0.5 * self.em, 0.27 * self.em)

    def folded(self, row: Row) -> Iterator[Row]:
        """An equation and what is said about it, one below the other."""
        equation, remarks = row.boxes[:2], row.boxes[2:]
        yield Row(equation)
        if any(remark.size.width for remark in remarks):
            yield Row([Row([]), Row([Space(Size(1.1 * self.em, 0, 0)), *remarks])])

    def bracket(self, text: str, beside: Size) -> Iterator[Box]:
        """A bracket beside a table, with a little room."""
        if text:
            room = Space(Size(0.15 * self.em, 0, 0))
            yield from (room, Bracket(Formula(text, self.measure(text)), beside), room)


def _brackets(nodes: Sequence[Node], at: int) -> tuple[str, str]:
    """The brackets that stand right beside a node; empty where there is none."""
    before = _bracket(nodes[at - 1], "open") if at else ""
    after = _bracket(nodes[at + 1], "close") if at + 1 < len(nodes) else ""
    return before, after


def _bracket(node: Node, kind: str) -> str:
    return mathtext([node]) if isinstance(node, Atom) and node.kind == kind else ""


def _split(nodes: Sequence[Node], space: str) -> list[list[Node]]:
    """The parts between spaces of this width."""
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if isinstance(node, Atom) and node.text == space:
            parts.append([])
        else:
            parts[-1].append(node)
    return [part for part in parts if part]


def _parted(nodes: Sequence[Node], kinds: Sequence[str]) -> list[list[Node]]:
    """The parts of an equation, each but the first beginning with a node of these kinds outside brackets."""
    parts: list[list[Node]] = [[]]
    depth = 0
    for node in nodes:
        kind = kind_of(node)
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if parts[-1] and not depth and kind in kinds and kind_of(parts[-1][-1]) not in kinds:
            parts.append([])
        parts[-1].append(node)
    return parts
