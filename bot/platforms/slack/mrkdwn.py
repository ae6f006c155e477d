"""Slack's own markup, mrkdwn: used for no words of which we cannot be sure.

It has no escape for * _ ~ ` and :names:, only for & < >. So what might format itself goes out as rich or plain text.
https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re

from bot.platforms.slack.parts import JsonDict

_LIVE = re.compile(
    r"""
    [*~`]                       # bold, strike, code
    | (?<![^\W_])_ | _(?![^\W_])  # italics; inside a word an underscore is one
    | :[\w'+-]+:                # an emoji's name
    | ^\s*>                     # a quote
    | \n
    """,
    re.VERBOSE,
)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> str:
    """The words without anything that pings or links."""
    return text.translate(_ENTITIES)


def is_safe(text: str) -> bool:
    """Whether one line of words, escaped, is shown as it is."""
    return not _LIVE.search(text)


def bold(text: str) -> str:
    """Safe words in bold; nothing where there are none."""
    return f"*{escape(text.strip())}*" if text.strip() else ""


def mrkdwn(text: str) -> JsonDict:
    """Escaped words as an object in which addresses and names of channels stay words."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}
