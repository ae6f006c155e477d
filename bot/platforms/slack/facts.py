"""Short labels and values on Slack: two columns, lines, or small print."""

from __future__ import annotations

from collections.abc import Sequence

from bot.platforms.slack.mrkdwn import bold, escape, is_safe, mrkdwn
from bot.platforms.slack.parts import JsonDict, plain, rich_text, section, words

Pairs = Sequence[tuple[str, str]]

_FIELDS = (2, 4, 5, 6, 7, 8, 9, 10)
"""Slack takes ten; three would leave a hole beside the last."""
_ONE_LINE = 70
"""Characters of facts that stand beside each other."""
_SHORT = 60
"""Characters of a value that stands in one of two columns."""
_SMALL = 600
"""Characters of small print."""
_DOT = "\u2002·\u2002"


def facts(pairs: Pairs) -> JsonDict:
    """Two columns where all is short and safe, else a line for each, or one for three short ones."""
    if len(pairs) in _FIELDS and all(map(_is_field, pairs)):
        fields = [mrkdwn(f"{bold(label)}\n{escape(value)}") for label, value in pairs]
        return {"type": "section", "fields": fields}
    said = "".join(map("".join, pairs))
    gap = words(_DOT if len(said) <= _ONE_LINE and "\n" not in said else "\n")
    parts = [part for pair in pairs for part in (gap, *_line(*pair))]
    return rich_text([section(parts[1:])])


def small_print(pairs: Pairs) -> JsonDict | None:
    """One grey line under a message; None where that is not enough."""
    said = _DOT.join(": ".join(filter(None, pair)) for pair in pairs)
    if len(said) > _SMALL or "\n" in said:
        return None
    if all(map(_is_safe, pairs)):
        marked = _DOT.join(f"{bold(label)} {escape(value)}".strip() for label, value in pairs)
        return {"type": "context", "elements": [mrkdwn(marked)]}
    return {"type": "context", "elements": [plain(said, _SMALL)]}


def _is_field(pair: tuple[str, str]) -> bool:
    return all(pair) and len(pair[1]) <= _SHORT and _is_safe(pair)


def _is_safe(pair: tuple[str, str]) -> bool:
    return all(map(is_safe, pair))


def _line(label: str, value: str) -> list[JsonDict]:
    if not (label and value):
        return [words(label or value, bold=True)]
    return [words(label, bold=True), words(f" {value}")]
