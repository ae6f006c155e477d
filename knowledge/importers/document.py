"""A document of questions and answers read into entries, with everything that was noticed on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.importers.assembly import Assembly
from knowledge.importers.checks import check_numbers, check_repeats, count_listed_again
from knowledge.importers.contents import mark_contents
from knowledge.importers.decoding import read_lines
from knowledge.importers.entries import Finisher, ImportedEntry
from knowledge.importers.findings import Finding, Used
from knowledge.importers.lexing import read_rows
from knowledge.importers.profile import read_profile
from knowledge.importers.rows import Row
from knowledge.importers.solutions import match_solutions
from knowledge.importers.steps import Step
from knowledge.importers.tables import mark_tabbed, mark_tables
from knowledge.importers.topics import list_topics
from knowledge.importers.walk import Walk


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """What a document holds. Every line with text is in an entry, a finding or among the used ones."""

    entries: tuple[ImportedEntry, ...]
    findings: tuple[Finding, ...]
    used: tuple[Used, ...]


def read_document(data: bytes) -> ImportedDocument:
    """Read a document in any of the known forms, which it may mix.

    Raises:
        UnreadableError: it is empty, too large or not text.
    """
    lines, findings = read_lines(data)
    rows, unclosed = read_rows(lines)
    mark_tables(rows)
    mark_tabbed(rows)
    mark_contents(rows)
    profile = read_profile(rows)
    assembly = Assembly(profile.titles)
    assembly.add(_steps(rows))
    entries, more = _finish(assembly)
    used = [*assembly.used, *more.used]
    noticed = [
        *findings,
        *unclosed,
        *assembly.findings,
        *more.findings,
        *_empty_sections(rows, used),
    ]
    return ImportedDocument(tuple(entries), tuple(sorted(set(noticed))), tuple(sorted(set(used))))


def _steps(rows: Sequence[Row]) -> list[Step]:
    profile = read_profile(rows)
    steps = list_topics(Walk(rows, profile).steps())
    if any(step.role == "question" for step in steps):
        return steps
    return list_topics(Walk(rows, profile, paragraphs=True).steps())


def _finish(assembly: Assembly) -> tuple[list[ImportedEntry], Finisher]:
    drafts = assembly.drafts
    finisher = Finisher(max((draft.tags.stars for draft in drafts), default=0))
    finisher.findings += match_solutions(drafts, assembly.solutions)
    listed = count_listed_again(drafts)
    finisher.findings += [Finding(d.line, "unmapped", d.head) for d in drafts[:listed]]
    entries = [entry for draft in drafts[listed:] if (entry := finisher.finish(draft))]
    finisher.findings += [*check_numbers(drafts[listed:]), *check_repeats(entries)]
    return entries, finisher


def _empty_sections(rows: Sequence[Row], used: Sequence[Used]) -> list[Finding]:
    """Headings below which nothing stands, not even another heading's questions."""
    headings = {
        one.line: one.text for one in used if one.meaning.startswith(("level", "topic", "section"))
    }
    findings: list[Finding] = []
    filled = [row for row in rows if row.kind not in {"blank", "rule", "underline"}]
    for row, below in zip_longest(filled, filled[1:]):
        if row and row.line in headings and _ends_section(row, below, headings):
            findings.append(
                Finding(row.line, "empty", f"nothing stands under the heading {row.text.strip()!r}")
            )
    return findings


def _ends_section(row: Row, below: Row | None, headings: dict[int, str]) -> bool:
    if below is None:
        return True
    return (
        below.line in headings
        and (below.mark.rank or 7) <= (row.mark.rank or 7)
        and bool(row.mark.rank)
    )
