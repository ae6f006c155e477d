"""Daily posts: one row for a channel and date, whatever happens around it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.chat.event import Person, Place
from bot.chat.platform import MessageRef
from bot.planning import Timetable
from bot.storage.agenda import SqlAgenda
from bot.storage.communities import forget_community
from bot.storage.daily_posts import SqlPosts
from bot.storage.daily_schedules import SqlSchedules
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.personal import SqlPersonalData
from bot.storage.ports import NewAnswer, Post, Schedule, Terms
from bot.storage.quizzes import SqlQuizzes

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE, ELSEWHERE = Place("discord", "guild", "channel"), Place("discord", "guild2", "channel")
TERMS = Terms(Timetable(time(9), "Europe/Berlin", frozenset(range(7))), ("training",), role="7")
ANA = Person("discord", "1", "Ana")


class Days:
    """The stores under test, and what a test puts into them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.schedules, self.posts = SqlSchedules(database), SqlPosts(database)
        self.quizzes, self.learners = SqlQuizzes(database), SqlLearners(database)

    async def agree(self, where: Place = HERE, terms: Terms = TERMS) -> Schedule:
        return await self.schedules.put(where, terms, await self.learners.of(ANA), NOON)

    async def planned(self, schedule: Schedule, *days: int) -> list[Post]:
        posts = [a_post(day, schedule.where) for day in days]
        await self.posts.plan(schedule, posts)
        return posts

    async def state(self, post: Post) -> str:
        found = await self.posts.find(post.key, NOON)
        return found.post.state if found else "none"

    async def due(self, kind: str, now: datetime) -> list[str]:
        claimed = await SqlAgenda(self.database, [kind]).claim(now, now + HOUR, 100)
        return [due.key for due in claimed]

    async def begun(self, post: Post) -> bool:
        return await self.posts.begin(post, "fingerprint", NOON + 8 * HOUR, NOON)


def a_post(day: int, where: Place = HERE) -> Post:
    at = datetime(2026, 1, day, 8, tzinfo=UTC)
    return Post(where.key, date(2026, 1, day), at, f"adam/q{day}", day, f"round{where.key}{day}")


@pytest.fixture
def days(database: Database) -> Days:
    return Days(database)


async def test_what_was_agreed_on_is_kept_for_each_channel(days: Days) -> None:
    kept = await days.agree()
    other = await days.agree(ELSEWHERE, replace(TERMS, reveal="message", thread=True))

    assert await days.schedules.at(HERE.key) == kept
    assert await days.schedules.of("discord", "guild") == [kept]
    assert (await days.schedules.of("discord", "guild2"))[0].terms == other.terms
    assert await days.schedules.host(HERE) == ANA


async def test_new_terms_take_back_what_was_planned_by_the_old_ones(days: Days) -> None:
    old = await days.agree()
    await days.planned(old, 6)

    new = await days.agree(terms=replace(TERMS, level="basic"))
    await days.planned(old, 7)

    assert new.version == old.version + 1
    assert await days.posts.since(HERE, date(2026, 1, 1)) == []
    assert await days.due("daily", NOON + 99 * HOUR) == []
    assert await days.due("daily-plan", NOON) == [HERE.key]


async def test_a_post_is_planned_once_and_moved_when_its_time_moves(days: Days) -> None:
    schedule = await days.agree()
    (post,) = await days.planned(schedule, 6)
    moved = replace(post, due_at=post.due_at + HOUR, item="other/q1")

    await days.posts.plan(schedule, [moved])

    assert await days.posts.since(HERE, date(2026, 1, 1)) == [replace(post, due_at=moved.due_at)]
    assert await days.due("daily", post.due_at + HOUR / 2) == []
    assert await days.due("daily", moved.spread_at) == [post.key]


async def test_of_many_who_begin_to_send_a_post_one_does(days: Days) -> None:
    (post,) = await days.planned(await days.agree(), 6)

    begun = await asyncio.gather(*(days.begun(post) for _ in range(8)))

    assert sorted(begun) == [False] * 7 + [True]
    assert await days.state(post) == "sending"
    assert await days.due("daily-close", NOON + 8 * HOUR) == [post.key]


async def test_a_sent_post_is_answered_like_any_question_of_the_channel(days: Days) -> None:
    (post,) = await days.planned(await days.agree(), 6)
    await days.begun(post)
    message = MessageRef(HERE, "m1", post.key)
    await days.posts.sent(post.key, message, late=True)
    ana = await days.learners.of(ANA)
    answer = NewAnswer(post.round_id, 0, ana, ANA.key, "A", 1.0, NOON)

    recorded, _ = await days.quizzes.record(answer)

    found = await days.posts.find(post.key, NOON)
    question = await days.quizzes.question(post.round_id, 0)
    assert recorded == "kept"
    assert found
    assert (found.post.state, found.post.message, found.post.late) == ("sent", message, True)
    assert question
    assert question.message == message
    assert found.post.message == message
    assert found.post.message.key == question.message.key == post.key
    assert await days.quizzes.seen_in(HERE) == {"adam/q6": 1}


