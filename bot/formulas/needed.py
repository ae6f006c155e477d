"""Which formulas need a picture, and the name of its file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.chat.markup import blocks
from knowledge.bank import load_bank
from knowledge.question import Question

SHIPPED = Path(__file__).parent / "png"
"""The pictures of the shipped bank's formulas."""
DRAWING = 1
"""The version of the drawing program; one more where pictures come out otherwise, so that none stays old."""


def file_name(latex: str) -> str:
    """The name of a formula's picture: it changes with the formula and with how we draw."""
    return f"{hashlib.sha256(f'{DRAWING}:{latex}'.encode()).hexdigest()[:32]}.png"


def formulas_in(questions: Iterable[Question]) -> tuple[str, ...]:
    """The LaTeX of every formula in these entries that does not read well as a line, each once."""
    found: dict[str, str | None] = {}
    for question in questions:
        for text in prose_of(question):
            blocks(text, found.setdefault)
    return tuple(found)


def prose_of(question: Question) -> Iterator[str]:
    """The texts of an entry that are Markdown of many lines."""
    yield from (question.answer, question.details)


def shipped_formulas() -> tuple[str, ...]:
    """The formulas of the shipped bank that need a picture."""
    return formulas_in(load_bank())
