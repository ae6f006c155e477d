"""Numbers that open lines: the next question, or an item of a list inside an answer."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.importers.labels import Number


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that begins with a number, and what speaks for and against a question."""

    number: Number
    asks: bool
    """It ends with a question mark."""
    poses: bool
    """It asks or begins like a task ("Explain …")."""
    spaced: bool
    """A blank line stands before it, or the document has none."""
    tight: bool
    """It follows a line of text directly."""
    answered: bool
    """Text that is no further number follows."""
    introduced: bool
    """The line before ends with a colon, as before a list."""
    bold: bool
    solves: bool
    """It stands among solutions."""
    next_to_question: bool = False
    """The open question has no text yet."""


@dataclass(slots=True)
class Numbering:
    """What has been counted so far: questions, and the list that is open in an answer."""

    last: Number = ()
    bold: bool = False
    item: int = 0
    items_pose: bool = False
    items_tight: bool = False

    def question(self, number: Number, *, bold: bool = False) -> None:
        """Count a question; a list that was open has ended."""
        self.last, self.bold, self.item = number or self.last, bold, 0

    def list_item(self, line: Numbered) -> None:
        """Count an item of a list inside an answer."""
        self.items_tight = line.tight if self.item else True
        self.item, self.items_pose = line.number[-1], line.poses

    def follows(self, number: Number) -> bool:
        """Whether a number is the next one: 3 after 2, 1.3 after 1.2, 2.1 after 1.7."""
        if not self.last:
            return number[-1] == 1
        if len(number) != len(self.last):
            return False
        same = number[:-1] == self.last[:-1]
        return number[-1] == self.last[-1] + 1 if same else number[-1] == 1

    def continues_list(self, line: Numbered) -> bool:
        """Whether a number is the next of the open list rather than the next question."""
        if not self.item or line.number != (self.item + 1,):
            return False
        if not self.follows(line.number):
            return True
        if line.poses and not self.items_pose:
            return line.tight and not (line.asks or line.spaced)
        return not (line.spaced and self.items_tight and line.answered)

    def is_question(self, line: Numbered, *, fresh: bool, same_form: bool) -> bool:
        """Whether a numbered line is a question.

        `fresh`: no question is open, as after a section heading; `same_form`: the open question is a numbered line too.
        """
        if self.continues_list(line):
            return False
        if fresh:
            return line.poses or (line.spaced and line.answered and not line.introduced)
        if not same_form or (self.bold and not line.bold):
            return line.asks and line.spaced and line.answered and self.follows(line.number)
        if self.follows(line.number):
            return line.poses or line.next_to_question or (line.spaced and line.answered)
        return self._skips_or_repeats(line)

    def _skips_or_repeats(self, line: Numbered) -> bool:
        if not line.poses or line.number[-1] > 1990:
            return False
        if not line.spaced:
            return line.solves and not line.introduced and line.number > self.last
        if line.number[-1] == 1:
            return line.asks and line.answered and not line.introduced
        return line.asks or line.answered
