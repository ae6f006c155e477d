"""A question of the day closes once and shows how it went where its channel wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.chat.errors import BusyError, NotAllowedError
from bot.chat.reply import Picture
from bot.storage.ports import NewAnswer
from tests.bot.features.dailies import Days
from tests.talk import ANA, BEN, Talk, words

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NINE = datetime(2026, 1, 5, 8, tzinfo=UTC)


async def posted(days: Days, **options: Any) -> Talk:
    """The question of the first day, as somebody sees it."""
    await days.set_up(close=2, topics="training", **options)
    await days.until(NINE + MINUTE)
    talk = days.talk()
    [talk.last] = days.platform.shown("general")
    return talk


async def answer(talk: Talk) -> None:
    """Two people answer, each in private."""
    for number, who in enumerate((ANA, BEN)):
        own = talk.as_(who)
        await own.act(own.buttons()[number].action)
        assert own.last.audience == "asker"


async def test_answers_are_private_and_nothing_shows_before_it_closes(days: Days) -> None:
    talk = await posted(days)

    await answer(talk)

    [card] = days.platform.shown("general")
    assert not card.title.startswith("Closed")
    assert "Ana" not in words(card)


async def test_the_outcome_has_the_picture_why_and_the_week(days: Days) -> None:
    talk = await posted(days)
    await answer(talk)

    await days.until(NINE + 2 * HOUR)

    [outcome] = days.platform.shown("general")
    assert any(isinstance(block, Picture) for block in outcome.blocks)
    assert "This week" in words(outcome)
    assert "Ana" in words(outcome)
    assert {"Read the entry"} == {
        choice.label
        for block in outcome.blocks
        if hasattr(block, "choices")
        for choice in block.choices
    }


async def test_nobody_can_answer_once_it_is_closed(days: Days) -> None:
    talk = await posted(days)
    await days.until(NINE + 2 * HOUR)

    own = talk.as_(BEN)
    await own.act(own.buttons()[0].action)

    assert "This question is closed" in own.words


async def test_the_outcome_can_be_a_message_of_its_own(days: Days) -> None:
    await posted(days, reveal="message")

    await days.until(NINE + 2 * HOUR)

    before, outcome = days.platform.shown("general")
    assert "shown in a new message" in words(before)
    assert outcome.title == "Closed · Daily quiz · Monday, 5 January"
    assert "find general" not in days.platform.log


async def test_a_thread_is_opened_once_it_closes(days: Days) -> None:
    await posted(days, thread=True)
    assert len(days.platform.sent) == 1

    await days.until(NINE + 2 * HOUR)

    question, in_thread = days.platform.placed("general")
    assert question.thread == ""
    assert in_thread.thread == "m1"


async def test_a_platform_that_asks_to_wait_shows_it_later_and_once(days: Days) -> None:
    await posted(days, reveal="message")
    days.platform.faults["general"] = [BusyError("later", 20), BusyError("later", 20)]

    await days.until(NINE + 2 * HOUR + 5 * MINUTE, timedelta(seconds=10))

    assert len(days.platform.shown("general")) == 2
    assert (await days.states())[5] == "closed"


async def test_where_the_outcome_may_not_be_shown_the_question_is_closed_all_the_same(
    days: Days,
) -> None:
    await posted(days, reveal="message")
    days.platform.faults["general"] = [NotAllowedError("no")]

    await days.until(NINE + 3 * HOUR, HOUR / 2)

    assert (await days.states())[5] == "closed"


async def test_an_outcome_that_was_begun_before_a_crash_is_shown_once(days: Days) -> None:
    await posted(days, reveal="message", thread=True)
    days.platform.lost = ["general"]

    await days.until(NINE + 3 * HOUR, timedelta(minutes=2))

    assert len(days.platform.shown("general")) == 2
    assert "find general" in days.platform.log


async def test_the_standings_are_those_of_the_week(days: Days) -> None:
    await days.set_up(close=2)
    ana = await days.learners.of(ANA)
    leading: list[str] = []
    for day in range(8):
        await days.until(NINE + day * DAY + MINUTE, HOUR)
        post = (await days.all())[day]
        half = NewAnswer(post.round_id, 0, ana, ANA.key, "x", 0.5, days.now)
        await days.parts.stores.quizzes.record(half)
        await days.until(NINE + day * DAY + 3 * HOUR, HOUR)
        leading.append(words(days.platform.shown("general")[-1]).strip().splitlines()[-1])

    assert leading[6:] == ["1 | Ana | 3.5", "1 | Ana | 0.5"]
