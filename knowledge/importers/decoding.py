"""Bytes to numbered lines: any encoding mark, any line end, nothing in them that hides what a text does."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from knowledge.errors import CannotAnswerError
from knowledge.importers.findings import Finding

LARGEST_BYTES = 10_000_000
_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a zip or Office file", b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture", b"\x1f\x8b": "a compressed file", b"\xd0\xcf\x11\xe0": "an Office file",
    b"SQLite format 3": "a database", b"\x7fELF": "a program",
}  # fmt: skip
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BINARY_SHARE = 0.1


class UnreadableError(CannotAnswerError):
    """The file holds no text that could be imported."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the document without its end; tabs are the only control characters left."""

    number: int
    text: str


def read_lines(data: bytes) -> tuple[list[SourceLine], list[Finding]]:
    """Decode a document and split it at every line end; say which characters were removed.

    Raises:
        UnreadableError: it is empty, too large or not text.
    """
    _refuse_what_is_not_text(data)
    lines: list[SourceLine] = []
    findings: list[Finding] = []
    for number, raw in enumerate(_LINE_END.split(decode(data)), start=1):
        text, removed = _without_controls(raw)
        lines.append(SourceLine(number, text.rstrip()))
        if removed:
            findings.append(Finding(number, "removed", _listed(removed)))
    if not any(line.text for line in lines):
        raise UnreadableError("The file is empty: there is no text in it.")
    return lines, findings


def decode(data: bytes) -> str:
    """Text of a document: by its encoding mark, else as UTF-8, and as cp1252 where a line is not UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if half := _utf16_without_mark(data):
        return data.decode(half, errors="replace")
    return "\n".join(map(_decode_line, data.removeprefix(codecs.BOM_UTF8).split(b"\n")))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="backslashreplace")


def _utf16_without_mark(data: bytes) -> str:
    """English text in UTF-16 has a zero in nearly every second byte."""
    start = data[:2000]
    evens, odds = start[0::2].count(0), start[1::2].count(0)
    most = 0.7 * len(start) / 2
    if len(start) >= 4 and odds > most > evens:
        return "utf-16-le"
    return "utf-16-be" if len(start) >= 4 and evens > most > odds else ""


def _refuse_what_is_not_text(data: bytes) -> None:
    if not data.strip():
        raise UnreadableError("The file is empty.")
    if len(data) > LARGEST_BYTES:
        size = len(data) / 1e6
        raise UnreadableError(f"The file has {size:.0f} MB; at most 10 MB are read. Split it.")
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableError(f"The file is {what}, not text. Save it as text first.")
    text = decode(data[:8000])
    odd = sum(unicodedata.category(c) == "Cc" and not c.isspace() for c in text)
    if odd > _BINARY_SHARE * len(text):
        raise UnreadableError("The file is binary, not text.")


def _without_controls(text: str) -> tuple[str, Counter[str]]:
    removed: Counter[str] = Counter()
    if text.isprintable():
        return text, removed
    kept = []
    for character in text:
        if character in "\v\f":
            kept.append(" ")
        elif character != "\t" and unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"}:
            removed[f"U+{ord(character):04X}"] += 1
        else:
            kept.append(character)
    return "".join(kept), removed


def _listed(removed: Counter[str]) -> str:
    return ", ".join(
        code if count == 1 else f"{code} ({count} times)" for code, count in sorted(removed.items())
    )
