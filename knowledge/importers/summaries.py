"""`<details>` in the walk: a summary can be a question, announce an answer, or be a part of an answer."""

from __future__ import annotations

from knowledge.importers.clues import Clues
from knowledge.importers.marks import Mark
from knowledge.importers.plain import asks
from knowledge.importers.rows import Row
from knowledge.importers.state import State
from knowledge.importers.steps import Step
from knowledge.importers.titles import CONTENTS


class Summaries:
    """Follows the nesting of `<details>`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._wrappers: list[bool] = []
        self._in_summary = False

    def step(self, at: int) -> Step:
        """The role of a row that holds one of the tags, or a part of a summary."""
        row = self._state.rows[at]
        if row.kind == "summary":
            return self._summary(row)
        wraps = self._opens(at) if row.kind == "details" else self._ends()
        outside = not self._state.open.form
        return Step(row, "layout") if wraps or outside else self._state.go_on(row)

    def _opens(self, at: int) -> bool:
        """Whether a `<details>` only wraps a question or an answer, by its summary."""
        rows = self._state.rows[at + 1 : at + 4]
        mark = next((row.mark for row in rows if row.kind == "summary"), Mark())
        self._wrappers.append(False)
        self._wrappers[-1] = (
            self._announces(mark) or self._asks_anew(mark) or self._lists_contents(mark)
        )
        return self._wrappers[-1]

    def _ends(self) -> bool:
        wraps = not self._wrappers or self._wrappers.pop()
        if self._state.open.form == "details" and not self._wrappers:
            self._state.close()
        return wraps

    def _summary(self, row: Row) -> Step:
        if not (row.mark.text or row.mark.label):
            inside = self._in_summary
            self._in_summary = inside and not row.text.strip().startswith("</")
            return Step(row, "layout") if inside else self._state.go_on(row)
        if self._lists_contents(row.mark):
            return Step(row, "layout")
        announces, anew = self._announces(row.mark), self._asks_anew(row.mark)
        self._in_summary = announces or anew
        if announces:
            return self._announced(row)
        return self._state.start(row, "details") if anew else self._state.go_on(row)

    def _announces(self, summary: Mark) -> bool:
        """Whether a summary only says that the open question's answer is inside."""
        nested = self._state.open.form == "details" or len(self._wrappers) > 1
        return Clues.names_an_answer(summary) and not nested

    def _announced(self, row: Row) -> Step:
        open_ = self._state.open
        if not open_.form:
            return self._state.solve(row)
        return Step(row, "layout") if open_.labelled else self._state.answer(row, rows=0)

    def _lists_contents(self, summary: Mark) -> bool:
        """Whether a summary hides a table of contents before the questions."""
        name = summary.text.strip(" :!*_").casefold()
        return not self._state.open.form and bool(CONTENTS.fullmatch(name))

    def _asks_anew(self, summary: Mark) -> bool:
        open_ = self._state.open
        if not summary.text or len(self._wrappers) > 1:
            return False
        own = summary.label == "question" or bool(summary.number) or open_.form in {"", "details"}
        return own or (asks(summary.text) and open_.rows > 1)
