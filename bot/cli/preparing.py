"""`backprep setup`: what is made once, so that the first question is answered at once."""

from __future__ import annotations

import typer

from bot.cli.saying import say
from bot.searching import open_bank, open_index
from bot.settings import Settings


def setup() -> None:
    """Export the embedding model and read the question bank, once; later starts only load the result."""
    settings = Settings()
    bank = open_bank(settings, say)
    open_index(bank, settings, say)
    typer.echo(f'Ready: {len(bank)} entries. Try: backprep ask "what is overfitting"')
