"""The log: standard error, one line an event, no secret in it, no content of messages."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from typing import TextIO

OURS = ("bot", "knowledge", "generators")

_TOKENS = re.compile(
    r"""
    (?<=://)[^/\s@:]*:[^/\s@]+(?=@)                  # user:password in an address
    | \bxox[a-z]-[\w-]{8,} | \bxapp-[\w-]{8,}        # Slack
    | \b[\w-]{18,}\.[\w-]{6}\.[\w-]{20,}             # Discord
    | (?<=\bBearer\ )\S+ | (?<=\bBot\ )[\w.-]{40,}   # headers
    """,
    re.VERBOSE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHORT = 6


class Redactor:
    """Puts `[hidden]` in the place of every known secret and of all that looks like a token."""

    def __init__(self, secrets: Iterable[str]) -> None:
        longest_first = sorted(filter(None, secrets), key=len, reverse=True)
        self._secrets = re.compile("|".join(map(_pattern, longest_first)) or r"(?!)")

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        return _TOKENS.sub("[hidden]", self._secrets.sub("[hidden]", text))


def _pattern(secret: str) -> str:
    """A short secret counts as a whole word only, or it would tear holes into other words."""
    escaped = re.escape(secret)
    return escaped if len(secret) >= _SHORT else rf"(?<!\w){escaped}(?!\w)"


class OneLine(logging.Formatter):
    """`2026-11-22T12:00:00Z WARNING bot.router what happened`; a traceback follows, indented."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        self._redact = redact

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Keep the event on its line: control characters are written out."""
        return _CONTROL.sub(lambda found: repr(found[0])[1:-1], super().formatMessage(record))

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """Indent the traceback, so that no text in it can pass for an event."""
        return "\n".join(f"    {line}" for line in super().formatException(ei).splitlines())  # type: ignore[arg-type]

    def format(self, record: logging.LogRecord) -> str:
        """The whole event without secrets, those in a traceback included."""
        return self._redact(super().format(record))


def set_up_logging(level: str, secrets: Iterable[str], stream: TextIO) -> None:
    """Log our events from `level` on, and other libraries' warnings.

    Others' lower levels stay off whatever is asked for: theirs quote what people write.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine(Redactor(secrets)))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
