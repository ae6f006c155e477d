"""What is wrong with a document's numbering and repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.importers.assembly import Draft
from knowledge.importers.entries import ImportedEntry
from knowledge.importers.findings import Finding
from knowledge.importers.labels import Number
from knowledge.importers.plain import key


def check_numbers(entries: Sequence[ImportedEntry]) -> list[Finding]:
    """Gaps and repeats in the numbers, counted anew wherever they begin again with 1."""
    findings: list[Finding] = []
    for run in _runs([entry for entry in entries if entry.number]):
        findings += [*_repeats(run), *_gaps(run)]
    return findings


def _runs(entries: Sequence[ImportedEntry]) -> Iterator[list[ImportedEntry]]:
    run: list[ImportedEntry] = []
    for entry in entries:
        if run and _begins_again(run, entry):
            yield run
            run = []
        run.append(entry)
    if run:
        yield run


def _begins_again(run: Sequence[ImportedEntry], entry: ImportedEntry) -> bool:
    last = run[-1]
    if entry.number[:-1] != last.number[:-1]:
        return True
    other_section = entry.topics != last.topics or entry.level != last.level
    return entry.number[-1] < last.number[-1] and (
        entry.number[-1] == 1 or (other_section and entry.number[-1] < 3)
    )


def _repeats(run: Sequence[ImportedEntry]) -> Iterator[Finding]:
    seen: dict[Number, int] = {}
    for entry in run:
        first = seen.setdefault(entry.number, entry.line)
        if first != entry.line:
            yield Finding(
                entry.line,
                "duplicate",
                f"the number of {entry.name} already stands in line {first}",
            )


def _gaps(run: Sequence[ImportedEntry]) -> Iterator[Finding]:
    numbers = {entry.number[-1] for entry in run}
    highest = run[0].number[-1]
    for entry in run[1:]:
        here = entry.number[-1]
        absent = [
            number
            for number in range(highest + 1, min(here, highest + 1000))
            if number not in numbers
        ]
        if absent:
            which = str(absent[0]) if len(absent) == 1 else f"{absent[0]} to {absent[-1]}"
            yield Finding(entry.line, "gap", f"number {which} is missing before {entry.name}")
        highest = max(highest, here)


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
