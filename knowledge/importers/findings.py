"""What the importer noticed about a document: a kind, a line, and the text concerned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "missing",
    "orphan",
    "duplicate",
    "gap",
    "placeholder",
    "empty",
    "removed",
    "unclosed",
    "unmapped",
]
"""missing: a question without an answer; orphan: an answer without a question; duplicate: a question or number that
stands twice; gap: numbers skip; placeholder: "TODO" and the like; empty: a heading or label with nothing; removed:
characters no platform shows; unclosed: a code fence without an end; unmapped: text that belongs to no entry."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something to look at, at a line of the document (the first line is 1)."""

    line: int
    kind: Kind
    detail: str

    @property
    def what(self) -> str:
        """The kind and the detail, for people."""
        return f"{self.kind}: {self.detail}"


@dataclass(frozen=True, slots=True, order=True)
class Used:
    """A line that gave its meaning to the entries instead of its text: a heading, a label, a rule."""

    line: int
    meaning: str
    text: str
