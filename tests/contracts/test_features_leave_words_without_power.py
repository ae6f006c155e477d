"""Whatever people, documents and accounts say, no feature makes anything live of it on any platform."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.event import Person, Place
from bot.chat.reply import Reply, actions
from bot.features.about import about
from bot.features.ask import Ask, AskStores, ask
from bot.features.entry_card import EntryCards
from bot.features.help import help_
from bot.features.pages import pages
from bot.router import Router
from knowledge.bank import Bank
from knowledge.question import Misconception, Point, Question, Source
from knowledge.search.engine import Found, Hit
from knowledge.search.model import Band
from tests.contracts.inert import faults
from tests.contracts.platforms import NAMES, render_of
from tests.fakes import (
    MemoryBlobs,
    MemoryFeedback,
    MemoryLearners,
    MemoryMissedQuestions,
    MemorySeenEvents,
)
from tests.hostile import CASES, words
from tests.knowledge.entries import question
from tests.talk import Talk

NOON = datetime(2026, 1, 5, tzinfo=UTC)


def spoilt(entry: Question, word: str) -> Question:
    """An entry as a hostile document would make it, past all checks of the bank but those of its names."""
    changed = {
        "stem": word,
        "answer": word,
        "details": f"{word}\n\n| {word} | b |\n|---|---|\n| {word} | $x^2$ |\n\n```\n{word}\n```",
        "points": (Point.model_construct(text=word, vital=True, accept=()),),
        "misconceptions": (Misconception.model_construct(claim=word, correction=word),),
        "sources": (
            Source.model_construct(title=word, authors=word, year=2014, url="https://a.example"),
        ),
    }
    return entry.model_copy(update=changed)


def conversation(word: str, band: Band) -> Router:
    entries = [
        spoilt(question("overfitting", related=["dropout"]), word),
        question("dropout", status="draft"),
    ]
    bank = Bank(entries)
    hits = tuple(Hit(entry, 0.5) for entry in bank)
    stores = AskStores(MemoryLearners(), MemoryFeedback(), MemoryMissedQuestions())
    cards = EntryCards(bank, pictures=lambda latex: None)
    blobs = MemoryBlobs()

    async def search(_: str) -> Found:
        return Found(band, 0.9, hits)

    features = [
        ask(Ask(search, lambda _: entries, cards, stores, lambda: NOON)),
        help_(lambda: router.commands),
        about(bank, word),
        pages(blobs),
    ]
    router = Router(features, MemorySeenEvents(), blobs, lambda: NOON, Random(1))
    return router


async def replies(word: str, band: Band, rng: Random) -> Sequence[Reply]:
    """What is said to a hostile person: to each command, to text, and to some of what can be chosen then."""
    router = conversation(word, band)
    talk = Talk(router, Person("web", "1", word), Place("web", "g", "c"))
    said = [await talk.use("about"), await talk.use("help", command=word)]
    cards = [await talk.write(word), await talk.use("ask", question=word)]
    offered = [
        c for name in ("ask", "help") for c in await router.suggest(name, OPTIONS[name], word)
    ]
    choices = sorted({pair for card in cards for pair in actions(card)}, key=repr)
    for action, value in rng.sample(choices, min(3, len(choices))):
        said.append(await talk.act(action, *([value] if value else [])))
        if talk.form:
            said += [Reply(talk.form.title), await talk.fill(reason=word)]
    return [*said, *cards, *(Reply(choice.label) for choice in offered)]


OPTIONS = {"ask": "question", "help": "command"}


@given(words, st.sampled_from(get_args(Band)), st.sampled_from(NAMES), st.randoms())
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_words_are_live_in_what_features_say(
    word: str, band: Band, platform: str, rng: Random
) -> None:
    said = asyncio.run(replies(word, band, rng))

    assert not [reply for reply in said if "Something broke" in repr(reply)]
    assert not [found for reply in said for found in faults(platform, render_of(platform)(reply))]
