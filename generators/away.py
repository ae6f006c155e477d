"""Why the database of jobs cannot be used for now."""

from __future__ import annotations

import sqlite3

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

_SQLITE = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "their file may only be read",
    "SQLITE_CANTOPEN": "their file cannot be opened",
    "SQLITE_IOERR": "the disk reports an error",
}
"""By the beginnings of https://www.sqlite.org/rescode.html"""
_POSTGRESQL = {
    "25006": "their database may only be read",
    "53100": "the disk of their database is full",
}


def reason(error: DBAPIError) -> str:
    """What whoever runs Backprep has to look at; empty where the driver's error does not tell."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return _POSTGRESQL.get(state) or _of_file(error.orig)


def wait_for_room(context: ExceptionContext) -> None:
    """Listens to SQLite's errors: a disk that takes nothing is a database that is away, and DBOS waits for that.

    For any other error it would note that the job has failed, or leave it lying until the worker's next start.
    """
    if _of_file(context.original_exception):
        context.is_disconnect = True


def _of_file(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", "") if isinstance(error, sqlite3.Error) else ""
    return next((words for start, words in _SQLITE.items() if name.startswith(start)), "")
