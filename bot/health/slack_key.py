"""Whether the key that Slack's tokens are sealed with is at hand."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect

from bot.health.finding import Finding
from bot.settings import Settings
from bot.storage.engine import read_url
from bot.storage.sealing import KEY_FILE, SETTING, Sealer, keys_of
from bot.storage.slack_installations import count
from bot.storage.tables import slack_installation
from bot.storage.upgrading import connected


def check_key(settings: Settings) -> Finding:
    """Whether every bot has the same key, and it opens what is kept. Makes no key."""
    opened, unreadable = _kept(settings)
    where = SETTING if settings.secret_key else f"{settings.data.resolve() / KEY_FILE}"
    if unreadable:
        return Finding(
            "fault", f"{unreadable} of {opened + unreadable} installations are sealed with another key than {where}.",
            f"Put the key they were sealed with behind the newest one in {SETTING}; where it is lost, these workspaces"
            " have to install the app again.",
        )  # fmt: skip
    if settings.secret_key is None and _is_server(settings):
        return Finding(
            "warning", f"The key is in {where}, so other bots on this database could not open what this one seals.",
            f"Put one key into {SETTING} of every bot: the one in that file or, before the first installation, what"
            " `backprep slack new-key` prints.",
        )  # fmt: skip
    return Finding("ok", f"Installations that the key in {where} opens: {opened}.")


def _kept(settings: Settings) -> tuple[int, int]:
    """How many installations can be opened, and how many cannot."""
    url = read_url(settings.database_url)
    if not _is_server(settings) and not Path(str(url.database)).exists():
        return 0, 0
    sealer = Sealer(keys_of(settings.secret_key, settings.data))
    with connected(settings.database_url) as connection:
        if not inspect(connection).has_table(slack_installation.name):
            return 0, 0
        return count(connection, sealer)


def _is_server(settings: Settings) -> bool:
    return read_url(settings.database_url).get_backend_name() == "postgresql"
