"""Drafts finished into entries: where the question ends, what its answer is, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.importers.assembly import Draft
from knowledge.importers.findings import Finding, Used
from knowledge.importers.labels import Number
from knowledge.importers.levels import DEFAULT_LEVEL, level_of_phrase, level_of_stars, take_tags
from knowledge.importers.pieces import LIST_ITEM, Piece, flowing, paragraphs, trimmed, verbatim
from knowledge.importers.placeholders import is_chatter, is_ellipsis, is_placeholder
from knowledge.importers.plain import asks, poses, shadow, without_links
from knowledge.question import Level

_META = re.compile(
    r"[\W_]*(level|difficulty|complexity|topics?|tags?|category)[*_]*\s*[:=-][*_]*\s*(\S.{0,120})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ImportedEntry:
    """A question as the document has it."""

    stem: str
    answer: str
    level: Level
    line: int
    number: Number = ()
    topics: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How a message calls it."""
        return (
            f"question {'.'.join(map(str, self.number))}" if self.number else f"{self.stem[:60]!r}"
        )


class Finisher:
    """Finishes drafts; what it notices is in `findings`, what it used for its meaning in `used`."""

    def __init__(self, scale: int) -> None:
        self.findings: list[Finding] = []
        self.used: list[Used] = []
        self._scale = scale

    def finish(self, draft: Draft) -> ImportedEntry | None:
        """The entry a draft becomes; `None` when it has no words."""
        self._read_properties(draft)
        stem, answer = self._divide(draft)
        stem = self._clean(stem, draft)
        answer = self._without_chatter(answer)
        if not re.search(r"\w", stem):
            self._report_wordless(draft, stem, answer)
            return None
        entry = ImportedEntry(
            stem,
            self._answer_text(answer),
            self._level(draft),
            draft.line,
            draft.number,
            draft.topics,
        )
        self._report_missing(entry, draft, answer)
        return entry

    def _read_properties(self, draft: Draft) -> None:
        """Take lines such as "Difficulty: hard" from the start of the question's lines and from both ends."""
        for pieces in (draft.question, draft.answer):
            filled = [piece for piece in pieces if not piece.blank and piece.kind == "text"]
            for piece in {*filled[:3], *filled[-1:]}:
                if self._reads_property(draft, piece):
                    pieces.remove(piece)
                    self.used.append(Used(piece.line, "property", piece.text.strip()))

    def _reads_property(self, draft: Draft, piece: Piece) -> bool:
        found = _META.fullmatch(piece.text.strip())
        if not found:
            return False
        if found[1].casefold() in {"level", "difficulty", "complexity"}:
            value = found[2].strip(" *_`")
            tags = take_tags(value)[1]
            draft.tags.level = level_of_phrase(value) or tags.level or draft.tags.level
            draft.tags.stars = tags.stars or draft.tags.stars
            return bool(level_of_phrase(value) or tags.level or tags.stars)
        draft.tags.topics += tuple(part.strip(" *_`#") for part in re.split(r"[,;/]", found[2]))
        return True

    def _divide(self, draft: Draft) -> tuple[str, list[Piece]]:
        """The question's text and the answer's lines."""
        lines = trimmed(draft.question)
        if draft.answer_line:
            text = flowing(lines)
            return (f"{draft.head}{_joint(draft, lines)}{text}" if text else draft.head), trimmed(
                draft.answer
            )
        if not draft.head:
            first = next(paragraphs(lines), [])
            return flowing(first), trimmed(lines[len(first) :])
        wrapped = _wrapped(draft, draft.question)
        if wrapped:
            return f"{draft.head} {flowing(wrapped)}", trimmed(draft.question[len(wrapped) :])
        if not lines and (cut := _end_of_question(draft.head)):
            return draft.head[:cut], [Piece(draft.line, draft.head[cut:].lstrip(" -–—:"))]
        return draft.head, lines

    def _clean(self, stem: str, draft: Draft) -> str:
        """The stem without links, emphasis and tags; addresses outside the document are reported."""
        text, outside = without_links(stem)
        for address in outside:
            self.findings.append(Finding(draft.line, "unmapped", f"the link to {address}"))
        cleaned, tags = take_tags(re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"\1", text))
        draft.tags.add(tags)
        if "\n" in cleaned:
            return cleaned.strip()
        return " ".join(shadow_spaces(cleaned).split())

    def _without_chatter(self, pieces: list[Piece]) -> list[Piece]:
        """Leave out last paragraphs that only lead on; they are reported."""
        runs = list(paragraphs(pieces))
        while (
            runs
            and len(runs[-1]) == 1
            and runs[-1][0].kind == "text"
            and is_chatter(without_links(runs[-1][0].text)[0])
        ):
            last = runs.pop()[0]
            self.findings.append(Finding(last.line, "unmapped", last.text.strip()))
            pieces = trimmed(pieces[: pieces.index(last)])
        return pieces

    def _answer_text(self, pieces: Sequence[Piece]) -> str:
        """The answer as it was written; empty when it only keeps the place of one."""
        text = verbatim(pieces)
        held = [p for p in pieces if p.kind == "text" and is_placeholder(p.text)]
        held = list(pieces[:1]) if is_ellipsis(text) else held
        self.findings += [Finding(piece.line, "placeholder", piece.text.strip()) for piece in held]
        return "" if is_placeholder(text) or is_ellipsis(text) else text

    def _level(self, draft: Draft) -> Level:
        if draft.tags.stars and not draft.tags.level:
            return level_of_stars(draft.tags.stars, self._scale)
        return draft.tags.level or draft.level or DEFAULT_LEVEL

    def _report_missing(self, entry: ImportedEntry, draft: Draft, answer: Sequence[Piece]) -> None:
        if not entry.answer and not answer:
            what = "has an empty answer" if draft.answer_line else "has no answer"
            self.findings.append(Finding(draft.line, "missing", f"{entry.name} {what}"))

    def _report_wordless(self, draft: Draft, stem: str, answer: Sequence[Piece]) -> None:
        number = ".".join(map(str, draft.number))
        self.findings.append(
            Finding(draft.line, "empty", f"question {number} has no words {stem}".strip())
        )
        if answer:
            what = f"an answer to a question without words: {verbatim(answer)}"
            self.findings.append(Finding(answer[0].line, "orphan", what))


