"""Answers and what they are worth: a letter, a typed one, an order."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from bot.chat.errors import ChatError, StaleError
from bot.chat.event import Action
from bot.chat.feature import Field, Form
from bot.chat.reply import Choice as Line
from bot.features.quiz.answers import ARROW, Marked, lettered
from bot.features.quiz.put import NEW_QUIZ
from knowledge.grading import mark_cloze, mark_numeric, mark_order
from knowledge.posing import LETTERS, Posed
from knowledge.quiz import Choice, Cloze, Numeric, Order, TrueFalse

MOST_FIELDS = 5
"""Of a form. An order of more steps leaves the last one out: it follows from the others."""


def mark_letter(posed: Posed, letter: str) -> Marked:
    """Mark a pressed letter.

    Raises:
        StaleError: the item has no such letter.
    """
    letters = [x for x, _ in lettered(posed)]
    if not isinstance(posed.item, Choice | TrueFalse) or letter not in letters:
        raise StaleError(NEW_QUIZ)
    return Marked(letter, float(letter == LETTERS[posed.right]))


def answer_form(posed: Posed, action: Action) -> Form:
    """The form in which an answer is typed, or steps are put in order."""
    match posed.item:
        case Order(steps=steps):
            lines = tuple(Line(f"{x}  {step}", x) for x, step in lettered(posed))
            asked = range(1, min(len(steps), MOST_FIELDS) + 1)
            fields = tuple(Field(f"step{n}", f"Step {n}", choices=lines) for n in asked)
            return Form("Put the steps in order", fields, action, send="Answer")
        case Numeric(unit=unit):
            label = f"Your answer, in {unit}" if unit else "Your answer"
            fields = (
                Field("answer", label, placeholder="1024, 1e-3, 1/3, 50 % or 2^10", longest=100),
            )
            return Form("Your answer", fields, action, send="Answer")
        case _:
            fields = (Field("answer", "What belongs in the gap?", longest=100),)
            return Form("Your answer", fields, action, send="Answer")


def mark_form(posed: Posed, values: Mapping[str, str], known: Container[str]) -> Marked:
    """Mark what was sent; the field's own words (`known`) are never taken for slips of other words.

    Raises:
        CannotAnswerError: it cannot be read; says how to write it.
        ChatError: a step stands in two places.
        StaleError: the item takes no typed answer.
    """
    match posed.item:
        case Order() as order:
            letters = _order(posed, values)
            steps = dict(lettered(posed))
            mark = mark_order(order, [steps[letter] for letter in letters])
            return Marked(ARROW.join(letters), mark.credit, mark.remark)
        case Numeric() as numeric if posed.drawn:
            mark = mark_numeric(numeric, posed.drawn, values.get("answer", ""))
        case Cloze() as cloze:
            mark = mark_cloze(cloze, values.get("answer", ""), known)
        case _:
            raise StaleError(NEW_QUIZ)
    return Marked(mark.read, mark.credit, mark.remark)


def _order(posed: Posed, values: Mapping[str, str]) -> Sequence[str]:
    """The letters as they were put in order; one that is left over goes last."""
    every = [letter for letter, _ in lettered(posed)]
    asked = min(len(every), MOST_FIELDS)
    given = [values.get(f"step{n}", "") for n in range(1, asked + 1)]
    if any(letter not in every for letter in given):
        raise StaleError(NEW_QUIZ)
    if twice := next((x for x in given if given.count(x) > 1), None):
        raise ChatError(
            f"{twice} stands in two places. Each step belongs in one; please try again."
        )
    return [*given, *(letter for letter in every if letter not in given)]