async def test_answers_of_a_week_are_those_of_its_closed_posts(days: Days) -> None:
    ana = await days.learners.of(ANA)
    for post in await days.planned(await days.agree(), 6, 7, 14):
        await days.begun(post)
        await days.posts.sent(post.key, MessageRef(HERE, post.key), late=False)
        await days.quizzes.record(NewAnswer(post.round_id, 0, ana, ANA.key, "A", 0.5, NOON))
    for post in (a_post(6), a_post(14)):
        await days.quizzes.close(post.round_id, 0)

    answers = await days.posts.answers(HERE, date(2026, 1, 5), date(2026, 1, 11))

    assert [(one.learner, one.name, one.credit) for one in answers] == [(ana, "Ana", 0.5)]


async def test_what_was_not_sent_is_begun_anew_as_if_nothing_had_been(days: Days) -> None:
    (post,) = await days.planned(await days.agree(), 6)
    await days.begun(post)
    await days.posts.doubt(post.key)

    await days.posts.unsent(post.key)
    again = await days.begun(replace(post, item="adam/q9"))

    found = await days.posts.find(post.key, NOON)
    assert again
    assert found
    assert (found.post.item, found.post.doubted) == ("adam/q9", False)
    assert await days.quizzes.seen_in(HERE) == {"adam/q9": 1}


async def test_a_post_that_failed_was_never_put(days: Days) -> None:
    (post,) = await days.planned(await days.agree(), 6)
    await days.begun(post)

    await days.posts.end(post.key, "failed", "no permission")

    assert await days.state(post) == "failed"
    assert await days.quizzes.seen_in(HERE) == {}
    assert await days.due("daily-close", NOON + 99 * HOUR) == []


async def test_a_date_that_was_sent_cannot_be_skipped_or_posted_again(days: Days) -> None:
    sent, planned = await days.planned(await days.agree(), 6, 7)
    await days.begun(sent)

    assert not await days.posts.put(replace(sent, state="skipped"), None)
    assert await days.posts.put(replace(planned, state="skipped"), None)
    assert await days.due("daily", NOON + 99 * HOUR) == [sent.key]
    assert await days.posts.put(planned, NOON)
    assert planned.key in await days.due("daily", NOON + 199 * HOUR)
    assert await days.state(sent) == "sending"


async def test_a_later_post_that_is_due_overtakes_an_earlier_one(days: Days) -> None:
    early, late = await days.planned(await days.agree(), 6, 7)

    before = await days.posts.find(early.key, late.due_at - HOUR)
    after = await days.posts.find(early.key, late.due_at)

    assert before
    assert after
    assert (before.overtaken, after.overtaken) == (False, True)


async def test_a_pause_takes_back_what_is_planned_until_it_is_resumed(days: Days) -> None:
    schedule = await days.agree()
    await days.planned(schedule, 6)

    assert await days.schedules.pause(HERE, "no permission")
    assert not await days.schedules.pause(HERE, "again")
    await days.planned(schedule, 7)

    paused = await days.schedules.at(HERE.key)
    assert paused
    assert paused.paused == "no permission"
    assert await days.posts.since(HERE, date(2026, 1, 1)) == []
    assert await days.due("daily-plan", NOON + 99 * HOUR) == []
    assert await days.schedules.resume(HERE, NOON + HOUR)
    assert not await days.schedules.resume(HERE, NOON + HOUR)
    assert await days.due("daily-plan", NOON + HOUR) == [HERE.key]


async def test_a_channel_whose_posts_were_removed_keeps_what_was_posted(days: Days) -> None:
    sent, _ = await days.planned(await days.agree(), 6, 7)
    await days.begun(sent)

    assert await days.schedules.remove(HERE)
    assert not await days.schedules.remove(HERE)

    found = await days.posts.find(sent.key, NOON)
    assert found
    assert found.schedule is None
    assert [one.day.day for one in await days.posts.since(HERE, date(2026, 1, 1))] == [6]
    assert await days.posts.planned_items(HERE) == {}


async def test_who_set_it_up_can_be_forgotten_and_the_posts_go_on(days: Days) -> None:
    schedule = await days.agree()
    ana = await days.learners.of(ANA)
    personal = SqlPersonalData(days.database)

    rows = await personal.export(ana)
    await personal.forget(ana)

    assert rows["daily_host"] == [{"place_key": HERE.key, "learner_id": ana}]
    assert await days.schedules.host(HERE) is None
    assert await days.schedules.at(HERE.key) == schedule


async def test_a_community_that_leaves_takes_its_posts(days: Days) -> None:
    await days.planned(await days.agree(), 6)
    await days.planned(await days.agree(ELSEWHERE), 6)

    await forget_community(days.database, "discord", "guild")

    assert await days.schedules.at(HERE.key) is None
    assert await days.posts.since(HERE, date(2026, 1, 1)) == []
    assert await days.schedules.at(ELSEWHERE.key)
    assert len(await days.posts.since(ELSEWHERE, date(2026, 1, 1))) == 1
