"""/streak and the time zone its days are counted by."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.chat.event import Person
from bot.features.quiz.quiz import Chance, Quiz, QuizStores
from bot.people import days
from bot.storage.learners import SqlLearners
from tests.bot.features.people import ANA, HERE, Town, town
from tests.bot.features.quizzing import BANK, laid
from tests.fakes import MemoryBlobs

WORK = Person("slack", "U1", "Ana Perez", "T1")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as here:
        yield here


async def test_who_never_answered_is_told_how_to_begin(here: Town) -> None:
    ana = here.talk()

    await ana.use("streak")

    assert "Your streak: 0 days" in ana.words
    assert "Answer one question today to begin one" in ana.words


async def test_a_streak_says_what_keeps_it_and_for_how_long(here: Town) -> None:
    await here.answer_daily(ANA, 3)
    ana = here.talk()

    await ana.use("streak")
    assert "Your streak: 3 days" in ana.words
    assert "within 12 hours, to keep it" in ana.words

    await here.answer(ANA)
    await ana.use("streak")
    assert "Your streak: 4 days" in ana.words
    assert "Today is done" in ana.words


async def test_a_freeze_that_stood_in_is_announced(here: Town) -> None:
    here.now -= timedelta(days=1)
    await here.answer_daily(ANA, 7)
    here.now += timedelta(days=1)
    ana = here.talk()

    await ana.use("streak")
    assert "Your streak: 7 days" in ana.words
    assert "A freeze stood in for Tuesday 6 January." in ana.words
    assert "Freezes left: 0" in ana.words

    home = str((await ana.conversation.home(ANA, HERE)).blocks)
    assert "Streak: 7 days" in home
    assert "Tuesday 6 January" in home


async def test_the_rules_are_said(here: Town) -> None:
    ana = here.talk()

    await ana.use("streak")

    assert "Every 7th day earns a freeze" in ana.words


async def test_days_begin_at_the_midnight_of_the_person(here: Town) -> None:
    """22:30 UTC on Monday is Tuesday in Tokyo, and 14:30 on Tuesday is Tuesday there as well."""
    for at in (datetime(2026, 1, 5, 22, 30, tzinfo=UTC), datetime(2026, 1, 6, 14, 30, tzinfo=UTC)):
        await here.answer(ANA, at=at)
    ana = here.talk()

    await ana.use("streak")
    assert "Your streak: 2 days" in ana.words
    assert "midnight UTC" in ana.words

    await ana.use("settings timezone", zone="asia/tokyo")
    await ana.use("streak")
    assert "Your streak: 1 day" in ana.words
    assert "Days by the clock of: Asia/Tokyo" in ana.words
    assert "midnight UTC" not in ana.words


async def test_a_profile_tells_the_time_zone_on_every_linked_account(here: Town) -> None:
    here.zones["U1"] = "America/New_York"
    ana, work = here.talk(), here.talk(WORK)
    code = (await ana.use("link")).blocks[1].source  # type: ignore[union-attr]
    await work.use("link", code=code)

    await ana.use("streak")

    assert "America/New_York" in ana.words


async def test_what_a_person_set_goes_before_their_profile(here: Town) -> None:
    here.zones["U1"] = "America/New_York"
    work = here.talk(WORK)

    await work.use("settings show")
    assert "America/New_York, from your profile; it is 07:00 there" in work.words

    await work.use("settings timezone", zone="Europe/Berlin")
    assert "Europe/Berlin; it is 13:00 there" in work.words


async def test_a_zone_that_a_profile_makes_up_counts_as_none(here: Town) -> None:
    here.zones["U1"] = "../../etc/passwd"
    work = here.talk(WORK)

    await work.use("streak")

    assert "UTC" in work.words


async def test_the_end_of_a_quiz_of_ones_own_tells_the_streak(tmp_path: Path) -> None:
    async with laid(tmp_path) as table:
        counted = days(table.database, table.clock, ())
        learners = SqlLearners(table.database)
        stores = QuizStores(table.quizzes, learners, MemoryBlobs(), counted.home)
        chance = Chance(Random(7), lambda: "round0")
        table.feature = Quiz(BANK, stores, table.poster, table.clock, chance)
        talk = table.talk()

        await talk.use("quiz", kind="choice", count=1)
        await talk.press("A")
        await talk.press("Score")

        assert "Streak: 1 day. Today is done." in talk.words
