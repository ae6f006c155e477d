"""Where something came from, and so how it can be answered. Plain data, no SDK."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import Self

PLATFORM = "slack"
_ANSWER, _OF_BUTTON = "answer", "pressed"


@dataclass(frozen=True, slots=True)
class Origin:
    """Everything about a payload that only its answer needs."""

    channel: str = ""
    """Empty for a global shortcut and on the Home tab."""
    thread: str = ""
    response_url: str = ""
    """Takes five messages within 30 minutes; empty where Slack gives none."""
    message: str = ""
    """`ts` of the message that held the button."""
    unseen: bool = False
    """Whether only the person who pressed it sees that message."""
    at_home: bool = False
    """Whether it was pressed on the Home tab."""

    def pack(self) -> str:
        """As a modal's `private_metadata`, so that the form is answered as its button would have been."""
        return json.dumps(astuple(self))

    @classmethod
    def unpack(cls, text: str) -> Self:
        """What was packed."""
        match json.loads(text or "[]"):
            case [str(channel), str(thread), str(url), str(message), bool(unseen), bool(home)]:
                return cls(channel, thread, url, message, unseen, home)
            case _:
                return cls()

    def answer_id(self, user: str, digest: str) -> str:
        """What names the answer before there is one, for `Poster.edit`; `digest` is the event's."""
        kind = _OF_BUTTON if self.message else _ANSWER
        return f"{kind}/{user}/{digest}/{self.response_url}"


@dataclass(frozen=True, slots=True)
class AnswerId:
    """An answer's name, read."""

    user: str
    digest: str
    response_url: str
    of_button: bool
    """Whether the address belongs to a message with a button, which it would replace."""

    @classmethod
    def read(cls, message_id: str) -> Self | None:
        """None for the `ts` of an ordinary message."""
        kind, *rest = message_id.split("/", 3)
        if kind not in (_ANSWER, _OF_BUTTON) or len(rest) != 3:
            return None
        user, digest, url = rest
        return cls(user, digest, url, kind == _OF_BUTTON)
