"""Daily posts show names of people and channels and a platform's reasons; none of it does anything."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from random import Random
from typing import cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.event import Person, Place, direct
from bot.chat.reply import Reply
from bot.features.daily import cards, listing
from bot.features.daily.pausing import Pausing
from bot.features.quiz.put import Putter
from bot.planning import Timetable
from bot.storage.ports import (
    LearnerId,
    Post,
    QuizAnswer,
    QuizRound,
    Quizzes,
    Schedule,
    Schedules,
    Terms,
)
from knowledge.bank import load_bank
from knowledge.picking import KINDS, Wanted, pick, reference
from tests.contracts.inert import faults
from tests.contracts.platforms import NAMES, render_of
from tests.fakes import MemoryBlobs, MemoryPoster
from tests.hostile import CASES, words

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HERE = Place("web", "", "c")
TERMS = Terms(Timetable(time(9), "Europe/Berlin", frozenset(range(7))))
SCHEDULE = Schedule(HERE, TERMS, NOON, 1)
BANK = load_bank()
ITEM = reference(*pick(BANK, Wanted(kinds=KINDS[:1]), 1, {}, Random(1))[0])
PUTTER = Putter(BANK, cast("Quizzes", None))
HOST = Person("web", "1", "Ana")


class Paused(Schedules):
    """Schedules with one that goes on until it is paused."""

    async def pause(self, where: Place, why: str) -> bool:
        return True

    async def host(self, where: Place) -> Person | None:
        return HOST


class Named(MemoryPoster):
    """A Poster whose places have one name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    async def name_of(self, where: Place) -> str:
        return self._name


async def said(word: str) -> Sequence[Reply]:
    """Everything that daily posts say where all names and reasons are this word."""
    round_ = QuizRound("r", None, HERE, True, {}, 1, 60, (ITEM,), NOON)
    put = PUTTER.at(round_, 0)
    assert put
    post = Post(HERE.key, date(2026, 1, 5), NOON, ITEM, 1, "r")
    answers = [QuizAnswer(0, LearnerId(1), word, "A", 1.0, changed=False)]
    paused = replace(SCHEDULE, paused=word)
    poster = Named(word)
    await Pausing(Paused(), poster).pause(HERE, word, "key")
    notice = await poster.find(direct(HOST), "key")
    assert notice
    question = cards.post(put, post, TERMS, NOON)
    return [
        question,
        cards.late(question, TERMS),
        await cards.outcome(put, post, (), answers, blobs=MemoryBlobs()),
        listing.agreed(paused, word, (), NOON),
        listing.listed([(SCHEDULE, word, ()), (paused, word, ())], NOON),
        listing.listed([(SCHEDULE, word, ())] * 9, NOON),
        poster.messages[notice.id],
    ]


@given(words, st.sampled_from(NAMES))
@settings(max_examples=CASES // 20, suppress_health_check=list(HealthCheck))
def test_no_words_are_live_in_what_daily_posts_say(word: str, platform: str) -> None:
    replies = asyncio.run(said(word))

    assert not [found for each in replies for found in faults(platform, render_of(platform)(each))]
