"""`backprep bank import`: read a document people already have into drafts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.cli.saying import say
from bot.formulas.needed import formulas_in
from bot.formulas.pictures import draw
from bot.settings import Settings
from knowledge.bank import SHIPPED, bank_files, read_entries
from knowledge.errors import CannotAnswerError
from knowledge.importers.decoding import LARGEST_BYTES, UnreadableError
from knowledge.importers.document import ImportedDocument, read_document
from knowledge.importers.drafts import draft_file, make_drafts, write_drafts
from knowledge.importers.findings import Finding
from knowledge.importers.likeness import Likeness, find_known
from knowledge.question import LEVELS, Question

_SHOWN = 160
"""Characters of a problem that a person is shown; --json has all of it."""


@dataclass(frozen=True, slots=True)
class _Import:
    """A document with the drafts made of it."""

    document: ImportedDocument
    drafts: tuple[Question, ...]
    known: tuple[Likeness, ...]
    file: Path


def import_entries(
    file: Annotated[
        Path, typer.Argument(help="A text or Markdown file with questions and answers.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be imported; write nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead of text.")
    ] = False,
) -> None:
    """Read a document of questions and answers into drafts, searchable at once.

    It may mix numbered text, Q:/A:, headings, bold questions, tables, <details> and solutions that stand apart.

    Importing a document again replaces its drafts. Exit code 1: the file cannot be read or has no question.
    """
    try:
        done = _read(file, Settings().imported_questions)
        if not dry_run and done.drafts:
            write_drafts(done.drafts, done.file)
            if said := draw(formulas_in(done.drafts), Settings().drawn_formulas):
                say(said)
    except CannotAnswerError as error:
        _fail(str(error), as_json=as_json)
    typer.echo(
        _as_json(done, written=not dry_run) if as_json else _as_text(done, written=not dry_run)
    )
    if not done.drafts:
        typer.echo(f"No question was found in {file}.", err=True)
        raise typer.Exit(1)


def _fail(message: str, *, as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(json.dumps({"entries": [], "problems": [{"line": 1, "what": message}]}))
    typer.echo(message, err=True)
    raise typer.Exit(1)


def _read(file: Path, folder: Path) -> _Import:
    document = read_document(_bytes_of(file))
    own = draft_file(folder, file)
    folders = [place for place in (SHIPPED, folder) if place.is_dir()]
    others = [path for path in bank_files(folders) if path != own]
    bank = [entry.question for entry in read_entries(others)[0]]
    taken = {q.id for q in bank} | {q.seed for q in bank if q.seed}
    drafts = make_drafts(document.entries, own.stem, taken)
    return _Import(document, tuple(drafts), tuple(find_known(document.entries, bank)), own)


def _bytes_of(file: Path) -> bytes:
    if file.is_dir():
        raise UnreadableError(f"{file} is a folder. Name one file.")
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"{file} cannot be read: {error.strerror}.") from error


def _as_json(done: _Import, *, written: bool) -> str:
    entries = [
        {
            "stem": draft.stem,
            "answer": draft.answer,
            "level": draft.level,
            "line": entry.line,
            "number": ".".join(map(str, entry.number)) or None,
            "topics": list(draft.topics),
            "id": draft.id,
        }
        for draft, entry in zip(done.drafts, done.document.entries, strict=True)
    ]
    tree = {
        "entries": entries,
        "problems": [
            {"line": f.line, "what": f.what, "kind": f.kind} for f in done.document.findings
        ],
        "near_duplicates": [asdict(likeness) for likeness in done.known],
        "used": [asdict(used) for used in done.document.used],
        "written": str(done.file) if written and done.drafts else None,
    }
    return json.dumps(tree, ensure_ascii=False, indent=2)


def _as_text(done: _Import, *, written: bool) -> str:
    problems = [finding for finding in done.document.findings if finding.kind != "unmapped"]
    unmapped = [finding for finding in done.document.findings if finding.kind == "unmapped"]
    parts = [
        _counts(done.drafts),
        *_listed("Problems", map(_problem, problems), len(problems)),
        *_listed("Already in the bank", map(_known, done.known), len(done.known)),
        *_listed("Not mapped to an entry", map(_problem, unmapped), len(unmapped)),
        _conclusion(done, written=written),
    ]
    return "\n".join(parts)


def _counts(drafts: Sequence[Question]) -> str:
    answered = sum(bool(draft.answer) for draft in drafts)
    levels = Counter(draft.level for draft in drafts)
    topics = Counter(topic for draft in drafts for topic in draft.topics)
    return "\n".join(
        [
            f"{len(drafts)} entries: {answered} with answers, {len(drafts) - answered} without.",
            "Levels: " + ", ".join(f"{level} {levels[level]}" for level in LEVELS if levels[level]),
            "Topics: " + ", ".join(f"{topic} {count}" for topic, count in sorted(topics.items())),
        ]
    )


def _listed(title: str, lines: Iterable[str], count: int) -> list[str]:
    return ["", f"{title} ({count}):", *lines] if count else []


def _problem(finding: Finding) -> str:
    what = finding.detail if finding.kind == "unmapped" else finding.what
    one_line = " ".join(what.split())
    return f"  line {finding.line}: {one_line if len(one_line) <= _SHOWN else one_line[:_SHOWN] + ' …'}"


def _known(likeness: Likeness) -> str:
    return f"  line {likeness.line}: {likeness.stem!r} is like {likeness.id} ({likeness.percent} %): {likeness.text!r}"


def _conclusion(done: _Import, *, written: bool) -> str:
    if not done.drafts:
        return "\nNothing was written."
    if not written:
        return f"\nNothing was written (--dry-run); the drafts would go to {done.file}."
    return f"\nWrote {len(done.drafts)} drafts to {done.file}."
