"""Where the walk through a document stands: which question is open, what has been counted, which part this is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.importers.clues import Clues
from knowledge.importers.headings import PLAIN_RANK, Heading
from knowledge.importers.labels import Number
from knowledge.importers.numbering import Numbering
from knowledge.importers.profile import Profile
from knowledge.importers.rows import Row
from knowledge.importers.steps import Form, Role, Step


@dataclass(slots=True)
class Open:
    """The question, or the solution, whose lines are being read."""

    form: Form = ""
    rank: int = 0
    number: Number = ()
    labelled: bool = False
    """Whether its answer's label has been seen."""
    rows: int = 0
    """Rows of text since the question or the label."""
    style: Form = ""
    """The form in which a solution began."""


@dataclass(slots=True)
class State:
    """What the walk remembers, and how each kind of row changes it."""

    rows: Sequence[Row]
    profile: Profile
    paragraphs: bool = False
    """Whether any paragraph that asks is a question: the last resort."""
    open: Open = field(default_factory=Open)
    numbering: Numbering = field(default_factory=Numbering)
    asked: set[Number] = field(default_factory=set)
    solutions: int = 0
    """Rank of the heading under which solutions stand; 0 elsewhere."""
    section_rank: int = 0
    aside: bool = False
    """Whether this is a part without questions, such as the references."""

    @property
    def clues(self) -> Clues:
        """What the rows around a row say."""
        return Clues(self.rows, self.profile)

    def go_on(self, row: Row) -> Step:
        """A row that begins nothing."""
        if self.open.form:
            self.open.rows += row.kind not in {"blank", "rule"}
            return Step(row, "text")
        return Step(row, "layout" if row.kind in {"rule", "blank"} else "outside")

    def start(self, row: Row, form: Form) -> Step:
        """A row that begins a question or, in the part with the solutions, a solution."""
        mark = row.mark
        role: Role = "solution" if self.solutions else "question"
        self.numbering.question(mark.number, bold=mark.bold and form == "number")
        self.open = Open("solution" if self.solutions else form, mark.rank, mark.number)
        self.open.labelled, self.open.style = bool(self.solutions), form
        if mark.number and not self.solutions:
            self.asked.add(mark.number)
        return Step(row, role, form)

    def solve(self, row: Row) -> Step:
        """A row that begins an answer standing apart from its question."""
        number = row.mark.number
        self.open = Open("solution", row.mark.rank, number, labelled=True, style="label")
        return Step(row, "solution")

    def answer(self, row: Row, *, rows: int) -> Step:
        """A row that begins the open question's answer, with so many rows of text in it."""
        self.open.labelled, self.open.rows = True, rows
        return Step(row, "answer")

    def enter(self, row: Row, heading: Heading) -> Step:
        """A heading that opens a section."""
        self.close()
        self.section_rank = heading.rank if heading.rank > 1 or self.profile.titles != 1 else 0
        self.numbering.item = 0
        self.aside = heading.kind == "aside"
        if heading.kind == "answers" and self.asked:
            self.solutions, self.numbering = heading.rank, Numbering()
        elif heading.kind == "questions" or 0 < heading.rank <= self.solutions < PLAIN_RANK:
            self.solutions = 0
        return Step(row, "section", heading=heading)

    def close(self) -> None:
        """The open question has ended."""
        self.open = Open()
