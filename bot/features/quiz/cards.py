"""The cards of a quiz: a question, a verdict, a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.chat.markup import literal
from bot.chat.reply import Block, Button, Buttons, Facts, Reply, Table, Text
from bot.features.entry_card import CardState, entry_select
from bot.features.quiz.put import Put, Spot
from bot.storage.ports import QuizAnswer, QuizRound
from knowledge.posing import LETTERS, Posed
from knowledge.question import Question
from knowledge.quiz import Choice, Numeric, Order, TrueFalse

Tone = Literal["plain", "good", "bad"]


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer with its mark: what was understood, what it is worth from 0 to 1, and a remark."""

    given: str
    credit: float
    remark: str = ""


def heading(put: Put) -> str:
    """Which question of how many."""
    return f"Question {put.position + 1} of {len(put.round.items)}"


def question_blocks(put: Put) -> Iterator[Block]:
    """The question and its options, by letter, and the controls to answer it."""
    posed = put.posed
    yield Text(f"**{literal(posed.prompt)}**")
    if posed.options and not isinstance(posed.item, TrueFalse):
        yield Text("\n\n".join(f"**{x}**  {literal(o)}" for x, o in lettered(posed)))
    yield answer_controls(put)


def answer_controls(put: Put) -> Buttons:
    """A button for each letter, or the one that opens the form."""
    posed, spot = put.posed, put.spot
    match posed.item:
        case Choice():
            letters = (letter for letter, _ in lettered(posed))
            return Buttons(
                tuple(Button(x, _with(put, x).action("pick"), "primary") for x in letters)
            )
        case TrueFalse():
            pairs = lettered(posed)
            return Buttons(
                tuple(Button(o, _with(put, x).action("pick"), "primary") for x, o in pairs)
            )
        case Order():
            return Buttons((Button("Put in order", spot.action("type"), "primary"),))
        case _:
            return Buttons((Button("Type your answer", spot.action("type"), "primary"),))


def _with(put: Put, letter: str) -> Spot:
    return Spot(put.round.id, put.position, letter)


def lettered(posed: Posed) -> list[tuple[str, str]]:
    """Each option with the letter it stands behind."""
    return list(zip(LETTERS, posed.options, strict=False))


def solo_question(put: Put, hints: int = 0) -> Reply:
    """A question to one person, with as many of its entry's hints as were asked for."""
    given = [f"_Hint: {literal(hint)}_" for hint in put.posed.entry.hints[:hints]]
    shown = (Text("\n\n".join(given)),) if given else ()
    more = hints < len(put.posed.entry.hints)
    hint = (Button("Hint", Spot(put.round.id, put.position, str(hints + 1)).action("hint")),)
    others = (
        *(hint if more else ()),
        Button("Skip", put.spot.action("skip")),
        Button("Stop", put.spot.action("stop")),
    )
    return Reply(heading(put), (*question_blocks(put), *shown, Buttons(others)), "asker")


def verdict(put: Put, marked: Marked) -> Reply:
    """What an answer of one person was worth, and why."""
    title, tone = _judged(marked.credit)
    if not marked.given:
        title, tone = "Skipped", "plain"
    after = "Score" if put.is_last else "Next"
    buttons = (
        Button(after, put.spot.action("next"), "primary"),
        Button("Read the entry", CardState(put.posed.entry.id).action("show")),
        *(() if put.is_last else (Button("Stop", put.spot.action("stop")),)),
    )
    blocks = (
        Text(f"**{literal(put.posed.prompt)}**"),
        *_outcome(put.posed, marked),
        *explanation(put.posed, marked.given),
        Buttons(buttons),
    )
    return Reply(f"{title} · {heading(put)}", blocks, "asker", tone=tone)


def _judged(credit: float) -> tuple[str, Tone]:
    if credit >= 1:
        return "Right", "good"
    return (f"Partly right ({credit:.0%})", "plain") if credit > 0 else ("Not quite", "bad")


def _outcome(posed: Posed, marked: Marked) -> Iterator[Block]:
    pairs = [("You answered", _named(posed, marked.given))] if marked.given else []
    if marked.credit < 1:
        pairs.append(("Right answer", right_answer(posed)))
    if pairs:
        yield Facts(tuple(pairs))
    if marked.remark:
        yield Text(literal(marked.remark))


def _named(posed: Posed, given: str) -> str:
    """An answer as a person reads it: a letter with its option."""
    option = dict(lettered(posed)).get(given, "")
    if isinstance(posed.item, TrueFalse):
        return option or given
    return f"{given}  {option}" if option else given


def right_answer(posed: Posed) -> str:
    """The right answer in words."""
    match posed.item:
        case Choice() | TrueFalse():
            return _named(posed, LETTERS[posed.right])
        case Order(steps=steps):
            by_step = {option: letter for letter, option in lettered(posed)}
            return " → ".join(by_step[step] for step in steps)
        case Numeric(unit=unit):
            value = posed.drawn.answer if posed.drawn else 0.0
            return f"{value:.6g} {unit}".strip()
        case cloze:
            return cloze.accept[0]


def explanation(posed: Posed, given: str = "") -> Iterator[Block]:
    """Why, for every option; of a wrong one that was chosen, also why it tempts."""
    if not posed.explained:
        why = posed.drawn.why if posed.drawn else getattr(posed.item, "why", "")
        yield Text(literal(why))
        return
    lines = []
    for letter, option in zip(LETTERS, posed.explained, strict=False):
        mark = " (right)" if option.right else ""
        tempts = (
            f" _Why it tempts: {literal(option.tempts)}_"
            if option.tempts and letter == given
            else ""
        )
        lines.append(f"**{letter}{mark}**  {literal(option.why)}{tempts}")
    yield Text("\n\n".join(lines))


def points(credit: float) -> str:
    """Points without a needless decimal."""
    return f"{credit:.2f}".rstrip("0").rstrip(".")


def score(round_: QuizRound, answers: Sequence[QuizAnswer], missed: Sequence[Question]) -> Reply:
    """How one person did, and what to read again."""
    right = sum(answer.credit for answer in answers)
    skipped = sum(not answer.given for answer in answers)
    facts = [("Points", f"{points(right)} of {len(answers)}")]
    if skipped:
        facts.append(("Skipped", str(skipped)))
    if len(answers) < len(round_.items):
        facts.append(("Not asked", str(len(round_.items) - len(answers))))
    again = Buttons((Button("Another round", Spot(round_.id).action("again"), "primary"),))
    read = (entry_select("Read what you missed", missed),) if missed else ()
    return Reply("Your score", (Facts(tuple(facts)), *read, again), "asker")


def standings(answers: Sequence[QuizAnswer], limit: int = 10) -> Iterator[Table]:
    """Who has how many points; equal points are equal ranks."""
    total: dict[int, float] = {}
    names: dict[int, str] = {}
    for answer in answers:
        total[answer.learner] = total.get(answer.learner, 0.0) + answer.credit
        names[answer.learner] = answer.name
    if not total:
        return
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], names[pair[0]].casefold()))
    rows = tuple(
        (str(1 + sum(other > credit for other in total.values())), names[who], points(credit))
        for who, credit in ranked[:limit]
    )
    yield Table(("Rank", "Name", "Points"), rows)
