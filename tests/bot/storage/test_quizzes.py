"""Quizzes: nothing is scored twice, and nothing that is due is lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.event import Person, Place
from bot.chat.platform import MessageRef
from bot.storage.agenda import SqlAgenda
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.ports import (
    Due,
    LearnerId,
    NewAnswer,
    QuizAnswer,
    QuizQuestion,
    QuizRound,
    Recorded,
)
from bot.storage.quizzes import SqlQuizzes

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HERE = Place("discord", "guild", "channel")
ELSEWHERE = Place("discord", "guild", "other")


def a_round(id_: str, starter: LearnerId, *, shared: bool = False) -> QuizRound:
    return QuizRound(
        id=id_,
        starter=starter,
        where=HERE,
        shared=shared,
        wanted={"topic": "training"},
        seed=2**31 - 1,
        seconds=60,
        items=("adam/q1", "bias/q2"),
        started_at=NOON,
    )


def an_answer(
    round_id: str, learner: LearnerId, given: str, at: datetime = NOON, credit: float = 1.0
) -> NewAnswer:
    """An answer that Ana's account gives."""
    return NewAnswer(round_id, 0, learner, "discord::1", given, credit, at)


async def put_first(quizzes: SqlQuizzes, round_: QuizRound) -> None:
    await quizzes.start(round_)
    closes_at = NOON + MINUTE if round_.shared else None
    assert await quizzes.put(QuizQuestion(round_.id, 0, "fingerprint", closes_at))


@pytest.fixture
def quizzes(database: Database) -> SqlQuizzes:
    return SqlQuizzes(database)


@pytest.fixture
def agenda(database: Database) -> SqlAgenda:
    return SqlAgenda(database)


@pytest.fixture
async def ana(database: Database) -> LearnerId:
    return await SqlLearners(database).of(Person("discord", "1", "Ana"))


@pytest.fixture
async def together(quizzes: SqlQuizzes, ana: LearnerId) -> str:
    await put_first(quizzes, a_round("together", ana, shared=True))
    return "together"


async def test_a_round_is_read_as_it_was_kept(quizzes: SqlQuizzes, ana: LearnerId) -> None:
    await quizzes.start(a_round("r", ana))

    assert await quizzes.round("r") == a_round("r", ana)
    assert await quizzes.round("other") is None


async def test_a_question_is_put_once_and_remembers_its_message(
    quizzes: SqlQuizzes, together: str
) -> None:
    again = QuizQuestion(together, 0, "other", NOON)
    await quizzes.posted(together, 0, MessageRef(HERE, "m1"))

    assert not await quizzes.put(again)
    assert await quizzes.question(together, 0) == QuizQuestion(
        together, 0, "fingerprint", NOON + MINUTE, MessageRef(HERE, "m1")
    )
    assert await quizzes.question(together, 1) is None


async def test_a_question_of_an_unknown_round_is_not_put(quizzes: SqlQuizzes) -> None:
    assert not await quizzes.put(QuizQuestion("unknown", 0, "fingerprint"))


async def test_alone_the_first_answer_counts(quizzes: SqlQuizzes, ana: LearnerId) -> None:
    await put_first(quizzes, a_round("solo", ana))
    first = QuizAnswer(0, ana, "Ana", "A", 0.5, False)

    assert await quizzes.record(an_answer("solo", ana, "A", credit=0.5)) == ("kept", first)
    assert await quizzes.record(an_answer("solo", ana, "A")) == ("spent", first)
    assert await quizzes.record(an_answer("solo", ana, "B")) == ("spent", first)
    assert await quizzes.answers("solo") == [first]


async def test_in_a_channel_one_other_answer_before_closing_counts_instead(
    quizzes: SqlQuizzes, ana: LearnerId, together: str
) -> None:
    presses = ["A", "A", "B", "B", "A", "C"]

    results = [(await quizzes.record(an_answer(together, ana, given)))[0] for given in presses]

    assert results == ["kept", "same", "changed", "spent", "spent", "spent"]
    assert [(a.given, a.changed) for a in await quizzes.answers(together, 0)] == [("B", True)]
    assert await quizzes.answers(together, 1) == []


