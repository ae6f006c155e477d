"""`backprep slack`: the app's manifest, and the keys that Slack's tokens are sealed with."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
import yaml

from bot.cli.saying import say
from bot.settings import Settings
from knowledge.errors import CannotAnswerError

_PUBLIC = re.compile(r"https://[^\s/?#]+")

app = typer.Typer(no_args_is_help=True, help="Set Slack up.")


@app.command()
def manifest(
    url: Annotated[
        str, typer.Option(help="Our public https address, for many workspaces; else Socket Mode.")
    ] = "",
    socket: Annotated[
        bool, typer.Option("--socket", help="Socket Mode, even where BACKPREP_SLACK_URL is set.")
    ] = False,
    single: Annotated[
        bool, typer.Option("--single", help="With --url: for one workspace, its token in .env.")
    ] = False,
    form: Annotated[
        Literal["yaml", "json"], typer.Option("--format", help="How it is written.")
    ] = "yaml",
) -> None:
    """Print the app's manifest, to be pasted at https://api.slack.com/apps: Create New App, From a manifest.

    Exit code 1: Slack would refuse it; says why.
    """
    settings = Settings()
    address = "" if socket else (url or settings.slack_url or "").rstrip("/")
    if address and not _PUBLIC.fullmatch(address):
        raise CannotAnswerError(
            "--url should be https://NAME, the address that Slack reaches us by."
        )
    made = _manifest(address, not single, settings.slack_prefix)
    typer.echo(_written(made, form), nl=False)


@app.command()
def new_key() -> None:
    """Print a new key for BACKPREP_SECRET_KEY, which Slack's tokens are sealed with."""
    from bot.storage.sealing import new_key as draw

    typer.echo(draw())


@app.command()
def rekey() -> None:
    """Seal every token with a new key. The bot may go on working.

    Without BACKPREP_SECRET_KEY the data folder gets a new key, beside the one before. With it, put the new key before
    the old one first: NEW,OLD. Exit code 1: some tokens could be opened with no key, and are left as they are.
    """
    settings = Settings()
    done, unreadable = asyncio.run(_reseal(settings))
    say(f"Sealed with the newest key: {done}.")
    if unreadable:
        say(f"Opened by no key at hand, and left as they are: {unreadable}.")
        raise typer.Exit(1)
    if settings.secret_key:
        say("BACKPREP_SECRET_KEY needs only its first key from now on.")


def _manifest(url: str, by_many: bool, prefix: str) -> Mapping[str, Any]:
    from bot.bootstrap import declared_commands
    from bot.platforms.slack.manifest import Reached
    from bot.platforms.slack.manifest import manifest as make
    from bot.platforms.slack.manifest_rules import faults

    reached = Reached(url, by_many) if url else Reached()
    made = make(declared_commands(), reached, prefix)
    if refused := faults(made):
        raise CannotAnswerError("\n".join(["Slack would refuse this manifest:", *refused]))
    return made


def _written(made: Mapping[str, Any], form: Literal["yaml", "json"]) -> str:
    if form == "json":
        return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    return str(yaml.safe_dump(dict(made), sort_keys=False, allow_unicode=True, width=100))


async def _reseal(settings: Settings) -> tuple[int, int]:
    """The key before the newest stays in the file: a loss of power can take SQLite's last transactions with it.

    Older ones go, unless something is still sealed with them.
    """
    from bot.bootstrap import open_database
    from bot.storage.sealing import KEY_FILE, KeyFile, Sealer, keys_of, new_key
    from bot.storage.slack_installations import reseal

    file = KeyFile(Path(settings.data) / KEY_FILE)
    if settings.secret_key is None:
        file.replace([new_key(), *file.read()])
    sealer = Sealer(keys_of(settings.secret_key, settings.data))
    database = await asyncio.to_thread(open_database, settings)
    try:
        done, unreadable = await database.run(lambda connection: reseal(connection, sealer))
    finally:
        await database.close()
    if settings.secret_key is None and not unreadable:
        file.replace(file.read()[:2])
    return done, unreadable
