"""The vocabulary of the walk: what a row can be for, and the forms in which a question can begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.importers.headings import Heading
from knowledge.importers.rows import Row

Role = Literal["question", "answer", "solution", "section", "text", "outside", "layout"]
"""question, answer, solution: the row begins one; text: it continues what is open; outside: it belongs to nothing;
layout: it holds no words of its own."""
Form = Literal[
    "", "heading", "label", "number", "bold", "bullet", "details", "paragraph", "table", "topic", "solution",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A row and its role; a section has a heading, a question the form it is written in."""

    row: Row
    role: Role
    form: Form = ""
    heading: Heading | None = None
