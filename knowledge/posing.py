"""A quiz item as it is put to people: numbers drawn, options shuffled, all from one seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from knowledge.question import Question
from knowledge.quiz import Choice, Cloze, Drawn, Numeric, Option, Order, QuizItem, TrueFalse

LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Posed:
    """An item of an entry in the shape one round shows it.

    `options` are what letters stand for, or the steps to be ordered, as shown from the top; they are empty where the
    answer is typed.
    """

    entry: Question
    item: QuizItem
    prompt: str
    options: tuple[str, ...] = ()
    drawn: Drawn | None = None
    """The numbers and the answer of a numeric item."""

    @property
    def right(self) -> int:
        """Position of the right letter, for items that are answered by one.

        Raises:
            TypeError: it is not answered by a letter.
        """
        match self.item:
            case Choice() as choice:
                return self.options.index(choice.options[choice.right].text)
            case TrueFalse(answer=answer):
                return 0 if answer else 1
            case _:
                raise TypeError(f"{self.item.kind} items are not answered by a letter")

    @property
    def explained(self) -> tuple[Option, ...]:
        """The options of a choice with what each says about itself, as shown; empty for other kinds."""
        by_text = {o.text: o for o in self.item.options} if isinstance(self.item, Choice) else {}
        return tuple(by_text[text] for text in self.options if text in by_text)


def pose(entry: Question, item: QuizItem, seed: int) -> Posed:
    """Shuffle the options and draw the numbers; the same seed gives the same round again."""
    rng = Random(seed)
    match item:
        case Choice(options=options):
            return Posed(entry, item, item.prompt, _shuffled([o.text for o in options], rng))
        case TrueFalse():
            return Posed(entry, item, item.prompt, ("True", "False"))
        case Numeric():
            drawn = item.draw(rng)
            return Posed(entry, item, drawn.prompt, drawn=drawn)
        case Order(steps=steps):
            shown = _shuffled(steps, rng)
            # The right order at once would give it away; one turn of the list is never right.
            return Posed(
                entry, item, item.prompt, shown if shown != steps else (*steps[1:], steps[0])
            )
        case Cloze():
            return Posed(entry, item, item.prompt)


def _shuffled(texts: Sequence[str], rng: Random) -> tuple[str, ...]:
    return tuple(rng.sample(texts, len(texts)))
