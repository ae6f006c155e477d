"""Accounts become one learner and part again, and nothing is lost or counted twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.event import Person
from bot.storage.accounts import SqlAccounts
from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.missed_questions import SqlMissedQuestions
from bot.storage.personal import SqlPersonalData
from bot.storage.ports import Complaint, QuizQuestion, QuizRound
from bot.storage.quizzes import SqlQuizzes
from tests.bot.storage.test_quizzes import a_round, an_answer

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SOON = NOON + 10 * MINUTE
ANA = Person("discord", "1", "Ana")
WORK = Person("slack", "U1", "Ana Perez", "T1")
BEN = Person("discord", "2", "Ben")
HOME = Person("web", "abc", "Guest")


@pytest.fixture
def accounts(database: Database) -> SqlAccounts:
    return SqlAccounts(database)


async def linked(accounts: SqlAccounts, first: Person, *others: Person) -> None:
    for other in others:
        await accounts.of(first)
        await accounts.offer(first, other.key, NOON, SOON)
        assert await accounts.join(other, other.key, NOON)


async def answered(
    database: Database, who: Person, round_: str, given: str = "A", at: datetime = NOON
) -> None:
    """One answer of a person, in a round of their own if there is none of that name."""
    quizzes, learner = SqlQuizzes(database), await SqlLearners(database).of(who)
    if not await quizzes.round(round_):
        await started(quizzes, a_round(round_, learner))
    await quizzes.record(replace(an_answer(round_, learner, given, at), account=who.key))


async def started(quizzes: SqlQuizzes, round_: QuizRound) -> None:
    await quizzes.start(round_)
    assert await quizzes.put(QuizQuestion(round_.id, 0, "fingerprint"))


async def test_a_person_without_links_has_one_account(accounts: SqlAccounts) -> None:
    assert await accounts.of(WORK) == [WORK]


async def test_two_people_are_one_learner_once_one_has_entered_the_others_code(
    database: Database, accounts: SqlAccounts
) -> None:
    learners = SqlLearners(database)
    await accounts.offer(ANA, "code", NOON, SOON)

    assert await accounts.behind("code", NOON) == [ANA]
    assert await accounts.join(WORK, "code", NOON)

    assert await learners.of(WORK) == await learners.of(ANA)
    assert await accounts.of(ANA) == await accounts.of(WORK) == [ANA, WORK]


async def test_two_linked_sets_become_one_set(accounts: SqlAccounts) -> None:
    await linked(accounts, ANA, BEN)
    await linked(accounts, WORK, HOME)
    await accounts.offer(HOME, "code", NOON, SOON)

    assert await accounts.join(BEN, "code", NOON)

    assert await accounts.of(ANA) == [ANA, BEN, WORK, HOME]


async def test_a_code_is_used_once(accounts: SqlAccounts) -> None:
    await linked(accounts, ANA, WORK)

    assert not await accounts.join(BEN, WORK.key, NOON)
    assert await accounts.behind(WORK.key, NOON) == []


async def test_of_many_who_enter_a_code_at_once_one_is_joined(
    database: Database, accounts: SqlAccounts
) -> None:
    await accounts.offer(ANA, "code", NOON, SOON)
    people = [Person("slack", f"U{n}", f"P{n}", "T1") for n in range(8)]

    joined = await asyncio.gather(*(accounts.join(who, "code", NOON) for who in people))

    assert sorted(joined) == [False] * 7 + [True]
    assert await accounts.of(ANA) == [ANA, people[joined.index(True)]]


async def test_two_who_enter_each_others_codes_at_once_are_one_and_no_code_is_left(
    accounts: SqlAccounts,
) -> None:
    await accounts.offer(ANA, "hers", NOON, SOON)
    await accounts.offer(WORK, "his", NOON, SOON)

    joined = await asyncio.gather(
        accounts.join(WORK, "hers", NOON), accounts.join(ANA, "his", NOON)
    )

    assert sorted(joined) == [False, True]
    assert await accounts.of(ANA) == [ANA, WORK]


async def test_a_code_holds_until_its_time_and_no_longer(accounts: SqlAccounts) -> None:
    await accounts.offer(ANA, "code", NOON, SOON)

    assert await accounts.behind("code", SOON - MINUTE) == [ANA]
    assert await accounts.behind("code", SOON) == []
    assert not await accounts.join(WORK, "code", SOON)


async def test_a_new_code_takes_the_place_of_the_one_before(accounts: SqlAccounts) -> None:
    await accounts.offer(ANA, "first", NOON, SOON)
    await accounts.offer(ANA, "second", NOON, SOON)

    assert await accounts.behind("first", NOON) == []
    assert await accounts.behind("second", NOON) == [ANA]


async def test_ones_own_code_stays_unspent(accounts: SqlAccounts) -> None:
    await accounts.offer(ANA, "code", NOON, SOON)

    assert not await accounts.join(ANA, "code", NOON)

    assert await accounts.join(WORK, "code", NOON)


async def test_a_code_of_somebody_who_was_forgotten_meanwhile_is_none(
    database: Database, accounts: SqlAccounts
) -> None:
    await accounts.offer(ANA, "code", NOON, SOON)
    await SqlPersonalData(database).forget(await SqlLearners(database).of(ANA))

    assert not await accounts.join(WORK, "code", NOON)


async def test_no_code_is_kept_in_words(database: Database, accounts: SqlAccounts) -> None:
    await accounts.offer(ANA, "SECRET", NOON, SOON)

    rows = await SqlPersonalData(database).export(await SqlLearners(database).of(ANA))

    assert len(rows["link_code"]) == 1
    assert "SECRET" not in str(rows)


async def test_one_item_answered_on_both_stays_twice_in_the_history(
    database: Database, accounts: SqlAccounts
) -> None:
    await answered(database, ANA, "on discord", "A")
    await answered(database, WORK, "on slack", "B")

    await linked(accounts, ANA, WORK)

    quizzes, ana = SqlQuizzes(database), await SqlLearners(database).of(ANA)
    assert await quizzes.seen(ana) == {"adam/q1": 2}
    found = [(await quizzes.answers(round_))[0] for round_ in ("on discord", "on slack")]
    assert [(a.learner, a.name, a.given) for a in found] == [
        (ana, "Ana", "A"),
        (ana, "Ana Perez", "B"),
    ]
    round_ = await quizzes.round("on slack")
    assert round_
    assert round_.starter == ana


async def test_one_question_answered_by_both_counts_once_as_it_was_answered_first(
    database: Database, accounts: SqlAccounts
) -> None:
    quizzes = SqlQuizzes(database)
    host = await SqlLearners(database).of(HOME)
    await started(quizzes, a_round("together", host, shared=True))
    await answered(database, WORK, "together", "B", NOON + MINUTE)
    await answered(database, ANA, "together", "A", NOON)

    await linked(accounts, WORK, ANA)

    assert [a.given for a in await quizzes.answers("together")] == ["A"]


async def test_of_two_votes_on_an_entry_the_later_stays_and_what_was_missed_adds_up(
    database: Database, accounts: SqlAccounts
) -> None:
    learners, missed = SqlLearners(database), SqlMissedQuestions(database)
    for who, at, reason in ((ANA, NOON, "old"), (WORK, SOON, "new")):
        learner = await learners.of(who)
        await SqlFeedback(database).add(learner, "adam", False, reason, at)
        await missed.add(learner, "What is JAX?", ["frameworks"], at)
        await SqlPersonalData(database).owns_blob(learner, "the same.json")

    await linked(accounts, ANA, WORK)

    assert await SqlFeedback(database).most_complained(5) == [Complaint("adam", 0, 1, ("new",))]
    [asked] = await missed.most_frequent(5)
    assert (asked.people, asked.times, asked.last_at) == (1, 2, SOON)


async def test_forgetting_one_account_forgets_all_that_are_linked(
    database: Database, accounts: SqlAccounts
) -> None:
    await answered(database, ANA, "on discord")
    await answered(database, WORK, "on slack")
    await linked(accounts, ANA, WORK)

    receipt = await SqlPersonalData(database).forget(await SqlLearners(database).of(WORK))

    assert (receipt.rows["account"], receipt.rows["quiz_answer"]) == (2, 2)
    assert await SqlQuizzes(database).round("on discord") is None


async def test_who_parts_takes_along_what_was_answered_with_that_account_alone(
    database: Database, accounts: SqlAccounts
) -> None:
    quizzes, learners = SqlQuizzes(database), SqlLearners(database)
    await started(quizzes, a_round("together", await learners.of(HOME), shared=True))
    await answered(database, WORK, "on slack")
    await answered(database, WORK, "together")
    await answered(database, ANA, "on discord")
    await linked(accounts, ANA, WORK)

    await accounts.part(WORK)

    work, ana = await learners.of(WORK), await learners.of(ANA)
    assert work != ana
    assert await accounts.of(WORK) == [WORK]
    assert await accounts.of(ANA) == [ANA]
    assert [a.learner for a in await quizzes.answers("on slack")] == [work]
    assert [a.learner for a in await quizzes.answers("together")] == [work]
    assert [a.learner for a in await quizzes.answers("on discord")] == [ana]


async def test_a_round_that_both_accounts_answered_stays_whole(
    database: Database, accounts: SqlAccounts
) -> None:
    quizzes, learners = SqlQuizzes(database), SqlLearners(database)
    await answered(database, ANA, "mixed")
    await linked(accounts, ANA, WORK)
    await quizzes.put(QuizQuestion("mixed", 1, "fingerprint"))
    learner = await learners.of(WORK)
    second = an_answer("mixed", learner, "B")
    await quizzes.record(replace(second, account=WORK.key, position=1))

    await accounts.part(WORK)

    assert {a.learner for a in await quizzes.answers("mixed")} == {await learners.of(ANA)}
    kept = await SqlPersonalData(database).export(await learners.of(ANA))
    assert WORK.key not in str(kept)


async def test_what_one_who_has_left_answered_in_a_round_belongs_to_no_third_account(
    database: Database, accounts: SqlAccounts
) -> None:
    quizzes, learners = SqlQuizzes(database), SqlLearners(database)
    await answered(database, WORK, "mixed")
    await linked(accounts, WORK, ANA, HOME)
    await quizzes.put(QuizQuestion("mixed", 1, "fingerprint"))
    second = an_answer("mixed", await learners.of(HOME), "B")
    await quizzes.record(replace(second, account=HOME.key, position=1))

    await accounts.part(WORK)
    await accounts.part(HOME)

    assert {a.learner for a in await quizzes.answers("mixed")} == {await learners.of(ANA)}


async def test_an_answer_that_was_on_its_way_while_accounts_were_joined_counts(
    database: Database, accounts: SqlAccounts
) -> None:
    quizzes, before = SqlQuizzes(database), await SqlLearners(database).of(WORK)
    await started(quizzes, a_round("together", await SqlLearners(database).of(HOME), shared=True))
    await linked(accounts, ANA, WORK)

    late = replace(an_answer("together", before, "A"), account=WORK.key)
    recorded, counts = await quizzes.record(late)

    assert recorded == "kept"
    assert counts
    assert counts.learner == await SqlLearners(database).of(ANA)


async def test_to_part_without_a_link_changes_nothing(
    database: Database, accounts: SqlAccounts
) -> None:
    before = await SqlLearners(database).of(ANA)

    await accounts.part(ANA)

    assert await SqlLearners(database).of(ANA) == before
