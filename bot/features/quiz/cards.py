"""The cards of a quiz: a question, a verdict, a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from bot.chat.markup import literal
from bot.chat.reply import Block, Button, Buttons, Facts, Reply, Text
from bot.features.entry_card import CardState, entry_select
from bot.features.quiz.answers import Marked, lettered, listed, solution
from bot.features.quiz.put import Put, Spot
from bot.features.quiz.standings import points
from bot.storage.ports import QuizAnswer, QuizRound
from knowledge.question import Question
from knowledge.quiz import Choice, Order, TrueFalse

Tone = Literal["plain", "good", "bad"]


def heading(round_: QuizRound, position: int) -> str:
    """Which question of how many."""
    return f"Question {position + 1} of {len(round_.items)}"


def prompt(put: Put) -> Text:
    """The question itself."""
    return Text(f"**{literal(put.posed.prompt)}**")


def question_blocks(put: Put) -> Iterator[Block]:
    """The question, and its options by letter."""
    yield prompt(put)
    if put.posed.options and not isinstance(put.posed.item, TrueFalse):
        yield listed(put.posed)


def answer_controls(put: Put, *others: Button) -> Iterator[Buttons]:
    """A button for each letter and a row for the others; or the button that opens the form, and they beside it."""
    posed = put.posed
    match posed.item:
        case Choice():
            yield Buttons(tuple(_pick(put, letter, letter) for letter, _ in lettered(posed)))
            if others:
                yield Buttons(others)
        case TrueFalse():
            pairs = lettered(posed)
            yield Buttons((*(_pick(put, letter, option) for letter, option in pairs), *others))
        case item:
            label = "Put in order" if isinstance(item, Order) else "Type your answer"
            yield Buttons((Button(label, put.spot.action("type"), "primary"), *others))


def _pick(put: Put, letter: str, label: str) -> Button:
    return Button(label, _with(put, letter).action("pick"), "primary")


def _with(put: Put, letter: str) -> Spot:
    return Spot(put.round.id, put.position, letter)


def solo_question(put: Put, hints: int = 0) -> Reply:
    """A question to one person, with as many of its entry's hints as were asked for."""
    known = put.posed.entry.hints
    shown = [Text("\n\n".join(f"> _Hint:_ {literal(hint)}" for hint in known[:hints]))]
    hint = Button("Hint", Spot(put.round.id, put.position, str(hints + 1)).action("hint"))
    others = (
        *((hint,) if hints < len(known) else ()),
        Button("Skip", put.spot.action("skip")),
        Button("Stop", put.spot.action("stop")),
    )
    blocks = (
        *question_blocks(put),
        *(shown if known[:hints] else ()),
        *answer_controls(put, *others),
    )
    return Reply(heading(put.round, put.position), blocks, "asker")


def verdict(put: Put, marked: Marked) -> Reply:
    """What an answer of one person was worth, and why."""
    title, tone = _judged(marked)
    after = "Score" if put.is_last else "Next"
    buttons = (
        Button(after, put.spot.action("next"), "primary"),
        Button("Read the entry", CardState(put.posed.entry.id).action("show")),
        *(() if put.is_last else (Button("Stop", put.spot.action("stop")),)),
    )
    blocks = (
        prompt(put),
        *((Text(literal(marked.remark)),) if _adds(marked) else ()),
        *solution(put.posed, marked.given),
        Buttons(buttons),
    )
    heads = f"{title} · {heading(put.round, put.position)}"
    return Reply(heads, blocks, "asker", tone=tone)


def _adds(marked: Marked) -> bool:
    """Whether the remark says more than the answer that stands under it."""
    return bool(marked.remark) and marked.remark != f"Read as {marked.given}."


def _judged(marked: Marked) -> tuple[str, Tone]:
    if not marked.given:
        return "Skipped", "plain"
    if marked.credit >= 1:
        return "Right", "good"
    return (
        (f"Partly right ({marked.credit * 100:.0f} %)", "plain")
        if marked.credit > 0
        else ("Not quite", "bad")
    )


def score(
    round_: QuizRound,
    answers: Sequence[QuizAnswer],
    missed: Sequence[Question],
    more: Sequence[Block] = (),
) -> Reply:
    """How one person did, what to read again, and what else there is to say."""
    right = sum(answer.credit for answer in answers)
    skipped = sum(not answer.given for answer in answers)
    left = len(round_.items) - len(answers)
    facts = [(name, str(n)) for name, n in (("Skipped", skipped), ("Not asked", left)) if n]
    again = Buttons((Button("Another round", Spot(round_.id).action("again"), "primary"),))
    blocks = (
        Text(_kindly(right, len(answers))),
        *((Facts(tuple(facts)),) if facts else ()),
        *((entry_select("Read what you missed", missed),) if missed else ()),
        *more,
        again,
    )
    title = f"Your score: {points(right)} of {len(answers)}" if answers else "Your score"
    return Reply(title, blocks, "asker", tone="good" if answers and not missed else "plain")


def _kindly(right: float, answered: int) -> str:
    """One sentence about a score."""
    if not answered:
        return "You stopped before the first answer. Nothing is scored."
    if right >= answered:
        return "Everything right. `level` in /quiz makes it harder."
    if 2 * right >= answered:
        return "A good part of it is there. What you missed is worth another look."
    return "Each miss is one less in the interview. What you missed is worth another look."
