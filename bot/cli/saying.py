"""How the commands talk: progress on standard error, tables in plain text."""

from __future__ import annotations

from collections.abc import Mapping

import typer

Cells = Mapping[str, float | Mapping[str, float]]


def say(text: str) -> None:
    """Tell the person what is going on, without getting into piped output."""
    typer.echo(text, err=True)


def table(title: str, part: Cells) -> str:
    """A plain table of figures: one row per key, columns from the inner keys."""
    rows = {name: cells for name, cells in part.items() if isinstance(cells, Mapping)}
    if not rows:
        return "\n".join([title, *(f"  {name:<24}{_figure(part[name])}" for name in part)])
    columns = list(dict.fromkeys(column for cells in rows.values() for column in cells))
    head = f"{title:<16}" + "".join(f"{column:>12}" for column in columns)
    lines = [
        f"  {name:<14}" + "".join(f"{_figure(cells.get(column)):>12}" for column in columns)
        for name, cells in rows.items()
    ]
    return "\n".join([head, *lines])


def _figure(value: object) -> str:
    match value:
        case None:
            return "–"
        case float():
            return f"{value:.3f}"
        case _:
            return str(value)
