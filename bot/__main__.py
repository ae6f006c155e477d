"""The `backprep` command line."""

from __future__ import annotations

from typing import NoReturn

import typer

from bot.cli import bank, daily, database, evaluating, slack
from bot.cli.asking import ask
from bot.cli.chatting import chat
from bot.cli.doctor import doctor
from bot.cli.preparing import setup
from bot.cli.running import run, run_bot
from knowledge.errors import CannotAnswerError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they may hold a token
    help="Interview prep for deep learning, in a browser, in the terminal, on Discord and Slack.",
)
app.command()(run)
app.command("run-bot", hidden=True)(run_bot)
app.command()(chat)
app.command()(ask)
app.command()(setup)
app.command()(doctor)
app.add_typer(bank.app, name="bank")
app.add_typer(evaluating.app, name="eval")
app.add_typer(database.app, name="db")
app.add_typer(daily.app, name="daily")
app.add_typer(slack.app, name="slack")


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
