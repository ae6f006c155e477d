"""The `backprep` command line."""

from __future__ import annotations

import typer

from bot.cli import bank, evaluating
from bot.cli.asking import ask
from bot.cli.preparing import setup
from knowledge.errors import CannotAnswerError

app = typer.Typer(
    no_args_is_help=True,
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
        typer.echo(str(error), err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