@pytest.mark.parametrize("late", [MINUTE, 24 * 60 * MINUTE])
async def test_an_answer_at_closing_time_or_later_does_not_count(
    quizzes: SqlQuizzes, ana: LearnerId, together: str, late: timedelta
) -> None:
    assert await quizzes.record(an_answer(together, ana, "A", NOON + late)) == ("closed", None)
    assert await quizzes.answers(together) == []


async def test_after_a_question_was_closed_nothing_changes(
    quizzes: SqlQuizzes, ana: LearnerId, together: str
) -> None:
    await quizzes.record(an_answer(together, ana, "A"))

    closed = await asyncio.gather(*(quizzes.close(together, 0) for _ in range(8)))

    assert sum(closed) == 1
    result, counts = await quizzes.record(an_answer(together, ana, "B"))
    assert (result, counts and counts.given) == ("closed", "A")


async def test_an_answer_to_what_was_never_put_does_not_count(
    quizzes: SqlQuizzes, ana: LearnerId
) -> None:
    assert await quizzes.record(an_answer("unknown", ana, "A")) == ("closed", None)


async def test_items_are_counted_for_who_answered_and_where_they_were_put(
    quizzes: SqlQuizzes, ana: LearnerId, together: str
) -> None:
    await put_first(quizzes, a_round("solo", ana))
    await quizzes.record(an_answer("solo", ana, "A"))
    await quizzes.record(an_answer(together, ana, "A"))

    assert await quizzes.seen(ana) == {"adam/q1": 2}
    assert await quizzes.seen_in(HERE) == {"adam/q1": 1}
    assert await quizzes.seen_in(ELSEWHERE) == {}


async def test_the_closing_of_a_question_is_due_at_its_time(
    agenda: SqlAgenda, together: str
) -> None:
    early = await agenda.claim(NOON + MINUTE / 2, NOON + MINUTE, 5)
    due = await agenda.claim(NOON + MINUTE, NOON + 2 * MINUTE, 5)

    assert early == []
    assert due == [Due("quiz", f"{together}/0", 1)]


async def test_what_is_due_is_claimed_by_one_of_many(agenda: SqlAgenda, together: str) -> None:
    now = NOON + MINUTE

    claims = await asyncio.gather(*(agenda.claim(now, now + MINUTE, 5) for _ in range(8)))

    assert sorted(map(len, claims)) == [0] * 7 + [1]


async def test_what_a_lost_process_held_is_claimed_again_when_its_lease_is_over(
    agenda: SqlAgenda, together: str
) -> None:
    now = NOON + MINUTE
    await agenda.claim(now, now + MINUTE, 5)

    assert await agenda.claim(now + MINUTE / 2, now + 2 * MINUTE, 5) == []
    assert [due.tries for due in await agenda.claim(now + MINUTE, now + 2 * MINUTE, 5)] == [2]


async def test_what_is_done_is_struck_off_and_what_is_postponed_comes_back(
    agenda: SqlAgenda, together: str
) -> None:
    now = NOON + MINUTE
    (due,) = await agenda.claim(now, now + MINUTE, 5)

    await agenda.postpone(due, now + 10 * MINUTE)
    early = await agenda.claim(now + 5 * MINUTE, now + 6 * MINUTE, 5)
    (again,) = await agenda.claim(now + 10 * MINUTE, now + 11 * MINUTE, 5)
    await agenda.done(again)

    assert early == []
    assert await agenda.claim(now + 60 * MINUTE, now + 61 * MINUTE, 5) == []


async def test_500_people_who_press_five_times_each_are_scored_once_each(
    database: Database, quizzes: SqlQuizzes, together: str
) -> None:
    people = SqlLearners(database)
    line = asyncio.Semaphore(32)

    async def press(number: int) -> list[Recorded]:
        async with line:
            who = Person("discord", f"p{number}", f"P{number}")
            answers = [an_answer(together, await people.of(who), given) for given in "AABCA"]
            presses = [replace(answer, account=who.key) for answer in answers]
            return [(await quizzes.record(answer))[0] for answer in presses]

    results = await asyncio.gather(*map(press, range(500)))

    assert results == [["kept", "same", "changed", "spent", "spent"]] * 500
    answers = await quizzes.answers(together)
    assert len({answer.learner for answer in answers}) == len(answers) == 500
    assert {(answer.given, answer.changed) for answer in answers} == {("B", True)}
