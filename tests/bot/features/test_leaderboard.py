"""/leaderboard: who is on it, in which order, and who is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.event import Action, Place
from bot.chat.reply import Reply, Table
from tests.bot.features.people import ANA, BEN, BESIDE, HERE, Town, called, town

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as here:
        here.now -= timedelta(hours=1)
        yield here


def rows(reply: Reply) -> list[tuple[str, ...]]:
    [table] = [block for block in reply.blocks if isinstance(block, Table)]
    return list(table.rows)


async def test_ties_are_ties_and_names_are_in_order(here: Town) -> None:
    for name, credit in (("Cy", 0.5), ("Ben", 1), ("ana", 1), ("Di", 0.25)):
        await here.answer(called(name), credit)
    here.now += timedelta(hours=1)

    reply = await here.talk().use("leaderboard")

    assert reply.audience == "asker"
    assert rows(reply) == [
        ("1", "ana", "1", "1"),
        ("1", "Ben", "1", "1"),
        ("3", "Cy", "0.5", "1"),
        ("4", "Di", "0.25", "1"),
    ]


async def test_a_week_begins_on_monday_and_all_time_knows_no_week(here: Town) -> None:
    await here.answer(ANA, at=MONDAY - timedelta(minutes=2))
    await here.answer(BEN, at=MONDAY)
    ben = here.talk(BEN)

    assert [row[1] for row in rows(await ben.use("leaderboard"))] == ["Ben"]
    assert "Since Monday 5 January, UTC." in ben.words

    reply = await ben.press("All time")
    assert reply.update
    assert [row[1] for row in rows(reply)] == ["Ana", "Ben"]
    assert "Since" not in ben.words


async def test_the_week_of_a_channel_with_daily_posts_begins_by_their_clock(here: Town) -> None:
    await here.plan("Asia/Tokyo")
    await here.answer(ANA, at=MONDAY - timedelta(hours=5))
    ana = here.talk()

    assert [row[1] for row in rows(await ana.use("leaderboard"))] == ["Ana"]
    assert "Asia/Tokyo" in ana.words


async def test_in_a_thread_the_leaderboard_is_that_of_its_channel(here: Town) -> None:
    await here.plan("Asia/Tokyo")
    await here.answer(ANA, at=MONDAY - timedelta(hours=5))
    ana = here.talk(where=replace(HERE, thread="t1"))

    assert [row[1] for row in rows(await ana.use("leaderboard"))] == ["Ana"]
    assert "Asia/Tokyo" in ana.words


async def test_all_channels_of_a_server_count_together(here: Town) -> None:
    await here.answer(ANA)
    await here.answer(ANA, 0.5, BESIDE)
    here.now += timedelta(hours=1)
    ana = here.talk()

    assert rows(await ana.use("leaderboard")) == [("1", "Ana", "1", "1")]
    assert rows(await ana.press("All channels")) == [("1", "Ana", "1.5", "2")]
    assert "Leaderboard: All channels, this week" in ana.words
    assert rows(await ana.use("leaderboard", of="server", period="all")) == [
        ("1", "Ana", "1.5", "2")
    ]


async def test_who_stands_below_the_table_is_told_where(here: Town) -> None:
    for number in range(12):
        await here.answer(called("Z", number), 1)
    await here.answer(ANA, 0.5)
    here.now += timedelta(hours=1)
    ana = here.talk()

    reply = await ana.use("leaderboard")

    assert len(rows(reply)) == 10
    assert "and 3 more" in ana.words
    assert "You are at rank 13 with 0.5." in ana.words


async def test_who_hides_is_on_no_list_takes_no_rank_and_sees_their_own(here: Town) -> None:
    await here.answer(ANA)
    await here.answer(BEN, 0.5)
    here.now += timedelta(hours=1)
    ana = here.talk()
    await ana.use("settings hide")

    assert rows(await here.talk(BEN).use("leaderboard")) == [("1", "Ben", "0.5", "1")]
    assert rows(await ana.use("leaderboard")) == [("1", "Ben", "0.5", "1")]
    assert "You are hidden: only you see that you have 1." in ana.words


async def test_a_shared_list_is_for_all_and_says_nothing_of_the_sharer(here: Town) -> None:
    await here.answer(ANA)
    await here.answer(BEN)
    here.now += timedelta(hours=1)
    ana = here.talk()
    await ana.use("settings hide")
    await ana.use("leaderboard")

    reply = await ana.press("Share")

    assert reply.audience == "everyone"
    assert "Shared by Ana" in ana.words
    assert "hidden" not in ana.words
    assert rows(reply) == [("1", "Ben", "1", "1")]


async def test_an_empty_list_says_how_to_get_on_it(here: Town) -> None:
    ana = here.talk()

    await ana.use("leaderboard")

    assert "Nobody is on it yet" in ana.words
    assert "Share" not in ana.labels


async def test_alone_with_the_bot_there_is_no_list(here: Town) -> None:
    ana = here.talk(where=Place("discord", "", "dm", private=True))

    await ana.use("leaderboard")

    assert "/home has your score" in ana.words


async def test_a_button_of_another_view_is_refused(here: Town) -> None:
    ana = here.talk()

    await ana.act(Action("leaderboard", "see", "galaxy/week"))

    assert "no longer works" in ana.words
