"""`backprep eval`: measure the search on labelled queries, and train it on others."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.saying import say, table
from bot.searching import open_index, open_search
from bot.settings import Settings
from knowledge.bank import load_bank
from knowledge.search.evaluation import Figures, evaluate, read_queries, report
from knowledge.search.model import FILE
from knowledge.search.training import gather
from knowledge.search.training import train as fit

app = typer.Typer(no_args_is_help=True, help="Measure how well the search answers.")

QUERIES = Path(__file__).parents[2] / "knowledge" / "queries"
File = Annotated[
    Path,
    typer.Option("--queries", exists=True, dir_okay=False, help="JSON lines of labelled queries."),
]


@app.command()
def search(
    queries: File = QUERIES / "test.jsonl",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    results: Annotated[
        Path | None, typer.Option(help="Write a JSON line per query to this file.")
    ] = None,
) -> None:
    """Measure the search: recall by style, in-bank against out-of-bank, bands, calibration, CPU time.

    A line of FILE: {"id", "query", "answers": [ids or seed ids], "style", "in_bank"}.
    A line of --results: {"id", "band", "probability", "ranked": [{"id", "score"}, … 10]}.

    A figure for which the file has no queries is null in JSON and nan in the tables.
    """
    engine = open_search(Settings(), say)
    labelled = read_queries(queries, engine.bank)
    outcomes, cpu_ms = evaluate(labelled, engine, time.process_time)
    figures = report(outcomes) | {"speed": {"cpu_ms_per_query": cpu_ms}}
    if results:
        lines = (outcome.as_json() + "\n" for outcome in outcomes)
        results.write_text("".join(lines), encoding="utf-8")
    typer.echo(json.dumps(_without_nan(figures), indent=1) if as_json else _tables(figures))


@app.command()
def train(
    queries: File = QUERIES / "train.jsonl",
    out: Annotated[Path, typer.Option(help="Where to write what was learned.")] = FILE,
) -> None:
    """Learn the weights and thresholds of the search from labelled queries and write them to one file.

    The shipped bank is what it learns on: imported drafts do not change what everybody gets.
    """
    bank = load_bank()
    index = open_index(bank, Settings(), say)
    examples = gather(read_queries(queries, bank), bank, index.evidence)
    fit(examples).save(out)
    typer.echo(f"Trained on {len(examples)} queries; wrote {out}.")


def _without_nan(tree: object) -> object:
    """JSON has no word for "not a number": null stands for a figure that no query gives."""
    match tree:
        case dict():
            return {key: _without_nan(value) for key, value in tree.items()}
        case float() if math.isnan(tree):
            return None
        case _:
            return tree


def _tables(figures: dict[str, Figures | dict[str, Figures]]) -> str:
    return "\n\n".join(table(name, part) for name, part in figures.items())
