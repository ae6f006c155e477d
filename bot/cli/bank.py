"""`backprep bank`: check, format, list, show and import entries of the question bank."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.importing import import_entries
from bot.cli.listening import feedback, missed
from bot.cli.saying import say
from bot.cli.showing import show_entry
from bot.searching import open_bank
from bot.settings import Settings
from knowledge.bank import SHIPPED, bank_files, load_bank, read_entries
from knowledge.formatting import json_schema, prose_of, to_yaml
from knowledge.question import LEVELS, Question
from knowledge.rules import check as check_rules
from knowledge.similar import find_similar

app = typer.Typer(no_args_is_help=True, help="Look after the question bank.")
app.command("import")(import_entries)
app.command()(missed)
app.command()(feedback)

Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Files or folders; the whole bank when none is named.", exists=True),
]


@app.command()
def check(files: Files = None) -> None:
    """Find every fault of the bank's files: shape, rules, repeats, texts too much alike.

    Exit code 0: no fault. Exit code 1: faults, each printed with its file and line, or no .yaml file at all.
    """
    wanted = [file.resolve() for file in bank_files(files or _folders())]
    if not wanted:
        typer.echo("There is no .yaml file to check.", err=True)
        raise typer.Exit(1)
    every = [file.resolve() for file in bank_files(_folders())]
    entries, problems = read_entries(dict.fromkeys([*every, *wanted]))
    reviewed = [entry for entry in entries if entry.question.status == "reviewed"]
    problems += [*check_rules(entries), *find_similar(reviewed)]
    problems = [problem for problem in problems if problem.file in wanted]
    for problem in sorted(set(problems)):
        typer.echo(replace(problem, file=_short(problem.file)))
    checked = sum(entry.document.file in wanted for entry in entries)
    typer.echo(f"{checked} entries in {len(wanted)} file(s), {len(set(problems))} fault(s).")
    raise typer.Exit(1 if problems else 0)


@app.command()
def fmt(
    files: Files = None,
    only_check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 if a file would change.")
    ] = False,
) -> None:
    """Write the bank's files in their canonical form.

    A file with faults is left as it is and named. Exit code 1: a file has faults or, with --check, would change.
    """
    results = [_format(file, write=not only_check) for file in bank_files(files or _folders())]
    changed = results.count("changed")
    typer.echo(f"{len(results)} file(s), {changed} {'to change' if only_check else 'changed'}.")
    raise typer.Exit(1 if "faulty" in results or (only_check and changed) else 0)


def _format(file: Path, *, write: bool) -> str:
    entries, problems = read_entries([file])
    if problems:
        typer.echo(f"{file} is left as it is: it has faults (`backprep bank check {file}`).")
        return "faulty"
    canonical = to_yaml(entry.question for entry in entries).encode()
    if canonical == file.read_bytes():
        return "kept"
    if write:
        file.write_bytes(canonical)
    return "changed"


@app.command("list")
def list_entries(
    topic: Annotated[str, typer.Option(help="Only this topic.")] = "",
    level: Annotated[str, typer.Option(help="Only this level.")] = "",
) -> None:
    """List the entries: id, number in the seed, level, topic, stem. Exit code 1: none fits."""
    bank = open_bank(Settings(), say)
    found = bank.select(topic, level)
    for question in found:
        typer.echo(_row(question))
    if not found:
        topics, levels = ", ".join(bank.topics), ", ".join(LEVELS)
        typer.echo(
            f"No entry has that topic and level. Topics: {topics}. Levels: {levels}.", err=True
        )
        raise typer.Exit(1)


def _row(question: Question) -> str:
    mark = " (draft)" if question.status == "draft" else ""
    names = f"{question.id:<32} {question.seed or '':<14}"
    return f"{names} {question.level:<13} {question.topic:<15} {question.stem}{mark}"


@app.command()
def show(
    entry: Annotated[str, typer.Argument(help="Id or seed id, as `backprep bank list` shows it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the entry as JSON.")] = False,
) -> None:
    """Show one entry as a reader wants it; --json has every field. Exit code 1: there is no such entry."""
    question = open_bank(Settings(), say).get(entry)
    if as_json:
        typer.echo(question.model_dump_json(by_alias=True, exclude_none=True, indent=1))
    else:
        show_entry(question, Console())


@app.command()
def prose(
    out: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
) -> None:
    """Print the shipped entries' questions, answers and details: the text an LSTM of ours is trained on."""
    text = prose_of(load_bank())
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)


@app.command()
def schema() -> None:
    """Print the JSON Schema of an entry, for editors (knowledge/question.schema.json is this output)."""
    typer.echo(json_schema(), nl=False)


def _short(file: Path) -> Path:
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file


def _folders() -> list[Path]:
    return [folder for folder in (SHIPPED, Settings().imported_questions) if folder.is_dir()]
