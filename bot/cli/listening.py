"""`backprep bank missed` and `backprep bank feedback`: what people miss and complain about."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.settings import Settings
from bot.storage.ports import Complaint, Missed

if TYPE_CHECKING:
    from bot.storage.database import Database

T = TypeVar("T")
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many lines at most.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def missed(limit: Limit = 20, as_json: AsJson = False) -> None:
    """List the questions the bank could not answer, most frequent first."""
    from bot.storage.missed_questions import SqlMissedQuestions

    questions = asyncio.run(_with_database(lambda db: SqlMissedQuestions(db).most_frequent(limit)))
    _show("No question was missed so far.", [_missed(q) for q in questions], as_json=as_json)


def feedback(limit: Limit = 20, as_json: AsJson = False) -> None:
    """List the entries people found not helpful, most complaints first, with what they said."""
    from bot.storage.feedback import SqlFeedback

    complaints = asyncio.run(_with_database(lambda db: SqlFeedback(db).most_complained(limit)))
    _show("Nobody complained so far.", [_complaint(c) for c in complaints], as_json=as_json)


async def _with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    from bot.bootstrap import open_database

    database = await asyncio.to_thread(open_database, Settings())
    try:
        return await work(database)
    finally:
        await database.close()


def _missed(question: Missed) -> dict[str, object]:
    return {
        "people": question.people,
        "times": question.times,
        "last": question.last_at.date().isoformat(),
        "question": question.text,
        "nearest topics": ", ".join(question.nearest_topics),
    }


def _complaint(complaint: Complaint) -> dict[str, object]:
    return {
        "not helpful": complaint.not_helpful,
        "helpful": complaint.helpful,
        "entry": complaint.entry_id,
        "reasons": "\n".join(f"– {reason}" for reason in complaint.reasons),
    }


def _show(empty: str, rows: Iterable[Mapping[str, object]], *, as_json: bool) -> None:
    rows = list(rows)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    elif not rows:
        typer.echo(empty)
    else:
        table = Table(*rows[0], box=box.SIMPLE, pad_edge=False)
        for row in rows:  # Text, not markup: these are people's words
            table.add_row(*(Text(_printable(str(cell))) for cell in row.values()))
        Console().print(table)


def _printable(words: str) -> str:
    """People's words without what a terminal would obey."""
    return "".join(c for c in words if c.isprintable() or c == "\n")
