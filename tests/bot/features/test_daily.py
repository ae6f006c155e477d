"""What those who manage a place can do with /daily, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.chat.errors import ChatError
from bot.chat.event import Action, Place
from bot.chat.reply import Table
from bot.features.daily.reading import (
    EVERY_DAY,
    WORKDAYS,
    days_in_words,
    offered_days,
    offered_topics,
    read_days,
    read_time,
    read_topics,
)
from tests.bot.features.dailies import Days
from tests.talk import BEN, CHANNEL, DIRECT, Talk, words

NINE = datetime(2026, 1, 5, 8, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def dates(talk: Talk) -> list[tuple[str, ...]]:
    [table] = [block for block in talk.last.blocks if isinstance(block, Table)]
    return list(table.rows)


async def test_a_set_up_says_what_was_agreed_on_and_the_next_five_dates(days: Days) -> None:
    talk = await days.set_up(
        time="9.30 am", zone="berlin", days="mon-fri", topics="training, vision", level="basic"
    )

    assert talk.last.audience == "asker"
    assert "When: 09:30, Monday to Friday (Europe/Berlin)" in talk.words
    assert "About: training, vision, basic" in talk.words
    assert [row[0] for row in dates(talk)] == [
        "Mon 5 Jan 2026",
        "Tue 6 Jan 2026",
        "Wed 7 Jan 2026",
        "Thu 8 Jan 2026",
        "Fri 9 Jan 2026",
    ]
    assert talk.labels == ["Post a test", "Preview", "Pause"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"time": "25:00"}, "time is an hour of the day there"),
        ({"zone": "CET"}, "such as Europe/Berlin"),
        ({"zone": "UTC+1"}, "An offset is wrong for half the year"),
        ({"days": "someday"}, "days are such as"),
        ({"topics": "cooking"}, "There is no topic of that name"),
        ({"topics": "frameworks", "level": "advanced", "close": 0}, "close is from 1 to 72"),
    ],
)
async def test_what_cannot_be_agreed_on_is_said_and_nothing_is_kept(
    days: Days, options: dict[str, str], says: str
) -> None:
    talk = await days.set_up(**options)

    assert says in talk.words
    assert await days.schedules.at(CHANNEL.key) is None


async def test_missing_permissions_are_named_before_anything_is_kept(days: Days) -> None:
    days.platform.missing = ("Backprep needs the permission “Send Messages” in #general.",)

    talk = await days.set_up()

    assert "permission “Send Messages” in #general" in talk.words
    assert await days.schedules.at(CHANNEL.key) is None


async def test_only_those_who_manage_the_place_may(days: Days) -> None:
    await days.set_up()
    moderator = replace(days.talk(BEN), powers=frozenset({"moderate"}))
    for name in ("setup", "list", "preview", "pause", "resume", "skip", "remove", "post-now"):
        options = {"time": "10:00", "zone": "UTC"} if name == "setup" else {}
        await moderator.use(f"daily {name}", **options)
        assert "is for those who may manage this place" in moderator.words

    for verb in ("test", "preview", "pause", "resume"):
        await moderator.act(Action("daily", verb, CHANNEL.channel))
        assert "for those who manage this place" in moderator.words

    schedule = await days.schedules.at(CHANNEL.key)
    assert schedule
    assert schedule.paused == ""
    assert schedule.terms.timetable.at == time(9)


async def test_whoever_made_a_channel_may_set_it_up_there_and_nowhere_else(days: Days) -> None:
    owner = replace(days.talk(BEN), powers=frozenset({"own"}))

    await owner.use("daily setup", time="10:00", zone="UTC")
    await owner.use("daily setup", channel="quiz", time="10:00", zone="UTC")

    assert "for those who manage this place" in owner.words
    assert await days.schedules.at(CHANNEL.key)
    assert await days.schedules.at(replace(CHANNEL, channel="quiz").key) is None


async def test_a_forged_button_reaches_no_channel_of_another_community(days: Days) -> None:
    await days.set_up()
    elsewhere = days.talk(BEN, Place("web", "elsewhere", "general"))

    await elsewhere.act(Action("daily", "pause", CHANNEL.channel))
    await elsewhere.use("daily remove", channel=CHANNEL.channel)

    schedule = await days.schedules.at(CHANNEL.key)
    assert schedule
    assert schedule.paused == ""


async def test_alone_with_the_bot_there_is_nothing_to_set_up(days: Days) -> None:
    talk = days.talk(where=DIRECT)

    await talk.use("daily setup", time="09:00", zone="UTC")

    assert "There is nobody else here" in talk.words


async def test_everybody_cannot_be_pinged(days: Days) -> None:
    guild = Place("discord", "77", "5")
    talk = days.talk(where=guild)

    await talk.use("daily setup", time="09:00", zone="UTC", role="77")

    assert "Everyone cannot be pinged" in talk.words


@pytest.mark.parametrize(
    ("begin", "zone", "at", "expected"),
    [
        (
            "2026-03-06",
            "America/New_York",
            "02:30",
            [
                ("Fri 6 Mar 2026", "02:30", "−5", ""),
                ("Sat 7 Mar 2026", "02:30", "−5", ""),
                ("Sun 8 Mar 2026", "03:30", "−4", "clocks changed; clocks jump over 02:30"),
                ("Mon 9 Mar 2026", "02:30", "−4", ""),
                ("Tue 10 Mar 2026", "02:30", "−4", ""),
            ],
        ),
        (
            "2026-10-31",
            "America/New_York",
            "01:30",
            [
                ("Sat 31 Oct 2026", "01:30", "−4", ""),
                ("Sun 1 Nov 2026", "01:30", "−4", "01:30 comes twice: the first"),
                ("Mon 2 Nov 2026", "01:30", "−5", "clocks changed"),
                ("Tue 3 Nov 2026", "01:30", "−5", ""),
                ("Wed 4 Nov 2026", "01:30", "−5", ""),
            ],
        ),
        (
            "2026-10-03",
            "Australia/Lord_Howe",
            "02:10",
            [
                ("Sat 3 Oct 2026", "02:10", "+10:30", ""),
                ("Sun 4 Oct 2026", "02:40", "+11", "clocks changed; clocks jump over 02:10"),
                ("Mon 5 Oct 2026", "02:10", "+11", ""),
                ("Tue 6 Oct 2026", "02:10", "+11", ""),
                ("Wed 7 Oct 2026", "02:10", "+11", ""),
            ],
        ),
    ],
)
async def test_the_list_shows_what_a_change_of_clocks_does(
    days: Days, begin: str, zone: str, at: str, expected: list[tuple[str, ...]]
) -> None:
    days.now = datetime.fromisoformat(f"{begin} 04:30+00:00") - 18 * HOUR
    talk = await days.set_up(time=at, zone=zone)

    await talk.use("daily list")

    assert dates(talk) == expected


async def test_many_channels_have_a_row_each(days: Days) -> None:
    channels = await days.set_up_many(12)
    talk = days.talk()

    await talk.use("daily list")

    assert {row[0] for row in dates(talk)} == {f"#{channel}" for channel in channels}
    assert dates(talk)[0] == ("#c0", "every day", "Europe/Berlin", "Mon 5 Jan, 09:00")


async def test_a_community_without_any_is_told_how_to_begin(days: Days) -> None:
    talk = days.talk()

    await talk.use("daily list")

    assert "/daily setup begins one" in talk.words


async def test_a_preview_is_seen_by_one_person_and_cannot_be_answered(days: Days) -> None:
    talk = await days.set_up()

    await talk.press("Preview")
    preview = talk.last
    await days.until(NINE + MINUTE)
    [card] = days.platform.shown("general")

    assert preview.audience == "asker"
    assert talk.labels == []
    assert words(preview).splitlines()[1] == words(card).splitlines()[1]


async def test_a_test_post_shows_that_posting_works(days: Days) -> None:
    talk = await days.set_up()

    await talk.press("Post a test")

    [card] = days.platform.shown("general")
    assert "This is where the daily quiz will be, at 09:00 (Europe/Berlin)." in words(card)


async def test_nothing_is_posted_while_it_is_paused(days: Days) -> None:
    talk = await days.set_up()
    await talk.press("Pause")
    assert "Paused." in talk.words

    await days.until(NINE + HOUR, HOUR / 2)
    assert days.platform.sent == []
    await talk.press("Resume")
    await days.until(NINE + DAY + MINUTE, HOUR / 2)

    assert [key.rpartition("/")[2] for _, key in days.platform.sent] == ["2026-01-06"]


async def test_what_still_may_not_be_posted_is_not_resumed(days: Days) -> None:
    talk = await days.set_up()
    await talk.press("Pause")
    days.platform.missing = ("Backprep needs the permission “Send Messages” in #general.",)

    await talk.use("daily resume")

    schedule = await days.schedules.at(CHANNEL.key)
    assert schedule
    assert schedule.paused


async def test_a_date_can_be_skipped_and_the_next_one_too(days: Days) -> None:
    talk = await days.set_up()
    await talk.use("daily skip")
    assert "Monday, 5 January is skipped" in talk.words
    await talk.use("daily skip")
    assert "Tuesday, 6 January is skipped" in talk.words

    await days.until(NINE + 2 * DAY + MINUTE, HOUR / 2)

    assert [key.rpartition("/")[2] for _, key in days.platform.sent] == ["2026-01-07"]
    assert (await days.states())[5] == "skipped"


async def test_today_s_question_can_be_posted_now_and_comes_no_second_time(days: Days) -> None:
    talk = await days.set_up()

    await talk.use("daily post-now")
    await days.settle()
    await talk.use("daily post-now")
    assert "posted already" in talk.words
    await days.until(NINE + HOUR, HOUR / 4)

    assert [key.rpartition("/")[2] for _, key in days.platform.sent] == ["2026-01-05"]


async def test_what_is_removed_posts_no_more_and_what_was_posted_still_closes(days: Days) -> None:
    talk = await days.set_up(close=2)
    await days.until(NINE + MINUTE)

    await talk.use("daily remove")
    await days.until(NINE + 2 * DAY, HOUR)
    await talk.use("daily pause")

    assert "That channel has no daily quiz" in talk.words
    [card] = days.platform.shown("general")
    assert card.title.startswith("Closed")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("9", time(9)),
        ("09:05", time(9, 5)),
        ("9 pm", time(21)),
        ("12am", time(0)),
        ("17h30", time(17, 30)),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, read: time) -> None:
    assert read_time(text) == read


@pytest.mark.parametrize("text", ["", "noon", "24:00", "9:60", "13 pm", "9:5"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(ChatError, match="such as 09:00"):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", EVERY_DAY),
        ("Every day", EVERY_DAY),
        ("weekdays", WORKDAYS),
        ("mon to fri", WORKDAYS),
        ("Monday, Wednesday and Friday", {0, 2, 4}),
        ("sat-mon", {5, 6, 0}),
    ],
)
def test_days_are_read_as_people_write_them(text: str, read: set[int]) -> None:
    assert read_days(text) == read
    assert read_days(days_in_words(read)) == read


def test_what_is_offered_for_days_can_be_read() -> None:
    assert all(read_days(choice.value) for choice in offered_days(""))


def test_topics_are_completed_one_after_the_other() -> None:
    known = ("neurons", "training", "tuning")

    assert [choice.value for choice in offered_topics("training, tu", known)] == [
        "training, tuning"
    ]
    assert read_topics("training, tuning", known) == ("training", "tuning")
    assert read_topics("all", known) == ()
