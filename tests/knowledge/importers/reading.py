"""Short forms of what an imported document holds, to compare."""

from __future__ import annotations

from pathlib import Path

from knowledge.importers.document import ImportedDocument, read_document
from knowledge.importers.findings import Kind
from knowledge.question import Level

DOCUMENTS = Path(__file__).parent / "documents"


def read(name: str) -> ImportedDocument:
    """A document of the folder, read."""
    return read_document((DOCUMENTS / name).read_bytes())


def read_text(text: str) -> ImportedDocument:
    """A document written in a test."""
    return read_document(text.encode())


def stems(document: ImportedDocument) -> list[tuple[int, str]]:
    """Line and question of each entry."""
    return [(entry.line, entry.stem) for entry in document.entries]


def answers(document: ImportedDocument) -> list[str]:
    """The answers in order."""
    return [entry.answer for entry in document.entries]


def levels(document: ImportedDocument) -> list[Level]:
    """The levels in order."""
    return [entry.level for entry in document.entries]


def problems(document: ImportedDocument) -> list[tuple[int, Kind]]:
    """Line and kind of everything noticed, but for text that belongs to no entry."""
    return [(found.line, found.kind) for found in document.findings if found.kind != "unmapped"]


def unmapped(document: ImportedDocument) -> list[int]:
    """Lines whose text belongs to no entry."""
    return [found.line for found in document.findings if found.kind == "unmapped"]
