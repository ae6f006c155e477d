"""The `backprep` command line."""

from __future__ import annotations

from typing import NoReturn

import typer

from bot.cli import bank, evaluating
from bot.cli.asking import ask
from bot.cli.preparing import setup
from knowledge.errors import CannotAnswerError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they may hold a token
    help="Interview prep for deep learning: ask the question bank, look after it, measure it.",
)
app.command()(ask)
app.command()(setup)
app.add_typer(bank.app, name="bank")
app.add_typer(evaluating.app, name="eval")


def main() -> None:
    """Run the command line; what a person can mend is said in words, with exit code 1."""
    try:
        app()
    except CannotAnswerError as error:
        _stop(str(error))
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _stop(f"A file could not be read or written: {place}{error.strerror or error}.")


def _stop(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
