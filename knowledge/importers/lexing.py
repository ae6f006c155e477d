"""Lines to rows: what is code, formula, table, quotation or comment is known before anyone looks for questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from knowledge.importers.decoding import SourceLine
from knowledge.importers.details import split_details
from knowledge.importers.findings import Finding
from knowledge.importers.marks import Mark, read_mark
from knowledge.importers.rows import Row, RowKind

_FENCE = re.compile(r"^\s*(?:(?:[-*+]|\d{1,3}[.)])\s+)?(`{3,}|~{3,})([^`]*)$")
_MATH = {"$$": "$$", r"\[": r"\]"}
_DELIMITER = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_STRONG = re.compile(
    r"^(?:#{2,6}\s|\W{0,4}(?:Q|Question)\s?\d*\s?[:.)]|\*{0,2}\d{1,3}[.)]\s[^`]{0,300}\?\W*$)"
)
_FRONT_MATTER = re.compile(r"^(?:[\w -]{1,40}:.*|\s+\S.*|- .*)?$")
_RULE = re.compile(
    r"^\s*[-–—=_*~+.·•─━═#\s]{2,}$|^\s*(?:</?(?:p|div|br|hr|center|span|font|blockquote)(?:\s[^<>]{0,200})?/?>\s*)+$",
    re.IGNORECASE,
)


def read_rows(lines: Sequence[SourceLine]) -> tuple[list[Row], list[Finding]]:
    """Give every line its kind and read the marks of those that are plain text."""
    texts = [line.text for line in lines]
    kinds, unclosed = _kinds(texts)
    rows = [Row(line.number, line.text, kind) for line, kind in zip(lines, kinds, strict=True)]
    rows = split_details(rows)
    for before, row in zip([None, *rows], rows, strict=False):
        row.spaced = before is None or before.kind in {"blank", "rule", "details", "end", "comment"}
        if row.kind == "text":
            row.mark = Mark(text=row.text.strip()) if _is_comment(row) else read_mark(row.text)
    _mark_underlined(rows)
    what = "the code fence opened here has no end; it was taken to end before line {}"
    return rows, [
        Finding(lines[start].number, "unclosed", what.format(end + 1)) for start, end in unclosed
    ]


def _kinds(texts: Sequence[str]) -> tuple[list[RowKind], list[tuple[int, int]]]:
    kinds: list[RowKind] = ["comment"] * _front_matter(texts)
    unclosed: list[tuple[int, int]] = []
    while len(kinds) < len(texts):
        at = len(kinds)
        end, closed, kind = _block(texts, at)
        kinds += [kind] * (end - at)
        if not closed:
            unclosed.append((at, end))
    return kinds, unclosed


def _block(texts: Sequence[str], at: int) -> tuple[int, bool, RowKind]:
    """End of the block that begins at a line, whether it has a proper end, and its kind."""
    text = texts[at]
    if fence := _FENCE.match(text):
        end, closed = _end_of_fence(texts, at, fence[1])
        return end, closed, "fence"
    if text.lstrip().startswith("<!--") and (end := _find(texts, at, "-->", 4)):
        return end, True, "comment"
    for opener, closer in _MATH.items():
        if text.lstrip().startswith(opener) and (end := _find(texts, at, closer, 2)):
            return end, True, "math"
    if (
        "|" in text
        and at + 1 < len(texts)
        and "|" in texts[at + 1]
        and _DELIMITER.match(texts[at + 1])
    ):
        return _end_of_table(texts, at), True, "table"
    return at + 1, True, _simple_kind(text)


def _simple_kind(text: str) -> RowKind:
    if not text.strip():
        return "blank"
    if text.lstrip().startswith(">"):
        return "quote"
    return "rule" if _RULE.match(text) and not _is_words(text) else "text"


def _is_comment(row: Row) -> bool:
    """Four columns before a # make it a comment in code, not a heading."""
    return row.indent > 3 and row.text.lstrip().startswith("#")


def _is_words(text: str) -> bool:
    """Punctuation that means something: an ellipsis as an answer, an emoji, a lone label."""
    return bool(re.search(r"…|\.\.\.|\?|!|[^\x00-\u2bff\uff00-\uffef]", text))


def _end_of_fence(texts: Sequence[str], start: int, marker: str) -> tuple[int, bool]:
    """Line after a fence and whether it was closed.

    A fence that is closed by the opening of another one has swallowed what looks like a question: it ends before that.
    """
    close = re.compile(rf"^\s*{re.escape(marker[0])}{{{len(marker)},}}\s*$")
    suspect = 0
    for at in range(start + 1, len(texts)):
        if close.match(texts[at]):
            swallowed = suspect and _opens_code(texts, at)
            return (suspect, False) if swallowed else (at + 1, True)
        opened = _FENCE.match(texts[at])
        if opened and opened[2].strip() and opened[1] == marker:
            return suspect or at, False
        if not suspect and _STRONG.match(texts[at]):
            suspect = at
    return suspect or len(texts), False


def _opens_code(texts: Sequence[str], at: int) -> bool:
    """Whether a bare fence rather opens code than closes it: a blank line above it, none below."""
    above_is_blank = not texts[at - 1].strip()
    return above_is_blank and at + 1 < len(texts) and bool(texts[at + 1].strip())


def _find(texts: Sequence[str], start: int, closer: str, skip: int) -> int:
    """Line after the one that holds the closer; 0 when there is none nearby."""
    if closer in texts[start].lstrip()[skip:]:
        return start + 1
    for at in range(start + 1, min(start + 200, len(texts))):
        if closer in texts[at]:
            return at + 1
    return 0


def _end_of_table(texts: Sequence[str], start: int) -> int:
    at = start + 2
    while at < len(texts) and "|" in texts[at]:
        at += 1
    return at


def _front_matter(texts: Sequence[str]) -> int:
    """Number of lines of a YAML header at the top."""
    if not texts or texts[0] != "---":
        return 0
    for at in range(1, min(60, len(texts))):
        if texts[at] in {"---", "..."}:
            return at + 1 if at > 1 else 0
        if not _FRONT_MATTER.match(texts[at]):
            return 0
    return 0


def _mark_underlined(rows: Sequence[Row]) -> None:
    """A single line of text above ==== or ---- is a heading of rank 1 or 2."""
    for row, below in pairwise(rows):
        under = below.text.strip()
        if row.kind != "text" or below.kind != "rule" or not re.fullmatch(r"=+|-+|~+", under):
            continue
        if row.spaced and len(under) >= 3 and not row.mark.rank and _titles(row):
            row.mark.rank = 1 if under[0] == "=" else 2
            below.kind = "underline"


def _titles(row: Row) -> bool:
    """Whether a line reads like a heading; a paragraph above a rule does not."""
    text = row.mark.text
    return (
        row.mark.label != "answer"
        and not row.mark.bullet
        and len(text) <= 120
        and text[-1:] not in ".:;,!"
    )
