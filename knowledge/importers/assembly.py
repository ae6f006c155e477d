"""The steps of the walk put together: questions with their lines, solutions, and what belongs to neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.importers.findings import Finding, Kind, Used
from knowledge.importers.headings import Heading
from knowledge.importers.labels import Number
from knowledge.importers.pieces import Piece
from knowledge.importers.placeholders import is_placeholder
from knowledge.importers.plain import shadow
from knowledge.importers.sections import Sections
from knowledge.importers.steps import Form, Step
from knowledge.importers.tags import Tags
from knowledge.question import Level

_INLINE_ANSWER = re.compile(r"[?.]\s+\W{0,3}(?:A|Ans|Answer)\s?[:.]\W{0,3}(?=\s|$)")


@dataclass(slots=True)
class Draft:
    """A question on its way to an entry: its own words, the lines after them, and its answer's lines."""

    line: int
    form: Form
    number: Number
    head: str
    tags: Tags
    level: Level | None
    topics: tuple[str, ...]
    section: str
    question: list[Piece] = field(default_factory=list)
    answer: list[Piece] = field(default_factory=list)
    answer_line: int = 0
    """Line of the answer's label; 0 where none was found."""


@dataclass(slots=True)
class Solution:
    """An answer that stands apart from its question."""

    line: int
    number: Number
    section: str
    pieces: list[Piece] = field(default_factory=list)


class Assembly:
    """Sorts the steps into drafts, solutions, what was used for its meaning, and what was not understood."""

    def __init__(self, titles: int) -> None:
        self.drafts: list[Draft] = []
        self.solutions: list[Solution] = []
        self.findings: list[Finding] = []
        self.used: list[Used] = []
        self._sections = Sections(titles)
        self._pieces: list[Piece] | None = None

    def add(self, steps: Sequence[Step]) -> None:
        """Sort all steps of a document."""
        for step in steps:
            self._add(step)

    def _add(self, step: Step) -> None:
        match step.role:
            case "question":
                self._question(step)
            case "answer":
                self._answer(step)
            case "solution":
                self._solution(step)
            case "section":
                self._section(step)
            case "text":
                self._text(step)
            case "outside":
                self._outside(step)
            case "layout":
                self._use(step, "layout")

    def _question(self, step: Step) -> None:
        mark = step.row.mark
        level, topics = self._sections.level, self._sections.topics
        draft = Draft(
            step.row.line,
            step.form,
            mark.number,
            mark.text,
            mark.tags,
            level,
            topics,
            self._sections.name,
        )
        self.drafts.append(draft)
        self._pieces = draft.question
        if mark.rest:
            draft.answer_line = step.row.line
            self._pieces = draft.answer
            first, *more = _after_label(mark.rest).split("\n")
            draft.answer.append(Piece(step.row.line, first, glued=True))
            draft.answer += [Piece(step.row.line, line) for line in more]
        elif inline := _INLINE_ANSWER.search(shadow(draft.head)):
            draft.answer_line = step.row.line
            self._pieces = draft.answer
            told = draft.head[inline.end() :].strip()
            draft.answer.append(Piece(step.row.line, told, glued=True))
            draft.head = draft.head[: inline.start() + 1]
        if step.form in {"topic", "table"}:
            self._pieces = None

    def _answer(self, step: Step) -> None:
        draft = self.drafts[-1]
        draft.answer_line = step.row.line
        self._pieces = draft.answer
        self._use(step, "label of an answer")
        self._first_words(step)

    def _solution(self, step: Step) -> None:
        solution = Solution(step.row.line, step.row.mark.number, self._sections.name)
        self.solutions.append(solution)
        self._pieces = solution.pieces
        self._use(step, "label of a solution")
        self._first_words(step)

    def _first_words(self, step: Step) -> None:
        mark = step.row.mark
        text = " ".join(filter(None, [mark.text, mark.rest]))
        if text and self._pieces is not None and step.row.kind != "summary":
            self._pieces.append(Piece(step.row.line, text, glued=True))

    def _section(self, step: Step) -> None:
        heading = step.heading or Heading(1, "section", "")
        self._pieces = None
        self._use(step, self._sections.open(heading, step.row.line))

    def _text(self, step: Step) -> None:
        if self._pieces is None:
            self._outside(step)
        else:
            self._pieces.append(Piece.of(step.row))

    def _outside(self, step: Step) -> None:
        text = step.row.text.strip()
        if not re.search(r"\w", text):
            self._use(step, "layout")
        elif step.row.kind == "comment" and is_placeholder(text.strip("<>!- ")):
            self.findings.append(Finding(step.row.line, "placeholder", text))
        else:
            kind: Kind = "orphan" if step.row.kind == "entry" else "unmapped"
            self.findings.append(Finding(step.row.line, kind, text))

    def _use(self, step: Step, meaning: str) -> None:
        if step.row.text.strip():
            self.used.append(Used(step.row.line, meaning, step.row.text.strip()))


def _after_label(text: str) -> str:
    """An inline answer without the label and the dash that may lead to it."""
    return re.sub(r"^\W{0,4}(?:A|Ans|Answer)\s?[:.][*_]*\s*|^\s*[-–—:]+\s+", "", text, count=1)
