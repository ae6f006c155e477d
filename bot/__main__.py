"""The `backprep` command line."""

from __future__ import annotations

import typer

from bot.cli import bank

app = typer.Typer(
    no_args_is_help=True,
    help="Interview prep for deep learning: ask the question bank, look after it, measure it.",
)
app.add_typer(bank.app, name="bank")


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
