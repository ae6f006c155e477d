"""The walk through a document: it says of every row what it is for, a question, an answer, a heading or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.importers.clues import Clues
from knowledge.importers.headings import PLAIN_RANK, Heading, read_heading
from knowledge.importers.labels import Number
from knowledge.importers.marks import Mark
from knowledge.importers.numbering import Numbering
from knowledge.importers.plain import asks, poses
from knowledge.importers.profile import Profile
from knowledge.importers.rows import Row

Role = Literal["question", "answer", "solution", "section", "text", "outside", "layout"]
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


@dataclass(slots=True)
class _Open:
    """The question whose answer is being read."""

    form: Form = ""
    rank: int = 0
    number: Number = ()
    labelled: bool = False
    rows: int = 0


@dataclass(slots=True)
class Walk:
    """Goes through the rows once; `walk` says what it found."""

    rows: Sequence[Row]
    profile: Profile
    paragraphs: bool = False
    """Whether any paragraph that asks is a question: the last resort."""
    _open: _Open = field(default_factory=_Open)
    _numbering: Numbering = field(default_factory=Numbering)
    _asked: set[Number] = field(default_factory=set)
    _solutions: int = 0
    """Rank of the heading under which solutions stand; 0 elsewhere."""
    _section_rank: int = 0
    _aside: bool = False
    _wrappers: list[bool] = field(default_factory=list)
    """For each open `<details>`, whether it only wraps an answer or a question of ours."""
    _in_summary: bool = False

    def walk(self) -> list[Step]:
        """One step for each row."""
        return [self._step(at) for at in range(len(self.rows))]

    def _step(self, at: int) -> Step:
        row = self.rows[at]
        match row.kind:
            case "text":
                return self._text(at)
            case "details" | "summary" | "end":
                return self._details(at)
            case "entry":
                return self._table_row(row)
            case "comment" | "contents" | "underline":
                return Step(row, "layout" if row.kind == "underline" else "outside")
            case _:
                return self._plain(row)

    def _table_row(self, row: Row) -> Step:
        self._numbering.question(row.mark.number)
        self._open = _Open()
        return Step(row, "question" if row.mark.text else "outside", "table")

    def _plain(self, row: Row) -> Step:
        if self._open.form:
            self._open.rows += row.kind != "blank"
            return Step(row, "text")
        return Step(row, "layout" if row.kind in {"rule", "blank"} else "outside")

    def _text(self, at: int) -> Step:
        row = self.rows[at]
        if row.mark.label == "question" and self._is_labelled_question(row):
            return self._start(row, "label")
        if row.mark.label == "answer" and (step := self._answer(at)):
            return step
        heading = read_heading(self.rows, at)
        if row.mark.rank and self._is_heading_question(at, heading):
            return self._start(row, "heading")
        if heading and self._opens_section(at, heading):
            return self._section(row, heading)
        if row.indent < (2 if self._open.form in {"number", "bullet", "solution"} else 4):
            form = self._form_of(at)
            return self._start(row, form) if form else self._plain(row)
        return self._plain(row)

    def _form_of(self, at: int) -> Form:
        """The form in which a row without heading signs or label starts a question, if it does."""
        row, form = self.rows[at], self._open.form
        mark = row.mark
        if mark.numbered and not mark.rank and not self._aside:
            return "number" if self._is_numbered_question(at) else ""
        if self._solutions or self._aside:
            return ""
        if mark.bold and not mark.label:
            return "bold" if self._is_bold_question(row) else ""
        if mark.bullet and asks(mark.text) and form in {"", "bullet"} and not mark.label:
            return "bullet"
        asking = self.paragraphs and row.spaced and asks(row.text) and form in {"", "paragraph"}
        return "paragraph" if asking and not mark.label else ""

    def _start(self, row: Row, form: Form) -> Step:
        mark = row.mark
        role: Role = "solution" if self._solutions else "question"
        self._numbering.question(mark.number, bold=mark.bold and form == "number")
        self._open = _Open("solution" if self._solutions else form, mark.rank, mark.number)
        self._open.labelled = bool(self._solutions)
        if mark.number and not self._solutions:
            self._asked.add(mark.number)
        return Step(row, role, form)

    def _is_labelled_question(self, row: Row) -> bool:
        mark, open_ = row.mark, self._open
        if mark.rank or mark.bold:
            return True
        if row.indent > 3 or (mark.bullet and not asks(mark.text) and not mark.number):
            return False
        if (
            row.indent > 1
            and open_.labelled
            and open_.form in {"number", "label"}
            and not mark.number
        ):
            return False
        if mark.number:
            return True
        spaced = row.spaced or self.profile.compact
        return (
            asks(mark.text)
            or not mark.text
            or not open_.form
            or (spaced and not self.profile.labels_numbers)
        )

    def _is_bold_question(self, row: Row) -> bool:
        mark, form = row.mark, self._open.form
        tagged = bool(mark.tags.level or mark.tags.stars)
        if mark.bullet and form not in {"", "bold"}:
            return False
        if asks(mark.text):
            return form in {"", "bold", "bullet", "paragraph"} or (tagged and row.spaced)
        return form in {"", "bold"} and (
            tagged or (poses(mark.text) and row.spaced and not mark.text.endswith(":"))
        )

    def _is_numbered_question(self, at: int) -> bool:
        line = Clues(self.rows, self.profile).numbered(at, solutions=bool(self._solutions))
        form = self._open.form
        number = self._numbering.is_question(
            line,
            fresh=not form and (line.asks or not line.introduced),
            same_form=form in {"number", "solution"} or (line.bold and form == "bold"),
        )
        if not number and (line.number == (1,) or self._numbering.continues_list(line)):
            self._numbering.list_item(line)
        return number

    def _is_heading_question(self, at: int, heading: Heading | None) -> bool:
        mark, open_ = self.rows[at].mark, self._open
        if 0 < open_.rank < mark.rank and not mark.label:
            return False
        if self._solutions:
            return bool(mark.number)
        if mark.rank in self.profile.question_ranks:
            return self._is_question_at_its_rank(at, heading)
        return bool(mark.number) and asks(mark.text) and self._numbering.follows(mark.number)

    def _is_question_at_its_rank(self, at: int, heading: Heading | None) -> bool:
        mark = self.rows[at].mark
        if mark.number or asks(mark.text):
            return True
        named = heading is not None and (
            heading.kind != "section" or (heading.level and not heading.topic)
        )
        if named or mark.rank in self.profile.numbered_ranks:
            return False
        return Clues(self.rows, self.profile).has_text_below(at)

    def _opens_section(self, at: int, heading: Heading) -> bool:
        """A heading inside an answer is a part of it; one that leads to the next question is not."""
        open_ = self._open
        if (
            not open_.form
            or heading.rank == PLAIN_RANK
            or heading.kind != "section"
            or heading.level
        ):
            return True
        if open_.rank:
            return heading.rank <= open_.rank
        if heading.rank <= self._section_rank and not self._solutions:
            return True
        return Clues(self.rows, self.profile).leads_to_question(at)

    def _section(self, row: Row, heading: Heading) -> Step:
        self._open = _Open()
        self._section_rank = heading.rank
        self._numbering.item = 0
        self._aside = heading.kind == "aside"
        if heading.kind == "answers" and self._asked:
            self._solutions = heading.rank
            self._numbering = Numbering()
        elif heading.kind == "questions" or 0 < heading.rank <= self._solutions < PLAIN_RANK:
            self._solutions = 0
        return Step(row, "section", heading=heading)

    def _answer(self, at: int) -> Step | None:
        """What an answer's label opens: the open question's answer, a solution of an earlier one, or nothing."""
        row, open_ = self.rows[at], self._open
        number = row.mark.number
        if (
            number
            and number != open_.number
            and (row.spaced or self.profile.compact or number in self._asked)
        ):
            return self._solution(row)
        if open_.form and open_.labelled and number and number == open_.number:
            return self._solution(row) if row.spaced else None
        if not open_.form:
            return self._solution(row)
        if open_.labelled:
            orphan = Clues(self.rows, self.profile).is_second_answer(at)
            return self._solution(row) if orphan else None
        if Clues(self.rows, self.profile).is_answer(at, text_before=open_.rows):
            open_.labelled = True
            return Step(row, "answer")
        return None

    def _solution(self, row: Row) -> Step:
        self._open = _Open("solution", row.mark.rank, row.mark.number, labelled=True)
        return Step(row, "solution")

    def _details(self, at: int) -> Step:
        row = self.rows[at]
        if row.kind == "summary":
            return self._summary(row)
        if row.kind == "details":
            summary = next(
                (below for below in self.rows[at + 1 : at + 4] if below.kind == "summary"), row
            )
            self._wrappers.append(self._has_meaning(summary.mark))
            wraps = self._wrappers[-1]
        else:
            wraps = not self._wrappers or self._wrappers.pop()
            if self._open.form == "details" and not self._wrappers:
                self._open = _Open()
        return Step(row, "layout") if wraps or not self._open.form else self._plain(row)

    def _has_meaning(self, summary: Mark) -> bool:
        """Whether a summary is a question or announces the open question's answer."""
        return self._announces(summary) or self._asks_anew(summary)

    def _announces(self, summary: Mark) -> bool:
        return (
            Clues.names_an_answer(summary)
            and self._open.form != "details"
            and len(self._wrappers) <= 1
        )

    def _asks_anew(self, summary: Mark) -> bool:
        open_ = self._open
        if not summary.text or len(self._wrappers) > 1:
            return False
        own = summary.label == "question" or bool(summary.number) or open_.form in {"", "details"}
        return own or (asks(summary.text) and open_.rows > 1)

    def _summary(self, row: Row) -> Step:
        if not (row.mark.text or row.mark.label):
            inside = self._in_summary
            self._in_summary = inside and not row.text.strip().startswith("</")
            return Step(row, "layout") if inside else self._plain(row)
        self._in_summary = self._has_meaning(row.mark)
        if self._announces(row.mark):
            return self._announced(row)
        return self._start(row, "details") if self._asks_anew(row.mark) else self._plain(row)

    def _announced(self, row: Row) -> Step:
        """A summary that says "Answer"."""
        if not self._open.form:
            return self._solution(row)
        first = not self._open.labelled
        self._open.labelled = True
        return Step(row, "answer" if first else "layout")
