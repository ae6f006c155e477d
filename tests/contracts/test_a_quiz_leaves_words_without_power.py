"""A quiz shows a document's options, and people's names and answers; none of them does anything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot.chat.event import Person
from bot.chat.reply import Reply
from bot.features.quiz.quiz import Chance, Quiz, QuizStores, quiz
from bot.router import Router
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.quizzes import SqlQuizzes
from bot.storage.upgrading import upgrade
from knowledge.bank import Bank, load_bank
from knowledge.question import Question
from knowledge.quiz import Choice
from tests.contracts.inert import faults
from tests.contracts.platforms import NAMES, render_of
from tests.fakes import MemoryBlobs, MemoryPoster, MemorySeenEvents
from tests.hostile import CORPUS
from tests.talk import Talk

NOON = datetime(2026, 1, 5, tzinfo=UTC)
KINDS = ("choice", "true_false", "numeric", "cloze", "order")
SHIPPED = load_bank()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'quiz.db'}"
    upgrade(url)
    database = Database.open(url)
    yield database
    await database.close()


def spoilt(kind: str, word: str) -> Question:
    """An entry with one item of a kind, as a hostile document would make it; files hold no lone surrogates."""
    word = word.encode(errors="replace").decode()
    entry = next(entry for entry in SHIPPED if any(item.kind == kind for item in entry.quiz))
    item = next(item for item in entry.quiz if item.kind == kind)
    changed: dict[str, object] = {}
    if kind != "numeric":  # whose prompt is a template, which the bank checks
        changed["prompt"] = f"{word} {item.prompt}"
    if isinstance(item, Choice):
        options = enumerate(item.options)
        changed["options"] = tuple(
            option.model_copy(
                update={"text": f"{word}{n}", "why": word, "tempts": option.tempts and word}
            )
            for n, option in options
        )
    spoilt_item = item.model_copy(update=changed)
    return entry.model_copy(update={"stem": word, "hints": (word, word), "quiz": (spoilt_item,)})


async def walk(host: Talk, word: str) -> AsyncIterator[Reply]:
    """A round alone: each thing that can be chosen in what was said, and what is said then."""
    yield await host.use("quiz", count=1)
    for label in host.labels:
        yield await host.press(label) if label in host.labels else host.last
        if host.form:
            yield await host.fill(**{field.name: word for field in host.form.fields})
    if "Score" in host.labels:
        yield await host.press("Score")


async def meet(host: Talk, word: str, poster: MemoryPoster) -> AsyncIterator[Reply]:
    """A round in a channel: two people of that name answer, and it is revealed."""
    yield await host.use("quiz", count=1, channel=True)
    host.last = list(poster.messages.values())[-1]
    for name in ("one", "two"):
        guest = host.as_(Person("web", f"{name} {host.who.id}", word))
        yield await guest.press(guest.labels[0])
        if guest.form:
            yield await guest.fill(**{field.name: word for field in guest.form.fields})
    yield await host.press("Reveal")


@pytest.mark.parametrize("number", range(len(CORPUS)))
async def test_no_words_are_live_in_a_quiz(database: Database, number: int) -> None:
    word, rng, poster = CORPUS[number], Random(number), MemoryPoster()
    said: list[Reply] = []
    for kind in KINDS:
        stores = QuizStores(SqlQuizzes(database), SqlLearners(database), MemoryBlobs())
        chance = Chance(rng, lambda: f"{rng.getrandbits(32):x}")
        feature = Quiz(Bank([spoilt(kind, word)]), stores, poster, lambda: NOON, chance)
        router = Router([quiz(feature)], MemorySeenEvents(), MemoryBlobs(), lambda: NOON, rng)
        host = Talk(router, Person("web", f"host {kind}", word))
        said += [reply async for reply in walk(host, word)]
        said += [reply async for reply in meet(host, word, poster)]
    said += poster.messages.values()

    assert len(said) > 10 * len(KINDS)
    assert not [reply for reply in said if "Something broke" in repr(reply)]
    assert not [
        fault for reply in said for name in NAMES for fault in faults(name, render_of(name)(reply))
    ]
