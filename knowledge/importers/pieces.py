"""Lines on their way into an entry, and how they become its text again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.importers.rows import Row, RowKind

LIST_ITEM = re.compile(r"\s*(?:[-*+•]\s|\(?\w{1,2}[.)]\s|\|)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a part of one (`glued` to the part before it, which may be a label)."""

    line: int
    text: str
    kind: RowKind = "text"
    glued: bool = False

    @classmethod
    def of(cls, row: Row) -> Piece:
        """The whole text of a row."""
        return cls(row.line, row.text, row.kind, row.glued)

    @property
    def blank(self) -> bool:
        """Whether nothing is in it."""
        return not self.text.strip()


def verbatim(pieces: Sequence[Piece]) -> str:
    """The text as it was written, without the indentation that all lines share."""
    lines: list[str] = []
    for piece in pieces:
        if piece.glued and lines:
            lines[-1] += piece.text
        else:
            lines.append(piece.text)
    expanded = [line.expandtabs(4).rstrip() for line in lines]
    inline = bool(pieces) and pieces[0].glued
    return "\n".join(_dedented(expanded, inline=inline)).strip("\n").rstrip()


def _dedented(lines: list[str], *, inline: bool) -> list[str]:
    """Lines without common indentation; the first is left out of the count when it followed a label."""
    rest = lines[1:] if inline else lines
    common = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    if inline and common > 3 and not rest[0].strip():
        return lines
    return [*lines[: len(lines) - len(rest)], *(line[common:] for line in rest)]


def flowing(pieces: Sequence[Piece]) -> str:
    """The text with the lines of a paragraph joined; code, tables and lists keep their lines."""
    return "\n\n".join(filter(None, (_joined(paragraph) for paragraph in paragraphs(pieces))))


def _joined(paragraph: Sequence[Piece]) -> str:
    text = ""
    for piece in paragraph:
        keeps = (
            piece.kind != "text"
            or bool(LIST_ITEM.match(piece.text))
            or piece.text.startswith("    ")
        )
        line = piece.text.expandtabs(4).rstrip() if keeps else " ".join(piece.text.split())
        text += line if not text or piece.glued else ("\n" if keeps else " ") + line
    return text.strip()


def paragraphs(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Runs of pieces between blank lines; code with blank lines in it stays one."""
    run: list[Piece] = []
    for piece in pieces:
        if piece.blank and piece.kind in {"blank", "text"}:
            if run:
                yield run
            run = []
        else:
            run.append(piece)
    if run:
        yield run


def trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without blank lines and rules at both ends."""
    kept = list(pieces)
    while kept and (kept[-1].blank or kept[-1].kind == "rule"):
        kept.pop()
    while kept and (kept[0].blank or kept[0].kind == "rule"):
        kept.pop(0)
    return kept
