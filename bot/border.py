"""Where errors become words: calm ones for a person, and for the log what broke, without what people wrote."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from random import Random
from typing import TypeVar

from bot.chat.errors import ChatError
from bot.chat.markup import literal
from bot.chat.reply import Reply, Text
from bot.storage.errors import DatabaseAwayError
from generators.blobs import BlobsError
from knowledge.errors import CannotAnswerError

log = logging.getLogger(__name__)

T = TypeVar("T")

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which people mix up when they read a reference aloud."""
_DEEPEST = 10
"""Errors in a row of causes; more are left out."""

_BROKEN = "Something broke on my side. Please try again, or tell those who run me."
_SLOW = "That took too long. Please try again."


class Border:
    """No error passes it; each comes out as a reply to the person whose event it was."""

    def __init__(self, rng: Random, patience_s: float = 60) -> None:
        """One piece of work may take `patience_s`, waiting included, so that no place stays blocked."""
        self._rng, self._patience_s = rng, patience_s

    async def guard(self, what: str, work: Awaitable[T]) -> T | Reply:
        """The outcome of some work, or what to say to the person for whom it failed.

        `what` names the work in the log.
        """
        try:
            async with asyncio.timeout(self._patience_s):
                return await work
        except asyncio.CancelledError as error:
            if _is_stopping():
                raise
            return self._broken(what, error, _BROKEN)
        except Exception as error:  # noqa: BLE001 - the border of this process
            return self._failed(what, error)

    def _failed(self, what: str, error: Exception) -> Reply:
        match error:
            case DatabaseAwayError():
                return self._broken(what, error, str(error))
            case ChatError() | CannotAnswerError():
                log.info("%s: refused with %s", what, type(error).__name__)
                return _private(str(error))
            case BlobsError():
                return self._broken(what, error, error.said)
            case TimeoutError():
                return self._broken(what, error, _SLOW)
            case _:
                return self._broken(what, error, _BROKEN)

    def _broken(self, what: str, error: BaseException, words: str) -> Reply:
        code = "".join(self._rng.choices(_LETTERS, k=6))
        log.error("%s: failed, reference %s", what, code, exc_info=wordless(error))
        return _private(f"{words} (Reference {code})")


def _is_stopping() -> bool:
    """Whether this task itself was cancelled, rather than something it waited for."""
    task = asyncio.current_task()
    return bool(task and task.cancelling())


def _private(words: str) -> Reply:
    return Reply("", (Text(literal(words)),), "asker", tone="bad")


def wordless(error: BaseException, deepest: int = _DEEPEST) -> Exception:
    """An error of the same kind and traceback, and so its causes, but without arguments and notes.

    What an error says may quote a person: `KeyError: 'their question'`, the parameters of a statement.
    """
    kind = type(type(error).__name__, (Exception,), {"__module__": type(error).__module__})
    shown: Exception = kind().with_traceback(error.__traceback__)
    if not deepest:
        return shown
    if error.__cause__:
        shown.__cause__ = wordless(error.__cause__, deepest - 1)
    elif error.__context__ and not error.__suppress_context__:
        shown.__context__ = wordless(error.__context__, deepest - 1)
    return shown
