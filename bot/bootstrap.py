"""Puts the parts together; the only place that knows every one of them."""

from __future__ import annotations

from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.upgrading import upgrade


def open_database(settings: Settings) -> Database:
    """The database with this version's tables. Blocks.

    Raises:
        DatabaseUnusableError: it cannot be reached, read or written.
    """
    upgrade(settings.database_url)
    return Database.open(settings.database_url)
