"""What was said in one place: in memory, and as JSON lines on disk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from bot.chat.reply import Reply, Text
from bot.chat.wire import WireError, from_json, to_json

KEPT = 400
"""Messages of one place; older ones are forgotten."""
INTERRUPTED = Reply(
    blocks=(Text("The bot was restarted before it could answer. Please ask again."),), tone="bad"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One entry: what a person wrote (`text`), or what the bot says (`reply`, None while it works)."""

    id: str
    sent: datetime
    author: str = ""
    """Id of the person who wrote it; empty for the bot."""
    name: str = ""
    text: str = ""
    reply: Reply | None = None
    cause: str = ""
    """What the bot answers: "Ana used /ask"."""
    only: str = ""
    """Id of the one person who sees it; empty for everyone in the place."""
    answers: str = ""
    """The `answer_id` of the press that changed it last."""
    key: str = ""
    """Idempotency key of a message that nobody waited for."""

    @property
    def waiting(self) -> bool:
        """Whether the bot is still working on it."""
        return not self.author and self.reply is None

    def seen_by(self, person: str) -> bool:
        """Whether the person with this id sees it."""
        return self.only in {"", person}


class Transcript:
    """The last messages of a place, in order. Each change is one line at the end of the file.

    A file that ends in half a line, as after a power cut, loses that line only.
    """

    def __init__(self, file: Path, messages: dict[str, Message]) -> None:
        self._file, self._messages = file, messages
        self._lines = len(messages)

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read what was kept; what the bot was working on when it stopped says so."""
        messages: dict[str, Message] = {}
        for line in file.read_text("utf-8").splitlines() if file.exists() else ():
            _apply(line, messages)
        answered = {key: _settled(one) for key, one in messages.items()}
        transcript = cls(file, answered)
        transcript._rewrite()
        return transcript

    def __iter__(self) -> Iterator[Message]:
        return iter(tuple(self._messages.values()))

    def get(self, message_id: str) -> Message | None:
        """The message with this id."""
        return self._messages.get(message_id)

    def answering(self, answer_id: str) -> Message | None:
        """The message that answers the event with this `answer_id`: one of its own, or a changed one."""
        changed = (one for one in self._messages.values() if one.answers == answer_id)
        return self.get(answer_id) or next(changed, None)

    def find(self, key: str) -> Message | None:
        """The message that was sent with this idempotency key."""
        return next((one for one in self._messages.values() if one.key == key), None)

    def put(self, message: Message) -> None:
        """Add a message, or change the one with its id where it stands."""
        _insert(message, self._messages)
        self._append(_dumped(message))

    def remove(self, message_id: str) -> None:
        """Forget a message."""
        if self._messages.pop(message_id, None):
            self._append(json.dumps({"gone": message_id}))

    def _append(self, line: str) -> None:
        self._lines += 1
        with self._file.open("a", encoding="utf-8") as out:
            out.write(line + "\n")
        if self._lines > 4 * KEPT:
            self._rewrite()

    def _rewrite(self) -> None:
        """Write only what is still there, beside the file, then take its place."""
        fresh = self._file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text("".join(_dumped(one) + "\n" for one in self), "utf-8")
        fresh.replace(self._file)
        self._lines = len(self._messages)


def _settled(message: Message) -> Message:
    return replace(message, reply=INTERRUPTED) if message.waiting else message


def _dumped(message: Message) -> str:
    values = {name: getattr(message, name) for name in Message.__slots__}
    plain = values | {
        "sent": message.sent.isoformat(),
        "reply": message.reply and to_json(message.reply),
    }
    return json.dumps(plain)


def _apply(line: str, messages: dict[str, Message]) -> None:
    """Do to the messages what the line says; a broken line says nothing."""
    try:
        entry = json.loads(line)
        if "gone" in entry:
            messages.pop(entry["gone"], None)
        else:
            _insert(_message(entry), messages)
    except (ValueError, TypeError, KeyError, WireError):
        return


def _insert(message: Message, messages: dict[str, Message]) -> None:
    messages[message.id] = message
    if len(messages) > KEPT:
        del messages[next(iter(messages))]


def _message(entry: Mapping[str, Any]) -> Message:
    reply = from_json(entry["reply"]) if entry["reply"] else None
    if not isinstance(reply, Reply | None):
        raise WireError("a message holds a reply")
    sent = datetime.fromisoformat(entry["sent"])
    return Message(**{**entry, "sent": sent, "reply": reply})
