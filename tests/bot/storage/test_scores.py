"""What answers come to: scores, standings, days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.chat.event import Person, Place
from bot.storage.accounts import SqlAccounts
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.ports import LearnerId, OpenRound, QuizQuestion, Score, Standing
from bot.storage.preferences import SqlPreferences
from bot.storage.quizzes import SqlQuizzes
from bot.storage.scores import SqlScores
from bot.storage.tables import daily_post
from tests.bot.storage.test_quizzes import a_round, an_answer

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANA, BEN = Person("discord", "1", "Ana"), Person("discord", "2", "Ben")
WORK = Person("slack", "U1", "Ana Perez", "T1")
HERE, BESIDE = Place("discord", "guild", "channel"), Place("discord", "guild", "other")
FAR = Place("discord", "guild2", "channel")


@pytest.fixture
def scores(database: Database) -> SqlScores:
    return SqlScores(database)


@pytest.fixture
def preferences(database: Database) -> SqlPreferences:
    return SqlPreferences(database)


class Hall:
    """Channels with questions that people answer."""

    def __init__(self, database: Database) -> None:
        self._quizzes, self._learners = SqlQuizzes(database), SqlLearners(database)
        self._count = 0

    async def of(self, who: Person) -> LearnerId:
        return await self._learners.of(who)

    async def asked(self, where: Place = HERE, at: datetime = NOON, *, shared: bool = True) -> str:
        self._count += 1
        round_ = a_round(f"round{self._count}", await self.of(ANA), shared=shared)
        await self._quizzes.start(replace(round_, where=where, started_at=at))
        closes_at = at + HOUR if shared else None
        await self._quizzes.put(QuizQuestion(round_.id, 0, "fingerprint", closes_at))
        return round_.id

    async def answer(
        self, round_: str, who: Person, credit: float, at: datetime = NOON, given: str = "A"
    ) -> None:
        learner = await self.of(who)
        new = replace(an_answer(round_, learner, given, at, credit), account=who.key)
        assert (await self._quizzes.record(new))[0] == "kept"


@pytest.fixture
def hall(database: Database) -> Hall:
    return Hall(database)


async def test_a_score_is_the_sum_of_all_answers_but_skipped_ones(
    hall: Hall, scores: SqlScores
) -> None:
    await hall.answer(await hall.asked(), ANA, 0.5)
    await hall.answer(await hall.asked(shared=False), ANA, 1)
    await hall.answer(await hall.asked(shared=False), ANA, 0, given="")

    assert await scores.of(await hall.of(ANA)) == Score(1.5, 2)
    assert await scores.of(await hall.of(BEN)) == Score(0, 0)


async def test_the_latest_quiz_of_ones_own_is_open_while_questions_are_left(
    hall: Hall, scores: SqlScores
) -> None:
    ana = await hall.of(ANA)
    await hall.asked(at=NOON + DAY)
    round_ = await hall.asked(shared=False)
    await hall.answer(round_, ANA, 1)

    assert await scores.open_round(ana, NOON - DAY) == OpenRound(round_, 1, 2)
    assert await scores.open_round(ana, NOON) is None
    assert await scores.open_round(await hall.of(BEN), NOON - DAY) is None


async def standing(scores: SqlScores, *args: object) -> dict[str, float]:
    found = await scores.standings(*args)  # type: ignore[arg-type]
    return {one.name: one.points for one in found}


async def test_standings_are_of_the_channel_or_of_all_channels_of_its_server(
    hall: Hall, scores: SqlScores
) -> None:
    for where, credit in ((HERE, 1), (BESIDE, 0.5), (FAR, 0.25)):
        await hall.answer(await hall.asked(where), ANA, credit)
    await hall.answer(await hall.asked(HERE, shared=False), BEN, 1)
    later = NOON + DAY

    assert await standing(scores, HERE, "channel", None, later) == {"Ana": 1}
    assert await standing(scores, HERE, "server", None, later) == {"Ana": 1.5}


async def test_standings_of_a_channel_are_of_its_threads_too_and_the_same_in_them(
    hall: Hall, scores: SqlScores
) -> None:
    thread = replace(HERE, thread="t1")
    await hall.answer(await hall.asked(HERE), ANA, 1)
    await hall.answer(await hall.asked(thread), BEN, 0.5)
    later = NOON + DAY

    for where in (HERE, thread):
        assert await standing(scores, where, "channel", None, later) == {"Ana": 1, "Ben": 0.5}


async def test_an_open_question_counts_once_it_is_closed(hall: Hall, scores: SqlScores) -> None:
    await hall.answer(await hall.asked(), ANA, 1)

    assert await standing(scores, HERE, "channel", None, NOON + HOUR / 2) == {}
    assert await standing(scores, HERE, "channel", None, NOON + HOUR) == {"Ana": 1}


async def test_standings_of_a_week_leave_out_what_was_answered_before(
    hall: Hall, scores: SqlScores
) -> None:
    await hall.answer(await hall.asked(at=NOON - DAY), ANA, 1, NOON - DAY)
    await hall.answer(await hall.asked(), ANA, 0.5)

    assert await standing(scores, HERE, "channel", NOON, NOON + DAY) == {"Ana": 0.5}


async def test_a_linked_learner_stands_once_and_by_the_name_of_the_account_used_there(
    database: Database, hall: Hall, scores: SqlScores
) -> None:
    accounts = SqlAccounts(database)
    await accounts.offer(WORK, "code", NOON, NOON + HOUR)
    await accounts.join(ANA, "code", NOON)
    await hall.answer(await hall.asked(), ANA, 1)
    await hall.answer(await hall.asked(), ANA, 1)

    found = await scores.standings(HERE, "channel", None, NOON + DAY)

    assert found == [Standing(await hall.of(WORK), "Ana", 2, 2, hidden=False)]


async def test_who_hides_is_told_apart_and_has_no_name_in_a_quiz(
    database: Database, hall: Hall, scores: SqlScores, preferences: SqlPreferences
) -> None:
    ana, round_ = await hall.of(ANA), await hall.asked()
    await hall.answer(round_, ANA, 1)

    await preferences.hide(ana, hidden=True)
    await preferences.hide(ana, hidden=True)

    assert await preferences.is_hidden(ana)
    assert [s.hidden for s in await scores.standings(HERE, "channel", None, NOON + DAY)] == [True]
    assert [a.name for a in await SqlQuizzes(database).answers(round_)] == [""]

    await preferences.hide(ana, hidden=False)
    assert not await preferences.is_hidden(ana)
    assert [a.name for a in await SqlQuizzes(database).answers(round_)] == ["Ana"]


async def test_answers_are_told_with_their_time_and_skipped_questions_are_no_answers(
    hall: Hall, scores: SqlScores
) -> None:
    await hall.answer(await hall.asked(shared=False), ANA, 1, NOON + DAY)
    await hall.answer(await hall.asked(shared=False), ANA, 0)
    await hall.answer(await hall.asked(shared=False), ANA, 0, NOON + 2 * DAY, given="")

    assert await scores.answered_at(await hall.of(ANA)) == [NOON, NOON + DAY]


async def posted(database: Database, where: Place, day: str, round_: str, state: str) -> None:
    row: dict[str, object] = {
        "place_key": where.key,
        "day": day,
        "round_id": round_,
        "state": state,
    }
    row |= {"due_at": NOON, "item": "adam/q1", "seed": 1, "why": ""}
    row |= {"doubted": False, "late": False}
    await database.execute(insert(daily_post), row)


async def test_a_date_without_a_post_excuses_those_who_answer_in_that_channel(
    database: Database, hall: Hall, scores: SqlScores
) -> None:
    round_ = await hall.asked()
    await hall.answer(round_, ANA, 1)
    await posted(database, HERE, "2026-01-05", round_, "closed")
    for day, state in ((6, "missed"), (7, "skipped"), (8, "failed"), (9, "planned")):
        await posted(database, HERE, f"2026-01-0{day}", f"none{day}", state)
    await posted(database, FAR, "2026-01-10", "far", "missed")

    assert await scores.excused(await hall.of(ANA)) == {date(2026, 1, d) for d in (6, 7, 8)}
    assert await scores.excused(await hall.of(BEN)) == set()


async def test_a_time_zone_is_kept_as_it_was_set_last(
    hall: Hall, preferences: SqlPreferences
) -> None:
    ana = await hall.of(ANA)
    assert await preferences.zone(ana) is None

    await preferences.set_zone(ana, "Asia/Tokyo", NOON)
    await preferences.set_zone(ana, "Europe/Berlin", NOON + HOUR)

    assert await preferences.zone(ana) == "Europe/Berlin"


async def test_linked_accounts_share_what_was_set_and_keep_it_when_they_part(
    database: Database, hall: Hall, preferences: SqlPreferences
) -> None:
    accounts = SqlAccounts(database)
    await preferences.set_zone(await hall.of(ANA), "Europe/Berlin", NOON)
    await preferences.set_zone(await hall.of(WORK), "Asia/Tokyo", NOON + HOUR)
    await preferences.hide(await hall.of(ANA), hidden=True)
    await accounts.offer(ANA, "code", NOON, NOON + HOUR)

    await accounts.join(WORK, "code", NOON)
    await accounts.part(WORK)

    for who in (await hall.of(ANA), await hall.of(WORK)):
        assert await preferences.zone(who) == "Asia/Tokyo"
        assert await preferences.is_hidden(who)
