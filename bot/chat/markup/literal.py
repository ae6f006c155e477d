"""Words of people, documents and models: cleaned, and escaped so that Markdown leaves them alone."""

from __future__ import annotations

import re
import string

_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Control characters, bidi overrides, lone surrogates, and what hides in a text without being seen.

Joiners (U+200C, U+200D) stay: Persian words and joined emoji need them.
"""

_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in string.punctuation})
"""ASCII punctuation, each of which Markdown lets a backslash escape."""
_SPACES = re.compile(r"[ \t\n]{2,}|[\t\n]")


def clean(text: str) -> str:
    """The text without control characters, bidi overrides and lone surrogates; \\n and \\t stay."""
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def literal(text: str) -> str:
    """Any words as plain text inside Markdown; it stays one line, so it fits wherever words do."""
    within = within_words(clean(text))
    within = f"&#32;{within[1:]}" if within.startswith(" ") else within
    return f"{within[:-1]}&#32;" if within.endswith(" ") else within


def within_words(text: str) -> str:
    """Clean words to stand between others: a single space at their ends is one."""
    return _SPACES.sub(_entities, escape(text))


def escape(text: str) -> str:
    """The text with a backslash before everything that Markdown may take for a sign."""
    return text.translate(_ESCAPES)


def _entities(spaces: re.Match[str]) -> str:
    """Spaces and line ends in a form that starts no list, code block or paragraph."""
    return "".join(f"&#{ord(char)};" for char in spaces[0])
