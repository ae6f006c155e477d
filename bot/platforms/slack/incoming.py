"""What people wrote in Slack as plain words: Slack sends mentions, channels and links in marks of its own.

https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
"""

from __future__ import annotations

import re

_MARK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def words(text: str, bot_user: str = "") -> str:
    """The words, without mentions of the bot that brought them here."""
    return unescaped(_MARK.sub(lambda mark: _shown(mark, bot_user), text)).strip()


def unescaped(text: str) -> str:
    """Slack escapes three characters only; & comes last, so that nothing is read twice."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(mark: re.Match[str], bot_user: str) -> str:
    what, label = mark[1], mark[2] or ""
    match what[:1]:
        case "@":
            return " " if what[1:] == bot_user else f"@{label.removeprefix('@') or what[1:]}"
        case "#":
            return f"#{label or what[1:]}"
        case "!":
            return label or f"@{what[1:].split('^')[0]}"
        case _:
            return label or what
