"""`backprep db`: upgrade, back up and restore the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.saying import say
from bot.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Look after the database.")

BackupFile = Annotated[Path, typer.Argument(help="One SQLite file, of whatever database.")]


@app.command()
def upgrade() -> None:
    """Bring the tables to this version's form; `backprep run` does so at start-up."""
    from bot.storage.upgrading import upgrade as bring_up

    bring_up(Settings().database_url)
    say("The database is up to date.")


@app.command()
def backup(file: BackupFile) -> None:
    """Write everything in the database to FILE; the bot may go on working.

    Questions that were imported (data/questions) and pictures (data/blobs) are files: copy those folders too.
    """
    from bot.storage.backup import back_up

    _report(f"Backed up to {file}", back_up(Settings().database_url, file))
    say(f"To restore it into an empty database: backprep db restore {file}")


@app.command()
def restore(file: BackupFile) -> None:
    """Fill an empty database from FILE, a backup of SQLite or PostgreSQL alike. Stop the bot before."""
    from bot.storage.backup import restore as fill

    _report(f"Restored from {file}", fill(Settings().database_url, file))


def _report(done: str, rows: Mapping[str, int]) -> None:
    typer.echo(f"{done}: {sum(rows.values())} rows.")
    for table, count in rows.items():
        typer.echo(f"  {table:<18}{count:>10,}")
