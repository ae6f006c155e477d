"""What can be wrong with a database, in words for the person who runs Backprep and for those who chat with it."""

from __future__ import annotations

import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from knowledge.errors import CannotAnswerError

_SQLITE = {
    "SQLITE_CANTOPEN": "cannot be opened. Check that its folder exists and may be written to",
    "SQLITE_READONLY": "cannot be written. Check the rights of the file and of its folder",
    "SQLITE_PERM": "cannot be written. Check the rights of the file and of its folder",
    "SQLITE_FULL": "cannot grow: the disk is full. Make room on it",
    "SQLITE_IOERR": "cannot be read or written: the disk reports an error. Check the disk",
    "SQLITE_BUSY": "is in use: another program has been writing to it for seconds. Stop that program",
    "SQLITE_PROTOCOL": "is in use: another program keeps it locked. Stop that program",
    "SQLITE_CORRUPT": "is damaged. Move it away and put a backup in its place (backprep db restore FILE)",
    "SQLITE_NOTADB": (
        "is damaged, or is no SQLite database. Move it away and put a backup in its place"
        " (backprep db restore FILE)"
    ),
}
_POSTGRESQL = (
    ("password authentication failed", "does not accept the user name or the password"),
    ("no password supplied", "asks for a password, and DATABASE_URL has none"),
    ("no pg_hba.conf entry", "does not let this user in from this machine"),
    ("role ", "does not know this user, or does not let it in"),
    ("too many ", "has too many connections open"),
    ("starting up", "is starting up"),
    ("shutting down", "is shutting down"),
    ("refused", "does not answer: nothing listens there"),
    ("timeout", "does not answer in time"),
    ("failed to resolve", "is not to be found: its name is unknown here"),
    ("database ", "has no database of that name, or does not let this user into it"),
)
_AWAY = ("08", "28", "3D", "53", "57P")
"""Classes of SQLSTATE that say: not now, or not you (PostgreSQL manual, appendix A)."""


class DatabaseUnusableError(CannotAnswerError):
    """The database cannot be used; the text tells the person who runs Backprep why, and what to do."""


class DatabaseAwayError(CannotAnswerError):
    """The database went away while the bot was running; the text is for chat, the cause for the log."""

    def __init__(self) -> None:
        super().__init__("My database cannot be reached right now. Please try again in a minute.")


def unusable(error: BaseException, url: URL) -> DatabaseUnusableError | None:
    """What an error of the driver says about the database; None when it is a fault of our own statements."""
    reason = None
    if isinstance(error, DBAPIError) and url.get_backend_name() == "postgresql":
        reason = _server_reason(error)
    elif isinstance(cause := getattr(error, "orig", error), sqlite3.Error):
        reason = _sqlite_reason(cause)
    return DatabaseUnusableError(f"The database {place(url)} {reason}.") if reason else None


def place(url: URL) -> str:
    """Where a database is, without user name and password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.database or ''} on {url.host or 'this machine'}:{url.port or 5432}"


def _sqlite_reason(error: sqlite3.Error) -> str | None:
    name = getattr(error, "sqlite_errorname", "")
    return next((reason for start, reason in _SQLITE.items() if name.startswith(start)), None)


def _server_reason(error: DBAPIError) -> str | None:
    """The driver's own words are left out: they can hold part of a password that was not escaped."""
    state = getattr(error.orig, "sqlstate", None)
    never_connected = state is None and type(error.orig).__name__ in (
        "OperationalError",
        "ConnectionTimeout",
    )
    if not (error.connection_invalidated or never_connected or str(state).startswith(_AWAY)):
        return None
    said = str(error.orig)
    known = (reason for words, reason in _POSTGRESQL if words in said)
    return next(known, "cannot be reached") + ". Check DATABASE_URL and that PostgreSQL runs"
