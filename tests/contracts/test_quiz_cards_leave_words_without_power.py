"""Whatever stands in items, answers and names, no card of a quiz makes anything live of it on any platform."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.event import Place
from bot.chat.reply import Reply
from bot.features.quiz import cards
from bot.features.quiz.answers import Marked
from bot.features.quiz.outcome import outcome
from bot.features.quiz.put import Put
from bot.storage.ports import LearnerId, QuizAnswer, QuizRound
from knowledge.bank import load_bank
from knowledge.picking import reference
from knowledge.posing import LETTERS, pose
from knowledge.question import Question
from knowledge.quiz import Choice, Cloze, Order, TrueFalse
from tests.contracts.inert import faults
from tests.contracts.platforms import NAMES, render_of
from tests.fakes import MemoryBlobs
from tests.hostile import words

CASES = 300
KINDS = ("choice", "true_false", "numeric", "cloze", "order")
SHIPPED = load_bank()
WHERE = Place("web", "g", "c")


def spoilt(kind: str, word: str) -> Put:
    """A question as a hostile document would have it, past all checks of the bank."""
    entry = next(entry for entry in SHIPPED if any(item.kind == kind for item in entry.quiz))
    item = next(item for item in entry.quiz if item.kind == kind)
    changed: dict[str, object] = {}
    match item:
        case Choice(options=options):
            changed["options"] = tuple(
                o.model_copy(
                    update={"text": f"{n} {word}", "why": word, "tempts": o.tempts and word}
                )
                for n, o in enumerate(options)
            )
        case TrueFalse():
            changed["why"] = word
        case Order(steps=steps):
            changed |= {"why": word, "steps": tuple(f"{word} {n}" for n in range(len(steps)))}
        case Cloze():
            changed |= {"why": word, "accept": (word,)}
        case _:  # a template, which the bank checks
            pass
    if kind != "numeric":
        changed["prompt"] = word
    item = item.model_copy(update=changed)
    entry = entry.model_copy(update={"stem": word or "stem", "hints": (word,), "quiz": (item,)})
    return Put(round_of(entry), 0, pose(entry, item, seed=1))


def round_of(entry: Question) -> QuizRound:
    items = (reference(entry, entry.quiz[0]),)
    noon = datetime(2026, 1, 5, tzinfo=UTC)
    return QuizRound("r", LearnerId(1), WHERE, True, None, 1, 60, items, noon)


def said(put: Put, word: str) -> Iterator[Reply]:
    """Every card that is shown of a question, where somebody of that name typed that."""
    given_ = [QuizAnswer(0, LearnerId(n), f"{word}{n}", word, 0.5, False) for n in range(3)]
    yield cards.solo_question(put, hints=1)
    for answer in (word, LETTERS[0], ""):
        yield cards.verdict(put, Marked(answer, 0.5, word))
    yield cards.score(put.round, given_, [put.posed.entry])
    yield asyncio.run(outcome(put, given_, MemoryBlobs()))


@given(words, st.sampled_from(KINDS), st.sampled_from(NAMES))
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_words_are_live_in_the_cards_of_a_quiz(word: str, kind: str, platform: str) -> None:
    shown = [render_of(platform)(reply) for reply in said(spoilt(kind, word), word)]

    assert len(shown) == 6
    assert not [fault for one in shown for fault in faults(platform, one)]
