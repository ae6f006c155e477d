"""Texts as they are compared and named: markup, width and case put aside."""

from __future__ import annotations

import re
import unicodedata

_SAME_LENGTH = (
    {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
    | {ord(space): " " for space in "\u00a0\u1680\u2007\u202f\u205f\u3000"}
    | dict.fromkeys(range(8192, 8203), " ")
    | str.maketrans("、。【】〔〕‐‑‒–—―−؟﹖∶", "..[][]-------??:")
)


def word_set(words: str) -> frozenset[str]:
    """The words of a text, to look others up in."""
    return frozenset(words.split())


_POSERS = word_set(
    """what what's whats why how when where which who whose is are was were do does did can could should would will
    explain describe define compare contrast differentiate distinguish discuss list name give state derive show prove
    write implement design outline summarize summarise sketch draw calculate compute find suppose consider imagine
    tell walk mention identify evaluate justify illustrate briefly elaborate difference differences true determine
    estimate enumerate provide solve build train propose"""
)
_EMPHASISED = (
    re.compile(r"\*\*(?=\S)([^*]{1,500})(?<=\S)\*\*"),
    re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\*(?![\w*])"),
    re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,500})(?<=[^\s_])_(?![\w_])"),
    re.compile(r"</?(?:b|i|em|strong|u|span|font|br|a)(?:\s[^<>]{0,200})?/?>()", re.IGNORECASE),
    re.compile(r"\\([*_#+.!`>|&-])"),
)
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^\s()<>]*)>?(?:\s+\"[^\"]*\")?\s*\)")


def shadow(text: str) -> str:
    """The text with full-width and exotic characters as plain ones; every position stays where it is."""
    return text if text.isascii() else text.translate(_SAME_LENGTH)


def asks(text: str) -> bool:
    """Whether the text ends with a question mark, whatever markup follows it."""
    return shadow(text[-200:]).rstrip(" \t*_`\"'”’»)]}~").endswith("?")


def poses(text: str) -> bool:
    """Whether the text is a question or a task, by its end or its first word."""
    words = re.findall(r"[^\W\d_][\w']*", text[:80])
    return asks(text) or (bool(words) and words[0].casefold() in _POSERS)


def begins_with_question(text: str) -> bool:
    """Whether the text is a question, or one with its answer on the same line."""
    question, mark, _ = shadow(text).partition("? ")
    return asks(text) or bool(mark and poses(question + "?"))


def without_links(text: str) -> tuple[str, list[str]]:
    """The text with links replaced by their words, and the addresses outside the document."""
    outside: list[str] = []

    def words(link: re.Match[str]) -> str:
        if link[2] and not link[2].startswith("#"):
            outside.append(link[2])
        return link[1]

    return _LINK.sub(words, text), outside


def without_emphasis(text: str) -> str:
    """The text without bold and italic signs, HTML for them and escapes; code and formulas stay."""
    parts = re.split(r"(`[^`]*`|\$[^$]*\$|```.*?```)", text, flags=re.DOTALL)
    return "".join(part if at % 2 else _plain_part(part) for at, part in enumerate(parts))


def _plain_part(text: str) -> str:
    for pattern in _EMPHASISED:
        text = pattern.sub(r"\1", text)
    return text


def key(text: str) -> str:
    """The text reduced to its words, to recognise a repeat."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


def slug(text: str, longest: int = 40) -> str:
    """Lower-case ASCII words joined by hyphens, cut between words; empty when there are none."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = "-".join(re.findall(r"[a-z0-9]+", ascii_text.replace("'", "")))
    if len(words) <= longest:
        return words
    return words[: longest + 1].rpartition("-")[0] or words[:longest]
