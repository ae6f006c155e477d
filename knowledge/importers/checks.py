"""What is wrong with a document's numbering and repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.importers.assembly import Draft
from knowledge.importers.entries import ImportedEntry
from knowledge.importers.findings import Finding
from knowledge.importers.labels import Number
from knowledge.importers.plain import key


def check_numbers(drafts: Sequence[Draft]) -> list[Finding]:
    """Gaps and repeats in the numbers, counted anew wherever they begin again with 1."""
    findings: list[Finding] = []
    for run in _runs([draft for draft in drafts if draft.number]):
        findings += [*_repeats(run), *_gaps(run)]
    return findings


def _runs(drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    run: list[Draft] = []
    for draft in drafts:
        if run and _begins_again(run[-1], draft):
            yield run
            run = []
        run.append(draft)
    if run:
        yield run


def _begins_again(last: Draft, draft: Draft) -> bool:
    if draft.number[:-1] != last.number[:-1]:
        return True
    elsewhere = draft.section != last.section or draft.level != last.level
    number, before = draft.number[-1], last.number[-1]
    return number < before and (number == 1 or (elsewhere and number < 3))


def _repeats(run: Sequence[Draft]) -> Iterator[Finding]:
    seen: dict[Number, int] = {}
    for draft in run:
        first = seen.setdefault(draft.number, draft.line)
        if first != draft.line:
            what = f"the number {_written(draft.number)} already stands in line {first}"
            yield Finding(draft.line, "duplicate", what)


def _gaps(run: Sequence[Draft]) -> Iterator[Finding]:
    numbers = {draft.number[-1] for draft in run}
    highest = run[0].number[-1]
    for draft in run[1:]:
        here = draft.number[-1]
        absent = [n for n in range(highest + 1, min(here, highest + 1000)) if n not in numbers]
        if absent:
            many = f"numbers {absent[0]} to {absent[-1]} are"
            which = f"number {absent[0]} is" if len(absent) == 1 else many
            what = f"{which} missing before {_written(draft.number)}"
            yield Finding(draft.line, "gap", what)
        highest = max(highest, here)


def _written(number: Number) -> str:
    return ".".join(map(str, number))


def check_repeats(entries: Sequence[ImportedEntry]) -> list[Finding]:
    """Questions that stand in the document twice."""
    seen: dict[str, int] = {}
    findings: list[Finding] = []
    for entry in entries:
        first = seen.setdefault(key(entry.stem) or entry.stem, entry.line)
        if first != entry.line:
            what = f"the question of line {first} stands here again: {entry.stem}"
            findings.append(Finding(entry.line, "duplicate", what))
    return findings


def count_listed_again(drafts: Sequence[Draft]) -> int:
    """How many drafts at the start have no answer and are all asked again below: a list of contents."""
    later = {key(draft.head) for draft in drafts if draft.question or draft.answer}
    count = 0
    for draft in drafts:
        if (
            any(not piece.blank for piece in (*draft.question, *draft.answer))
            or key(draft.head) not in later
        ):
            break
        count += 1
    return count if count > 1 else 0
