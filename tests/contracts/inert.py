"""What of words would do something on a platform: ping, format, mask a link, control a terminal.

Each check takes what a platform renders, and lists what is live in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.platforms.discord.ids import walk
from tests.bot.platforms.console.screen import Sheet
from tests.contracts.platforms import IDS, strings

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\U000e0000-\U000e007f]"
)
"""Control characters, bidi overrides, lone surrogates and invisible ones; Discord's break U+200B is none of them."""


def faults(platform: str, rendered: object) -> list[str]:
    """Everything that is live in what a platform rendered."""
    return [*_hidden(rendered), *CHECKS[platform](rendered)]


def _hidden(rendered: object) -> Iterator[str]:
    for text in strings(rendered, without=IDS):
        if found := _UNSEEN.search(text):
            yield f"{found[0]!r} is hidden in {text!r}"


# https://discord.com/developers/docs/reference#message-formatting
_HARMLESS = re.compile(
    r"""
    \\[!-/:-@\[-`{-~]                     # an escaped sign
    | ```(?:[\w+\#.-]*\n)?.*?```           # a block of code
    | (`+)(?!`).+?(?<!`)\1(?!`)            # `code`
    | <https?://[^\s<>]*>                  # an address, shown in full and without a preview
    """,
    re.VERBOSE | re.DOTALL,
)
_DISCORD = {
    "a mention": re.compile(r"<(@[!&]?|#|/|id:|sound:|t:|a?:\w+:)[^>\n]*>"),
    "a ping of many": re.compile(r"@(everyone|here)"),
    "a masked link": re.compile(r"\]\("),
    "a spoiler": re.compile(r"\|\|"),
    "an open fence": re.compile(r"```"),
    "a link that is shown with a preview": re.compile(r"https?://\w"),
    "HTML": re.compile(r"<[a-zA-Z!/]"),
}


def _discord(rendered: object) -> Iterator[str]:
    assert isinstance(rendered, Mapping)
    for part in walk(rendered["components"]):
        if part.get("content") == _pinged(rendered):
            continue
        content = part.get("content", "")
        bare = _HARMLESS.sub("·", content)
        yield from (
            f"{what} in {content!r}" for what, live in _DISCORD.items() if live.search(bare)
        )
    if rendered["allowed_mentions"]["parse"]:
        yield "anybody can be pinged by words"


def _pinged(rendered: Mapping[str, Any]) -> str:
    """What stands alone in a part of a message that pings; ids are digits, so no words can be it."""
    return " ".join(f"<@{user}>" for user in rendered["allowed_mentions"].get("users", ()))


def _web(rendered: object) -> Iterator[str]:
    """Its strings are words until the page draws them; addresses alone could do something before."""
    assert isinstance(rendered, Mapping)
    for block in rendered["blocks"]:
        if not block.get("url", "/blobs/").startswith("/blobs/"):
            yield f"a picture or file from {block['url']!r}"
        for line in block.get("lines", ()):
            links = [span["link"] for span in line["spans"] if span["link"] is not None]
            yield from (f"a link to {link!r}" for link in links if not _is_web_address(link))


def _is_web_address(link: str) -> bool:
    return bool(re.match(r"https?://[^\s\"'<>\\]+\Z", link))


# https://docs.slack.dev/messaging/formatting-message-text
_PING = re.compile(r"<|&(?!(?:amp|lt|gt);)")
_MRKDWN = {
    "a ping or a link": _PING,
    "bold, strike or code": re.compile(r"[*~`]"),
    "italics": re.compile(r"(?<![^\W_])_|_(?![^\W_])"),
    "an emoji": re.compile(r":[\w+'-]+:"),
    "a quote": re.compile(r"(?m)^\s*&gt;"),
}
_LABEL = re.compile(r"(?m)(?:^|(?<=·\u2002))\*([^*\n]+)\*(?=\s|$)")
"""What is bold on purpose: a label, at the start of a line or after a dot."""
_DO_SOMETHING = {"broadcast", "channel", "color", "date", "emoji", "markdown", "team", "video"}


def _slack(rendered: object) -> Iterator[str]:
    """Words can do something in mrkdwn; in rich text only parts can that are no words."""
    assert isinstance(rendered, Mapping)
    if _PING.search(rendered["text"]):
        yield f"a ping in the notification {rendered['text']!r}"
    pinged = list(_objects(rendered["blocks"][:1]))
    for part in _objects(rendered["blocks"]):
        match part.get("type"):
            case "mrkdwn":
                bare = _LABEL.sub(r"\1", part["text"])
                yield from (
                    f"{what} in {part}" for what, live in _MRKDWN.items() if live.search(bare)
                )
                yield from () if part.get("verbatim") else [f"names become links in {part}"]
            case "plain_text" if ":" in part["text"] and part.get("emoji") is not False:
                yield f"emoji in {part}"
            case "link" if set(part) != {"type", "url"} or not _is_web_address(part["url"]):
                yield f"a masked link {part}"
            case "user" | "usergroup" if part not in pinged:
                yield f"a ping {part}"
            case kind if kind in _DO_SOMETHING:
                yield f"{kind} {part}"
            case _:
                pass


def _objects(data: object) -> Iterator[Mapping[str, Any]]:
    """Every object in rendered data."""
    if isinstance(data, Mapping):
        yield data
        data = list(data.values())
    if isinstance(data, list):
        yield from (part for value in data for part in _objects(value))


_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def _console(rendered: object) -> Iterator[str]:
    """What reaches a terminal is words, line ends and the styles that Rich writes."""
    assert isinstance(rendered, dict)
    sheet = Sheet(force_terminal=True, color_system="truecolor")
    sheet.paper.write(rendered)
    if found := re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", _STYLE.sub("", sheet.new())):
        yield f"{found[0]!r} reaches the terminal"


def formats(rendered: object) -> list[str]:
    """What is formatted in a rendered reply that is one text without any Markdown."""
    assert isinstance(rendered, Mapping)
    if "components" in rendered:
        return [
            content for content in strings(rendered) if _FORMATS.search(_HARMLESS.sub("·", content))
        ]
    if "text" in rendered:
        return [
            str(part)
            for part in _objects(rendered["blocks"])
            if part.get("type") not in _WORDS or "style" in part
        ]
    lines = [line for block in rendered["blocks"] for line in block["lines"]]
    spans = [span for line in lines for span in line["spans"]]
    styles = ("bold", "italic", "code", "strike", "link")
    return [
        *(line["kind"] for line in lines if line["kind"] != "paragraph"),
        *(str(span) for span in spans if span.get("marks") or any(map(span.get, styles))),
    ]


_FORMATS = re.compile(r"[*_`]|~~|(?m:^\s*(?:[#>+-]|\d+[.)])\s)")


_WORDS = {"rich_text", "rich_text_section", "text"}


CHECKS: dict[str, Callable[[object], Iterator[str]]] = {
    "console": _console,
    "discord": _discord,
    "slack": _slack,
    "web": _web,
}
