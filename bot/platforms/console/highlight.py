"""Source code in the terminal's own colours."""

from __future__ import annotations

from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.text import Text

_THEME = ANSISyntaxTheme(
    {
        ("Comment",): Style(dim=True),
        ("Keyword",): Style(bold=True),
        ("Operator", "Word"): Style(bold=True),
        ("Name", "Function"): Style(color="blue"),
        ("Name", "Class"): Style(color="blue"),
        ("Literal", "String"): Style(color="green"),
        ("Literal", "Number"): Style(color="cyan"),
    }
)
"""Legible on dark and on light backgrounds, which bright colours are not."""


def highlight(source: str, language: str) -> Text:
    """The source, coloured where the language is known."""
    syntax = Syntax("", language or "text", theme=_THEME, background_color="default")
    text = syntax.highlight(source)
    text.rstrip()
    text.no_wrap = False
    return text
