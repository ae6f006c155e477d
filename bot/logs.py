"""The log: standard error, one line an event, no secret in it, no content of messages.

What happened is said in words, and what it happened to in keys and values, the `extra` of `logging`; structlog writes
both, as text or as JSON for programs.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from typing import Literal

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor, WrappedLogger

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


LogFormat = Literal["text", "json"]
_KNOWN: tuple[Processor, ...] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper("%Y-%m-%dT%H:%M:%SZ", utc=True),
)
"""What is added to every event."""


def set_up_logging(
    level: str, secrets: Iterable[str], handler: logging.Handler, form: LogFormat = "text"
) -> None:
    """Have the handler write our events from `level` on, and other libraries' warnings.

    Others' lower levels stay off whatever is asked for: theirs quote what people write.
    """
    write: Processor = as_json if form == "json" else as_text
    handler.setFormatter(
        ProcessorFormatter(
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _Redacting(Redactor(secrets)),
                write,
            ],
            foreign_pre_chain=_KNOWN,
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


class _Redacting:
    """Takes secrets out of everything that an event says, its traceback included."""

    def __init__(self, redact: Redactor) -> None:
        self._redact = redact

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {name: self._clean(value) for name, value in event.items()}

    def _clean(self, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        return self._redact(str(value))


def as_json(_: WrappedLogger, __: str, event: EventDict) -> str:
    """`{"timestamp": "2026-11-22T12:00:00Z", "level": "warning", "logger": "bot.router", "event": …}`."""
    first = {name: event.pop(name) for name in ("timestamp", "level", "logger", "event")}
    return json.dumps({**first, **event}, ensure_ascii=False)


def as_text(_: WrappedLogger, __: str, event: EventDict) -> str:
    """`2026-11-22T12:00:00Z WARNING bot.router what happened key=value`; a traceback follows, indented."""
    first = [event.pop(name) for name in ("timestamp", "level", "logger", "event")]
    traceback = str(event.pop("exception", ""))
    first[1] = first[1].upper()
    line = " ".join([*map(str, first), *(f"{name}={value}" for name, value in event.items())])
    # Nothing in either can pass for an event of its own.
    written_out = _CONTROL.sub(lambda found: repr(found[0])[1:-1], line)
    return "\n".join([written_out, *(f"    {each}" for each in traceback.splitlines())])
