"""Drafts finished into entries: where the question ends, what its answer is, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.importers.assembly import Draft
from knowledge.importers.columns import with_tables
from knowledge.importers.findings import Finding, Used
from knowledge.importers.labels import Number
from knowledge.importers.levels import DEFAULT_LEVEL, level_of_phrase, level_of_stars
from knowledge.importers.pieces import Piece, paragraphs, trimmed, verbatim
from knowledge.importers.placeholders import is_chatter, is_ellipsis, is_placeholder
from knowledge.importers.plain import without_links
from knowledge.importers.stems import clean_stem, divide
from knowledge.importers.tags import take_tags
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
        stem, answer = divide(draft)
        stem = self._clean(stem, draft)
        answer = self._without_chatter(answer)
        if not re.search(r"\w", stem) or is_placeholder(stem):
            self._report_wordless(draft, stem, answer)
            return None
        entry = ImportedEntry(
            stem,
            self._answer_text(answer),
            self._level(draft),
            draft.line,
            draft.number,
            (*draft.tags.topics, *draft.topics),
        )
        self._report_missing(entry, draft, answer)
        return entry

    def _read_properties(self, draft: Draft) -> None:
        """Take lines such as "Difficulty: hard" from the start of the question's lines and from both ends."""
        for pieces in (draft.question, draft.answer):
            filled = [piece for piece in pieces if not piece.blank and piece.kind == "text"]
            for piece in dict.fromkeys([*filled[:3], *filled[-1:]]):
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

    def _clean(self, stem: str, draft: Draft) -> str:
        """The stem without its markup; addresses outside the document are reported."""
        cleaned, tags, outside = clean_stem(stem)
        draft.tags.add(tags)
        for address in outside:
            self.findings.append(Finding(draft.line, "unmapped", f"the link to {address}"))
        return cleaned

    def _without_chatter(self, pieces: list[Piece]) -> list[Piece]:
        """Leave out last paragraphs that only lead on; they are reported."""
        runs = list(paragraphs(pieces))
        while runs and _leads_on(runs[-1]):
            last = runs.pop()[0]
            self.findings.append(Finding(last.line, "unmapped", last.text.strip()))
            pieces = trimmed(pieces[: pieces.index(last)])
        return pieces

    def _answer_text(self, pieces: Sequence[Piece]) -> str:
        """The answer as it was written; empty when it only keeps the place of one."""
        text = verbatim(with_tables(pieces))
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
        name = f"question {'.'.join(map(str, draft.number))}" if draft.number else "a question"
        if is_placeholder(stem):
            self.findings.append(Finding(draft.line, "placeholder", f"{name} is only {stem!r}"))
        else:
            self.findings.append(
                Finding(draft.line, "empty", f"{name} has no words {stem}".strip())
            )
        if answer:
            what = f"an answer to a question without words: {verbatim(answer)}"
            self.findings.append(Finding(answer[0].line, "orphan", what))


def _leads_on(paragraph: Sequence[Piece]) -> bool:
    first = paragraph[0]
    return len(paragraph) == 1 and first.kind == "text" and is_chatter(without_links(first.text)[0])
