"""Answers that stand apart from their questions, as in books with all problems first: matched by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from knowledge.importers.assembly import Draft, Solution
from knowledge.importers.findings import Finding
from knowledge.importers.labels import Number
from knowledge.importers.pieces import trimmed, verbatim


def match_solutions(drafts: Sequence[Draft], solutions: Sequence[Solution]) -> list[Finding]:
    """Give each solution to the question with its number, the first of two; one without a question is an orphan."""
    findings: list[Finding] = []
    asked: dict[Number, list[Draft]] = {}
    solved = Counter(solution.number for solution in solutions)
    for before, question in zip([None, *drafts], drafts, strict=False):
        repeats = before is not None and before.number == question.number
        if not (repeats and solved[question.number] == 1):
            asked.setdefault(question.number, []).append(question)
    apart = sum(draft.number in solved for draft in drafts) >= len(drafts) / 2
    for solution in solutions:
        same = asked.get(solution.number, []) if solution.number else []
        draft = _best(same, solution, apart=apart)
        if draft is None:
            findings.append(_unmatched(solution, repeated=bool(same)))
        else:
            draft.answer_line, draft.answer = solution.line, list(solution.pieces)
    return findings


def _best(drafts: Sequence[Draft], solution: Solution, *, apart: bool) -> Draft | None:
    """The unanswered question of the same section if there is one, else the nearest before the solution.

    Where the document's answers stand `apart`, the lines below a question belong to it; elsewhere they answer it.
    """
    fitting = [d for d in drafts if not d.answer_line and (apart or not trimmed(d.question))]
    near = [draft for draft in fitting if draft.section == solution.section] or fitting
    return max(near, key=lambda draft: (draft.line < solution.line, draft.line), default=None)


def _unmatched(solution: Solution, *, repeated: bool) -> Finding:
    text = verbatim(trimmed(solution.pieces))
    name = f" to {'.'.join(map(str, solution.number))}" if solution.number else ""
    if repeated:
        return Finding(solution.line, "duplicate", f"a second answer{name}: {text}")
    return Finding(solution.line, "orphan", f"an answer{name} without a question: {text}")
