r"""Formulas in Markdown: $…$ among words, $$…$$ on its own, and the same as \(…\) and \[…\]."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from bot.chat.markup.reading import markdown

LONGEST = 2000
"""Characters of a formula among words; what is longer is no formula but a lost dollar sign."""

_INLINE = re.compile(
    r"\$\$(?P<display>(?:[^\\$]|\\.){1,2000}?)\$\$"
    r"|\$(?P<inline>(?![\s$])(?:[^\\$`]|\\.){1,2000}?)(?<!\s)\$(?![\d$])"
    r"|\\\((?P<round>(?:[^\\]|\\[^)]){1,2000}?)\\\)"
    r"|\\\[(?P<square>(?:[^\\]|\\[^\]]){1,2000}?)\\\]",
    re.DOTALL,
)
_BLOCK = re.compile(r"(?:\$\$(.+?)\$\$|\\\[(.+?)\\\])[ \t]*(?:\n|$)", re.DOTALL)
_ENDS = {"$$": "$$", "\\[": "\\]"}
_PROSE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}\s+[A-Za-z]{2,}")


def _among_words(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = _INLINE.match(state.src, state.pos)
    latex = next((group for group in found.groups() if group), "") if found else ""
    if found is None or not _is_formula(latex):
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = latex.strip()
        token.block = bool(found["display"] or found["square"])
    state.pos = found.end()
    return True


def _is_formula(latex: str) -> bool:
    """Whether this is no prose between two prices."""
    return bool(latex.strip()) and (bool(re.search(r"[\\^_]", latex)) or not _PROSE.search(latex))


def _on_its_own(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    text = state.getLines(start, start + 1, state.blkIndent, False).strip()
    closer = _ENDS.get(text[:2])
    if closer is None or state.is_code_block(start):
        return False
    rows = [text[2:]]
    at = start + 1
    while closer not in rows[-1] and at < end:
        rows.append(state.getLines(at, at + 1, state.blkIndent, False))
        at += 1
    body, found, rest = "\n".join(rows).partition(closer)
    if not found or rest.strip() or not body.strip():
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = body.strip()
        state.line = at
    return True


DOCUMENT = markdown()
"""Reads Markdown with formulas."""
DOCUMENT.inline.ruler.before("escape", "formula", _among_words)
DOCUMENT.block.ruler.before(
    "fence", "formula", _on_its_own, {"alt": ["paragraph", "blockquote", "list"]}
)
