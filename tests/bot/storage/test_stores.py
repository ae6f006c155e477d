"""What every store promises, in memory and in both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.chat.event import Person
from bot.storage.ports import Complaint, Json, LearnerId, Missed
from tests.bot.storage.conftest import Stores

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANA = Person("discord", "1", "Ana")
BO = Person("discord", "2", "Bo")


@pytest.fixture
async def ana(stores: Stores) -> LearnerId:
    return await stores.learners.of(ANA)


@pytest.fixture
async def bo(stores: Stores) -> LearnerId:
    return await stores.learners.of(BO)


async def test_a_person_is_always_the_same_learner_under_whatever_name(stores: Stores) -> None:
    first = await stores.learners.of(ANA)

    assert await stores.learners.of(Person("discord", "1", "Ana with a new name\0")) == first


async def test_people_with_one_id_in_two_workspaces_are_two_learners(stores: Stores) -> None:
    here, there = Person("slack", "U1", "Ana", "T1"), Person("slack", "U1", "Ana", "T2")

    assert await stores.learners.of(here) != await stores.learners.of(there)


async def test_a_person_seen_by_many_at_once_becomes_one_learner(stores: Stores) -> None:
    seen = await asyncio.gather(*(stores.learners.of(ANA) for _ in range(16)))

    assert len(set(seen)) == 1


async def test_of_many_callers_with_one_event_exactly_one_is_first(stores: Stores) -> None:
    first = await asyncio.gather(*(stores.seen.first_time("e1", NOON) for _ in range(16)))

    assert sorted(first) == [False] * 15 + [True]


async def test_two_events_are_both_seen_for_the_first_time(stores: Stores) -> None:
    assert await stores.seen.first_time("e1", NOON)
    assert await stores.seen.first_time("e2", NOON)


async def test_an_event_is_remembered_for_an_hour(stores: Stores) -> None:
    await stores.seen.first_time("e1", NOON)

    assert not await stores.seen.first_time("e1", NOON + 59 * MINUTE)
    assert await stores.seen.first_time("e1", NOON + 60 * MINUTE)
    assert not await stores.seen.first_time("e1", NOON + 61 * MINUTE)


async def test_an_hour_is_an_hour_in_every_time_zone(stores: Stores) -> None:
    tokyo = timezone(timedelta(hours=9))
    await stores.seen.first_time("e1", NOON.astimezone(tokyo))

    assert not await stores.seen.first_time("e1", NOON + 59 * MINUTE)


async def test_a_later_vote_takes_the_place_of_an_earlier_one(
    stores: Stores, ana: LearnerId
) -> None:
    await stores.feedback.add(ana, "adam", False, "wrong sign", NOON)
    await stores.feedback.add(ana, "adam", True, None, NOON + MINUTE)

    assert await stores.feedback.most_complained(5) == []


async def test_a_reason_is_added_to_a_vote_and_kept_when_the_vote_is_repeated(
    stores: Stores, ana: LearnerId
) -> None:
    await stores.feedback.add(ana, "adam", False, None, NOON)
    await stores.feedback.add(ana, "adam", False, "wrong sign", NOON + MINUTE)
    await stores.feedback.add(ana, "adam", False, None, NOON + 2 * MINUTE)

    assert await stores.feedback.most_complained(5) == [Complaint("adam", 0, 1, ("wrong sign",))]


async def test_a_reason_goes_with_its_vote(stores: Stores, ana: LearnerId) -> None:
    await stores.feedback.add(ana, "adam", True, "just what I needed", NOON)
    await stores.feedback.add(ana, "adam", False, None, NOON + MINUTE)

    assert await stores.feedback.most_complained(5) == [Complaint("adam", 0, 1, ())]


async def test_complaints_come_with_most_votes_first_and_reasons_newest_first(
    stores: Stores, ana: LearnerId, bo: LearnerId
) -> None:
    await stores.feedback.add(ana, "adam", False, "old", NOON)
    await stores.feedback.add(bo, "adam", False, "new", NOON + MINUTE)
    await stores.feedback.add(ana, "bias", False, None, NOON)
    await stores.feedback.add(bo, "bias", True, None, NOON)
    await stores.feedback.add(ana, "conv", False, None, NOON)
    await stores.feedback.add(ana, "dropout", True, None, NOON)

    found = await stores.feedback.most_complained(5)

    assert found == [
        Complaint("adam", 0, 2, ("new", "old")),
        Complaint("conv", 0, 1, ()),
        Complaint("bias", 1, 1, ()),
    ]
    assert await stores.feedback.most_complained(2) == found[:2]


async def test_questions_that_differ_in_case_spacing_and_end_are_one(
    stores: Stores, ana: LearnerId, bo: LearnerId
) -> None:
    carl = await stores.learners.of(Person("discord", "3", "Carl"))
    await stores.missed.add(ana, "What is  JAX", ["frameworks"], NOON)
    await stores.missed.add(bo, "what is jax?", ["tuning"], NOON)
    await stores.missed.add(carl, "what is jax?", ["training"], NOON + MINUTE)
    await stores.missed.add(ana, "What is  JAX", ["vision"], NOON)

    assert await stores.missed.most_frequent(5) == [
        Missed("what is jax?", 3, 4, NOON + MINUTE, ("training",))
    ]


async def test_a_question_of_many_people_comes_before_one_that_one_person_repeats(
    stores: Stores, ana: LearnerId, bo: LearnerId
) -> None:
    for _ in range(5):
        await stores.missed.add(ana, "Is it lunch?", [], NOON)
    await stores.missed.add(ana, "What is JAX?", [], NOON)
    await stores.missed.add(bo, "What is JAX?", [], NOON)

    found = await stores.missed.most_frequent(5)

    assert [(missed.text, missed.people, missed.times) for missed in found] == [
        ("What is JAX?", 2, 2),
        ("Is it lunch?", 1, 5),
    ]
    assert await stores.missed.most_frequent(1) == found[:1]


@pytest.mark.parametrize("text", ["\0\ud800'; DROP TABLE learner; --", "?!", "", "𝔞" * 5_000])
async def test_any_text_can_be_missed(stores: Stores, ana: LearnerId, text: str) -> None:
    await stores.missed.add(ana, text, [text], NOON)
    await stores.missed.add(ana, text, [text], NOON)

    (missed,) = await stores.missed.most_frequent(5)
    assert missed.times == 2
    assert len(missed.text) <= 500


@pytest.mark.parametrize("value", [None, True, 3, 0.5, "née\0\ud800", [], {"a": [1, {"b": None}]}])
async def test_a_setting_is_what_was_put_last(stores: Stores, value: Json) -> None:
    await stores.settings.put("discord:1", "quiz", "earlier")
    await stores.settings.put("discord:1", "quiz", value)

    assert await stores.settings.get("discord:1", "quiz") == value


async def test_a_setting_holds_in_its_own_scope_only(stores: Stores) -> None:
    await stores.settings.put("discord:1", "quiz", 1)

    assert await stores.settings.get("discord:2", "quiz") is None
    assert await stores.settings.get("discord:1", "other") is None
