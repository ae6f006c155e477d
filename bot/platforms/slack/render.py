"""Reply to the JSON of a Slack message made of Block Kit. No SDK here: platform.py sends it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from bot.chat import markup
from bot.chat.event import Person
from bot.chat.limits import Limits, cut, fit, is_long
from bot.chat.reply import (
    Block,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Role,
    Text,
)
from bot.platforms.slack import parts
from bot.platforms.slack.blocks import body, measure
from bot.platforms.slack.faults import MAX_LENGTH, MESSAGE_BLOCKS
from bot.platforms.slack.ids import distinct
from bot.platforms.slack.mrkdwn import escape
from bot.platforms.slack.parts import JsonDict, length, rich_text, section, words

MAX_WORDS = 3_900
"""Bytes of the words for notifications and screen readers; where a message is changed Slack takes 4,000."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")

LIMITS = Limits(
    title=150,
    text=MAX_LENGTH - 400,  # for the marks of equal ids
    block=MAX_LENGTH - 400,
    components=MESSAGE_BLOCKS - 2,  # the title, and the words that ping
    label=parts.MAX_LABEL,
    options=parts.MAX_CHOICES,
    measure=measure,
)

_LEAST = 2_000
"""Characters that words have room for, however many controls there are."""
_LABELS = ((LIMITS.label, LIMITS.option), (LIMITS.label, LIMITS.option), (40, 40), (20, 20))
"""How long labels of buttons and lines are: first words are given up for controls, then parts of their labels."""


def render(reply: Reply) -> JsonDict:
    """The message: words for notifications, blocks, and the files to be shared beside it.

    An image has the key of its blob where Slack wants the id of a file; `with_files` changes that.
    """
    reply = fitted(reply)
    return {
        "text": _said(reply),
        "blocks": distinct([*_pings(reply), *body(reply, tables=True)]),
        "files": [
            {"key": block.key, "filename": _UNSAFE.sub("-", block.name), "title": block.name}
            for block in reply.blocks
            if isinstance(block, File)
        ],
    }


def fitted(reply: Reply) -> Reply:
    """The reply as one message takes it: its controls whole, and as much of its words as has room beside them.

    Only a long reply is shortened, since the whole is kept of these alone.
    """
    if not is_long(reply):
        return fit(reply, replace(LIMITS, text=10**6, block=10**6))
    room = LIMITS.text - length(list(_pings(reply)))
    for_words = room
    shown = reply
    for label, option in _LABELS:
        shown = fit(reply, replace(LIMITS, text=for_words, label=label, option=option))
        over = length(list(body(shown, tables=True))) - room
        if over <= 0:
            break
        for_words = max(for_words - over, _LEAST)
    return shown


def blobs(message: Mapping[str, Any]) -> list[str]:
    """The keys of the pictures in a message or view, each once."""
    return list(dict.fromkeys(image["slack_file"]["id"] for image in _images(message["blocks"])))


def with_files(message: Mapping[str, Any], ids: Mapping[str, str]) -> JsonDict:
    """The message or view with Slack's ids of files in place of the keys of blobs."""
    changed = deepcopy(dict(message))
    for image in _images(changed["blocks"]):
        image["slack_file"]["id"] = ids[image["slack_file"]["id"]]
    return changed


def _images(blocks: Iterable[JsonDict]) -> Iterator[JsonDict]:
    yield from (block for block in blocks if block["type"] == "image")


def _pings(reply: Reply) -> Iterator[JsonDict]:
    """Whom it is for, so that Slack tells them; nothing else in a message pings."""
    pings = [part for who in reply.notify for part in (words(" "), _ping(who))]
    if pings:
        yield rich_text([section(pings[1:])])


def _ping(who: Person | Role) -> JsonDict:
    match who:
        case Role(group):
            return {"type": "usergroup", "usergroup_id": group}
        case Person("slack", user):
            return {"type": "user", "user_id": user}
        case _:
            return words(" ".join(markup.clean(who.name).split()) or "…")


def _said(reply: Reply) -> str:
    """The words of a reply for notifications and screen readers: nothing in them pings."""
    said = " ".join(filter(None, (reply.title, *map(_words, reply.blocks)))) or "…"
    longest = MAX_WORDS
    while len((text := escape(cut(said, longest))).encode()) > MAX_WORDS:
        longest = longest * 4 // 5
    return text


def _words(block: Block) -> str:
    match block:
        case Text(markdown):
            return markup.plain(markdown)
        case Facts(pairs):
            return ", ".join(" ".join(filter(None, pair)) for pair in pairs)
        case Picture(alt=said) | Progress(label=said) | File(name=said):
            return said
        case _:
            return ""
