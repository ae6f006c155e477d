"""LaTeX cut into lexemes: commands, braces, spaces and characters."""

from __future__ import annotations

import re

_LEXEME = re.compile(r"\\[A-Za-z]+\*?|\\.|\\$|\s+|'+|\d{1,3}(?:,\d{3})+(?!\d)|.", re.DOTALL)


class Lexer:
    """Gives lexemes from left to right."""

    def __init__(self, latex: str) -> None:
        self._lexemes: list[str] = _LEXEME.findall(latex)
        self._at = 0

    def peek(self) -> str:
        """The next lexeme that is no space; empty at the end."""
        while self._at < len(self._lexemes) and self._lexemes[self._at].isspace():
            self._at += 1
        return self._lexemes[self._at] if self._at < len(self._lexemes) else ""

    def take(self) -> str:
        """The next lexeme, which is behind us then."""
        lexeme = self.peek()
        self._at += 1
        return lexeme

    def skip(self, lexeme: str) -> bool:
        """Whether this lexeme came next; it is behind us then."""
        found = self.peek() == lexeme
        self._at += found
        return found

    def raw(self) -> str:
        """A group as it was typed; outside braces, the next lexeme."""
        if self.peek() != "{":
            return self.take()
        start, depth = self._at + 1, 0
        while self._at < len(self._lexemes):
            depth += {"{": 1, "}": -1}.get(self._lexemes[self._at], 0)
            self._at += 1
            if not depth:
                break
        return "".join(self._lexemes[start : self._at]).removesuffix("}")
