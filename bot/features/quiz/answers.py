"""Answers in words: what a letter stands for, what is right, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.markup import literal
from bot.chat.reply import Block, Facts, Text
from knowledge.grading.typed_number import shown
from knowledge.posing import LETTERS, Posed
from knowledge.quiz import Choice, Numeric, Option, Order, TrueFalse

ARROW = " → "


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer with its mark: what was understood, what it is worth from 0 to 1, and a remark."""

    given: str
    credit: float
    remark: str = ""


def lettered(posed: Posed) -> list[tuple[str, str]]:
    """Each option with the letter it stands behind."""
    return list(zip(LETTERS, posed.options, strict=False))


def listed(posed: Posed) -> Text:
    """The options, a line each."""
    return Text("\n\n".join(f"**{x}**  {literal(option)}" for x, option in lettered(posed)))


def solution(posed: Posed, given: str = "") -> Iterator[Block]:
    """What was answered, where it was, what is right, and why: for a choice, of every option."""
    match posed.item:
        case Choice():
            yield Text("\n\n".join(_options(posed, given)))
        case Order(steps=steps, why=why):
            yield from _facts(("You answered", given))
            yield Text(f"**The right order**\n\n{_in_order(posed, steps)}")
            yield Text(literal(why))
        case item:
            right, own = right_answer(posed), _named(posed, given)
            yield from _facts(
                ("You answered", own if own != right else ""), ("Right answer", right)
            )
            yield Text(literal(posed.drawn.why if posed.drawn else item.why))


def right_answer(posed: Posed) -> str:
    """The right answer in a few words."""
    match posed.item:
        case Choice() | TrueFalse():
            return _named(posed, LETTERS[posed.right])
        case Order(steps=steps):
            by_step = {option: letter for letter, option in lettered(posed)}
            return ARROW.join(by_step[step] for step in steps)
        case Numeric(unit=unit):
            return shown(posed.drawn.answer, unit) if posed.drawn else ""
        case cloze:
            return cloze.accept[0]


def said(posed: Posed, given: str) -> str:
    """An answer as its person is told of it: what was pressed or typed, or the letters of an order."""
    return _named(posed, given) if isinstance(posed.item, TrueFalse) else given


def _named(posed: Posed, given: str) -> str:
    """An answer as a person reads it: a letter with its option."""
    option = dict(lettered(posed)).get(given, "")
    if isinstance(posed.item, TrueFalse):
        return option or given
    return f"{given}  {option}" if option else given


def _facts(*pairs: tuple[str, str]) -> Iterator[Facts]:
    if filled := tuple(pair for pair in pairs if pair[1]):
        yield Facts(filled)


def _options(posed: Posed, given: str) -> Iterator[str]:
    """Each option with its reason; of a wrong one that was chosen, also why it tempts."""
    for letter, option in zip(LETTERS, posed.explained, strict=False):
        marks = ("right" if option.right else "", "your answer" if letter == given else "")
        head = " · ".join((letter, *filter(None, marks)))
        yield f"**{head}{':' if any(marks) else ''}**  {literal(option.text)}"
        yield f"> {_reason(option, chosen=letter == given)}"


def _reason(option: Option, *, chosen: bool) -> str:
    tempts = f" _Why it tempts:_ {literal(option.tempts)}" if option.tempts and chosen else ""
    return literal(option.why) + tempts


def _in_order(posed: Posed, steps: Sequence[str]) -> str:
    """The steps as they belong, each with the letter it stood behind."""
    letters = {option: letter for letter, option in lettered(posed)}
    return "\n".join(
        f"{number}. **{letters[step]}**  {literal(step)}" for number, step in enumerate(steps, 1)
    )
