"""Tables of contents and navigation: they repeat the questions and must not become questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.importers.headings import read_heading
from knowledge.importers.plain import without_links
from knowledge.importers.rows import Row

_LINKED = re.compile(
    r"^\s*(?:[-*+•]\s+|\(?\d+[.)]\s*)?(?:\d+[.)]\s*)?[*_]*!?\[.*\]\(#[^()]*\)[*_\W]*$"
)
_LEADER = re.compile(r"\S\s*(?:(?:\.\s?){4,}|…{2,})\s*\d+$")
_BACK = re.compile(
    r"^\W*(?:back to|go to|to the)\s+(?:the\s+)?(?:top|contents|index|table of contents|toc)\W*$",
    re.IGNORECASE,
)


def mark_contents(rows: Sequence[Row]) -> None:
    """Give the rows of tables of contents and of navigation their own kind."""
    for at, row in enumerate(rows):
        if row.kind == "text" and _leads_elsewhere(row):
            row.kind = "contents"
        heading = read_heading(rows, at) if row.kind == "text" else None
        if heading and heading.kind == "contents":
            _mark_list(rows, at + 1)


def _leads_elsewhere(row: Row) -> bool:
    if row.mark.rank:
        return False
    linked = _LINKED.match(row.text[:2000]) and (
        row.mark.bullet or row.mark.number or "[" in row.text
    )
    real = linked and "](#)" not in row.text
    return (
        bool(real)
        or bool(_LEADER.search(row.text[-60:]))
        or bool(_BACK.match(without_links(row.text[:300])[0]))
    )


def _mark_list(rows: Sequence[Row], start: int) -> None:
    """Mark the list below a heading "Contents", up to other text or a number that begins again."""
    last = 0
    for row in (rows[at] for at in range(start, len(rows))):
        if row.kind in {"blank", "rule", "contents"}:
            continue
        number = row.mark.number[-1] if row.mark.number and not row.indent else 0
        listed = row.mark.bullet or bool(row.mark.number) or row.indent > 1
        if row.kind != "text" or row.mark.rank or not listed or 0 < number <= last:
            return
        row.kind = "contents"
        last = number or last
