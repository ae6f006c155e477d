"""The walk through a document: it says of every row what it is for, a question, an answer, a heading or neither."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.importers.headings import PLAIN_RANK, Heading, read_heading
from knowledge.importers.profile import Profile
from knowledge.importers.rows import Row
from knowledge.importers.starts import form_of, is_heading_question, is_labelled_question
from knowledge.importers.state import State
from knowledge.importers.steps import Step
from knowledge.importers.summaries import Summaries


class Walk:
    """Goes through the rows once; with `paragraphs`, any paragraph that asks is a question."""

    def __init__(self, rows: Sequence[Row], profile: Profile, *, paragraphs: bool = False) -> None:
        self._state = State(rows, profile, paragraphs)
        self._summaries = Summaries(self._state)

    def steps(self) -> list[Step]:
        """One step for each row."""
        return [self._step(at) for at in range(len(self._state.rows))]

    def _step(self, at: int) -> Step:
        row = self._state.rows[at]
        match row.kind:
            case "text":
                return self._labelled(at) or self._heading(at) or self._unmarked(at)
            case "details" | "summary" | "end":
                return self._summaries.step(at)
            case "entry":
                return self._table_row(row)
            case "comment" | "contents" | "underline":
                return Step(row, "layout" if row.kind == "underline" else "outside")
            case _:
                return self._state.go_on(row)

    def _labelled(self, at: int) -> Step | None:
        row = self._state.rows[at]
        if row.mark.label == "question" and is_labelled_question(self._state, at):
            return self._state.start(row, "label")
        if row.mark.label != "answer":
            return None
        return self._apart(at) or self._answer(at)

    def _apart(self, at: int) -> Step | None:
        """A labelled answer that is not the open question's, but an earlier one's or nobody's."""
        state, row = self._state, self._state.rows[at]
        open_, number = state.open, row.mark.number
        if not open_.form:
            return state.solve(row)
        if number and number != open_.number:
            free = row.spaced or state.profile.compact or number in state.asked
            return state.solve(row) if free else None
        begun = open_.labelled and (open_.rows or open_.form == "solution")
        second = (row.spaced and bool(number)) or state.clues.is_second_answer(at)
        return state.solve(row) if begun and second else None

    def _answer(self, at: int) -> Step | None:
        """The open question's answer, by its label; a second label right below the first says nothing new."""
        state, row = self._state, self._state.rows[at]
        open_ = state.open
        if open_.form in {"", "solution"} or (open_.labelled and open_.rows):
            return None
        if open_.labelled or state.clues.is_answer(at, text_before=open_.rows):
            return state.answer(row, rows=int(bool(row.mark.text)))
        return None

    def _heading(self, at: int) -> Step | None:
        row = self._state.rows[at]
        heading = read_heading(self._state.rows, at)
        if row.mark.rank and is_heading_question(self._state, at, heading):
            return self._state.start(row, "heading")
        if heading and row.mark.label != "answer" and self._opens_section(at, heading):
            return self._state.enter(row, heading)
        return None

    def _opens_section(self, at: int, heading: Heading) -> bool:
        """A heading inside an answer is a part of it; one that leads to the next question is not."""
        state, open_ = self._state, self._state.open
        if not open_.form:
            return True
        if heading.rank == PLAIN_RANK:
            return self._plain_opens(at, heading)
        if heading.kind != "section" or (heading.level and not open_.rank):
            return True
        leads = state.clues.leads_to_question(at)
        if open_.rank:
            inside = heading.is_remark or (heading.rank > open_.rank and not leads)
            return not inside and (heading.rank <= open_.rank or bool(heading.level))
        return heading.rank <= (state.solutions or state.section_rank) or leads

    def _plain_opens(self, at: int, heading: Heading) -> bool:
        """A line without heading signs can be a word of an answer, or the name of a part of it."""
        state, open_ = self._state, self._state.open
        if not open_.rows and heading.is_word and not state.clues.counts_anew_below(at):
            return False
        names = heading.kind in {"section", "questions"} and not heading.level
        return not (open_.rank and names) or state.clues.has_heading_below(at)

    def _unmarked(self, at: int) -> Step:
        row = self._state.rows[at]
        form = form_of(self._state, at)
        return self._state.start(row, form) if form else self._state.go_on(row)

    def _table_row(self, row: Row) -> Step:
        self._state.numbering.question(row.mark.number)
        self._state.close()
        return Step(row, "question" if row.mark.text else "outside", "table")
