"""A line with its kind and the marks that open it; HTML tags may divide a line into several rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.importers.marks import Mark
from knowledge.importers.plain import shadow

RowKind = Literal[
    "text", "blank", "fence", "math", "table", "quote", "rule", "underline", "comment",
    "details", "summary", "end", "contents", "entry",
]  # fmt: skip


@dataclass(slots=True)
class Row:
    """A line, or a part of one (`glued` to the part before it)."""

    line: int
    text: str
    kind: RowKind
    glued: bool = False
    mark: Mark = field(default_factory=Mark)
    spaced: bool = False
    """Whether nothing, a blank line or a rule stands before it."""

    @property
    def indent(self) -> int:
        """Columns before the text; a tab counts four."""
        expanded = shadow(self.text[:200]).expandtabs(4)
        return len(expanded) - len(expanded.lstrip())
