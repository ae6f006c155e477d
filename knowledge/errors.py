"""What knowledge cannot do, said so that a person understands it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class CannotAnswerError(Exception):
    """Base of the errors whose text is meant for the person who asked."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault in a file: where it is and what to do about it."""

    file: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class BankError(CannotAnswerError):
    """The question bank has faults; all of them are listed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        listed = "\n".join(map(str, self.problems))
        super().__init__(f"The question bank has {len(self.problems)} fault(s):\n{listed}")
