"""Answers that stand apart from their questions, as in books with all problems first: matched by number."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.importers.assembly import Draft, Solution
from knowledge.importers.findings import Finding
from knowledge.importers.labels import Number
from knowledge.importers.pieces import trimmed, verbatim


def match_solutions(drafts: Sequence[Draft], solutions: Sequence[Solution]) -> list[Finding]:
    """Give each solution to the question with its number; one without a question is an orphan."""
    findings: list[Finding] = []
    for solution in solutions:
        draft = _best(drafts, solution)
        if draft is None:
            findings.append(_orphan(drafts, solution))
        else:
            draft.answer_line = solution.line
            draft.answer = list(solution.pieces)
    return findings


def _best(drafts: Sequence[Draft], solution: Solution) -> Draft | None:
    """The unanswered question of that number: of the same section if there is one, else the nearest before."""
    fitting = [d for d in drafts if d.number == solution.number != () and not d.answer_line]
    near = [draft for draft in fitting if draft.section == solution.section] or fitting
    return max(near, key=lambda draft: (draft.line < solution.line, draft.line), default=None)


def _orphan(drafts: Sequence[Draft], solution: Solution) -> Finding:
    text = verbatim(trimmed(solution.pieces))
    name = _name(solution.number)
    if solution.number and any(draft.number == solution.number for draft in drafts):
        return Finding(solution.line, "duplicate", f"a second answer{name}: {text}")
    return Finding(solution.line, "orphan", f"an answer{name} without a question: {text}")


def _name(number: Number) -> str:
    return f" to {'.'.join(map(str, number))}" if number else ""
