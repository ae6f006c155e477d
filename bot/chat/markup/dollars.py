r"""Formulas in Markdown: $…$ among words, $$…$$ on its own, and the same as \(…\) and \[…\]."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from bot.chat.markup.reading import new_reader

LONGEST = 60
"""Rows of a formula that stands on its own; after these, or a blank row, its end was forgotten."""

_INLINE = re.compile(
    r"\$\$(?P<display>(?:[^\\$]|\\.){1,1000}?)\$\$"
    r"|\$(?![\s$])(?P<inline>(?:[^\\$`]|\\.){1,1000}?)(?<!\s)\$(?![\d$])"
    r"|\\\((?P<round>(?:[^\\]|\\[^)]){1,1000}?)\\\)"
    r"|\\\[(?P<square>(?:[^\\]|\\[^\]]){1,1000}?)\\\]",
    re.DOTALL,
)
_CLOSERS = {"$$": "$$", "\\[": "\\]"}
_MATHEMATICS = re.compile(r"[\\^_]")
_PROSE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}\s+[A-Za-z]{2,}")


def _among_words(state: StateInline, silent: bool) -> bool:
    """The rule for formulas in a paragraph."""
    if state.src[state.pos] not in "$\\":
        return False
    found = _INLINE.match(state.src, state.pos)
    if found is None or not _is_formula(found[found.lastgroup or 0]):
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = " ".join(found[found.lastgroup or 0].split())
        token.block = found.lastgroup in ("display", "square")
    state.pos = found.end()
    return True


def _is_formula(latex: str) -> bool:
    """Whether this is something, and no prose between two prices."""
    return bool(latex.strip()) and bool(_MATHEMATICS.search(latex) or not _PROSE.search(latex))


def _on_its_own(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The rule for formulas that begin and end a block of rows."""
    first = state.getLines(start, start + 1, state.blkIndent, False).strip()
    closer = _CLOSERS.get(first[:2])
    if closer is None or state.is_code_block(start):
        return False
    body, at = first[2:], start + 1
    while closer not in body and at < min(end, start + LONGEST) and not state.isEmpty(at):
        body += "\n" + state.getLines(at, at + 1, state.blkIndent, False)
        at += 1
    latex, found, rest = body.partition(closer)
    if not found or rest.strip() or not latex.strip():
        return False
    if not silent:
        state.push("formula", "", 0).content = " ".join(latex.split())
        state.line = at
    return True


DOCUMENT = new_reader()
"""Reads Markdown with formulas."""
DOCUMENT.inline.ruler.before("escape", "formula", _among_words)
DOCUMENT.block.ruler.before(
    "fence", "formula", _on_its_own, {"alt": ["paragraph", "blockquote", "list"]}
)