def shadow_spaces(text: str) -> str:
    """Non-breaking and other odd spaces as plain ones; nothing else changes."""
    return "".join(" " if plain == " " else c for c, plain in zip(text, shadow(text), strict=True))


def _joint(draft: Draft, lines: Sequence[Piece]) -> str:
    """Between the first line and the next: a space inside a paragraph, a line end before a list, else an empty line."""
    if not draft.head:
        return ""
    if lines[0] is not draft.question[0]:
        return "\n\n"
    return " " if lines[0].kind == "text" and not LIST_ITEM.match(lines[0].text) else "\n"


def _wrapped(draft: Draft, lines: Sequence[Piece]) -> list[Piece]:
    """The lines right below a question's first line that still belong to it."""
    if (
        asks(draft.head)
        or not lines
        or lines[0].blank
        or lines[0].kind != "text"
        or draft.form in {"heading", "details"}
    ):
        return []
    paragraph = next(paragraphs(lines))
    for count, piece in enumerate(paragraph[:4], start=1):
        if piece.kind != "text" or re.match(r"\s*[-*+•]\s", piece.text):
            return []
        if asks(piece.text):
            return paragraph[:count]
    ended = draft.head.rstrip(" *_")[-1:] in ".?!:"
    runs_on = len(draft.head) >= 50 and len(paragraph) <= 3 and len(lines) > len(paragraph)
    return paragraph if runs_on and not ended else []


def _end_of_question(head: str) -> int:
    """Where a question ends that has its answer on the same line; 0 when it has none."""
    mark = shadow(head).find("? ")
    if mark < 0 or not poses(head[: mark + 1]):
        return 0
    rest = head[mark + 1 :].lstrip(" -–—:")
    return mark + 1 if len(rest.split()) >= 3 and not poses(rest) else 0
