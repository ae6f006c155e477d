"""HTML `<details>` blocks: their tags become rows of their own, so that a summary can be a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.importers.marks import read_mark
from knowledge.importers.rows import Row, RowKind

_TAG = re.compile(
    r"(<details(?:\s[^<>]{0,200})?>|</details>|<summary(?:\s[^<>]{0,200})?>|</summary>)",
    re.IGNORECASE,
)
_KINDS: dict[str, RowKind] = {"<details": "details", "</details>": "end"}
_LONGEST_SUMMARY = 12


def split_details(rows: Sequence[Row]) -> list[Row]:
    """Divide text rows at the tags of `<details>` blocks; the text between them stays as it is written."""
    pieces: list[Row] = []
    for row in rows:
        pieces += _divided(row) if row.kind == "text" and "<" in row.text else [row]
    return _with_summaries(pieces)


def _divided(row: Row) -> list[Row]:
    parts = [part for part in _TAG.split(row.text) if part]
    if len(parts) == 1 and not _TAG.fullmatch(parts[0].strip()):
        return [row]
    return [
        Row(row.line, part, _kind(part), glued=at > 0 or row.glued) for at, part in enumerate(parts)
    ]


def _kind(part: str) -> RowKind:
    lowered = part.strip().casefold()
    if lowered.startswith(("<summary", "</summary")):
        return "summary"
    return next((kind for start, kind in _KINDS.items() if lowered.startswith(start)), "text")


def _with_summaries(rows: list[Row]) -> list[Row]:
    """Give the rows from `<summary>` to `</summary>` that kind, and the first of them the whole text."""
    at = 0
    while at < len(rows):
        if rows[at].kind == "summary" and (end := _end_of_summary(rows, at)):
            inside = rows[at + 1 : end]
            for row in inside:
                row.kind = "summary" if row.kind != "blank" else "blank"
            rows[at].mark = read_mark(" ".join(row.text.strip() for row in inside))
            at = end
        at += 1
    return rows


def _end_of_summary(rows: Sequence[Row], start: int) -> int:
    for at in range(start + 1, min(start + _LONGEST_SUMMARY, len(rows))):
        if rows[at].kind == "summary" and rows[at].text.strip().startswith("</"):
            return at
    return 0
