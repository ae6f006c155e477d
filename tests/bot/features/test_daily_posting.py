"""A post goes out once, at its hour, whatever happens on the way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.chat.errors import BusyError, ChatError, NotAllowedError
from bot.chat.event import Place, direct
from bot.chat.reply import Role
from bot.features.daily.posting import DOUBT
from bot.scheduler import LEASE
from tests.bot.features.dailies import Days
from tests.talk import ANA, CHANNEL, words

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NINE = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""09:00 in Berlin."""
NOT_ALLOWED = "Backprep needs the permission “Send Messages” in #general."


def sent(days: Days, channel: str = CHANNEL.channel) -> list[str]:
    """The dates that were posted in a channel, in order."""
    keys = [key for at, key in days.platform.sent if at == channel]
    return [key.rpartition("/")[2] for key in keys]


async def test_a_post_comes_at_its_hour_and_shows_how_it_went_when_it_closes(days: Days) -> None:
    await days.set_up(role="42", close=8)

    await days.until(NINE - MINUTE, HOUR / 2)
    assert sent(days) == []
    await days.until(NINE + MINUTE)
    [card] = days.platform.shown("general")
    await days.until(NINE + 8 * HOUR, HOUR)
    [outcome] = days.platform.shown("general")

    assert card.title == "Daily quiz · Monday, 5 January"
    assert "Open until: 17:00, Monday, 5 January (Europe/Berlin)" in words(card)
    assert card.notify == (Role("42"),)
    assert outcome.title == "Closed · Daily quiz · Monday, 5 January"
    assert outcome.notify == ()
    assert (await days.states())[5] == "closed"


@pytest.mark.parametrize(
    ("zone", "at", "begin", "local"),
    [
        ("America/New_York", "02:30", "2026-03-07", ["7 02:30", "8 03:30", "9 02:30"]),
        ("America/New_York", "01:30", "2026-10-31", ["31 01:30", "1 01:30", "2 01:30"]),
        ("Australia/Lord_Howe", "02:10", "2026-10-03", ["3 02:10", "4 02:40", "5 02:10"]),
        ("Australia/Lord_Howe", "01:45", "2026-04-04", ["4 01:45", "5 01:45", "6 01:45"]),
        ("Pacific/Apia", "09:00", "2011-12-28", ["28 09:00", "29 09:00", "31 09:00"]),
    ],
)
async def test_over_a_change_of_clocks_each_date_has_one_post(
    days: Days, zone: str, at: str, begin: str, local: list[str]
) -> None:
    there = ZoneInfo(zone)
    days.now = datetime.fromisoformat(begin).replace(tzinfo=there).astimezone(UTC)
    await days.set_up(time=at, zone=zone)

    seen: list[str] = []
    while len(seen) < 3:
        await days.until(days.now + 5 * MINUTE, 5 * MINUTE)
        for _ in range(len(sent(days)) - len(seen)):
            shown = days.now.astimezone(there) - 5 * MINUTE
            seen.append(f"{shown.day} {shown:%H:%M}")

    assert seen == local


async def test_the_zone_can_change_after_the_post_was_planned(days: Days) -> None:
    await days.set_up()
    await days.settle()
    await days.set_up(zone="America/New_York")

    await days.until(NINE + HOUR, HOUR / 2)
    assert sent(days) == []
    await days.until(NINE + 6 * HOUR + MINUTE, HOUR / 2)

    assert sent(days) == ["2026-01-05"]


async def test_a_date_that_was_posted_is_not_posted_again_by_new_terms(days: Days) -> None:
    await days.set_up()
    await days.until(NINE + MINUTE)
    await days.set_up(time="10:00")

    await days.until(NINE + 2 * HOUR, HOUR / 4)

    assert sent(days) == ["2026-01-05"]


@pytest.mark.parametrize("step", [HOUR, -HOUR])
@pytest.mark.parametrize("when", [NINE - 10 * MINUTE, NINE + 10 * MINUTE])
async def test_a_clock_that_is_set_neither_doubles_nor_loses_a_post(
    days: Days, step: timedelta, when: datetime
) -> None:
    await days.set_up()
    await days.until(when)
    days.now += step
    await days.settle()
    await days.until(when + 30 * MINUTE)
    days.now -= step
    await days.settle()

    await days.until(NINE + DAY + 2 * HOUR, HOUR / 4)

    assert sent(days) == ["2026-01-05", "2026-01-06"]


async def test_a_clock_that_is_set_while_a_post_is_sent_does_not_double_it(days: Days) -> None:
    await days.set_up()
    days.platform.lost = ["general"]
    await days.until(NINE + MINUTE)
    days.now += HOUR
    await days.settle()

    await days.until(days.now + HOUR)

    assert sent(days) == ["2026-01-05"]
    assert (await days.states())[5] == "sent"


async def test_two_processes_post_once(days: Days) -> None:
    channels = await days.set_up_many(20)
    days.now = NINE + MINUTE
    other = days.another()

    while any(await asyncio.gather(days.scheduler.tick(), other.tick())):
        pass

    assert sorted(channel for channel, _ in days.platform.sent) == sorted(channels)


@pytest.mark.parametrize(("late", "expected"), [(720, ["2026-01-06"]), (60, [])])
async def test_after_an_outage_over_two_posts_at_most_the_newest_comes_marked_late(
    days: Days, late: int, expected: list[str]
) -> None:
    await days.set_up(late=late)
    await days.settle()

    days.now = NINE - HOUR + 27 * HOUR
    await days.settle()

    assert sent(days) == expected
    assert all(
        words(card).startswith("Daily quiz · Tuesday, 6 January\nLate: this was due at 09:00.")
        for card in days.platform.shown("general")
    )
    states = await days.states()
    assert states[5] == "missed"
    assert states[6] == ("sent" if expected else "missed")


async def test_an_outage_longer_than_what_was_planned_is_noted(days: Days) -> None:
    await days.set_up()
    await days.settle()

    days.now = NINE + 4 * DAY + HOUR
    await days.settle()

    assert sent(days) == ["2026-01-09"]
    states = await days.states()
    assert [states[day] for day in (5, 6, 7, 8, 9)] == ["missed"] * 4 + ["sent"]


async def test_where_nothing_may_be_posted_is_paused_and_the_other_channels_go_on(
    days: Days,
) -> None:
    channels = await days.set_up_many(20)
    days.platform.faults["c7"] = [NotAllowedError(NOT_ALLOWED)]

    await days.until(NINE + 2 * DAY + MINUTE, HOUR / 2)

    c7 = Place("web", "", "c7")
    schedule = await days.schedules.at(c7.key)
    assert schedule
    assert schedule.paused == NOT_ALLOWED
    assert sent(days, "c7") == []
    assert all(len(sent(days, one)) == 3 for one in channels if one != "c7")
    [notice] = days.platform.shown(direct(ANA).channel)
    assert notice.title == "The daily quiz in #c7 is paused"
    assert NOT_ALLOWED in words(notice)


async def test_what_was_paused_goes_on_when_it_is_resumed(days: Days) -> None:
    talk = await days.set_up()
    days.platform.faults["general"] = [NotAllowedError(NOT_ALLOWED)]
    await days.until(NINE + HOUR, HOUR / 2)

    await talk.use("daily resume")
    await days.until(NINE + DAY + MINUTE, HOUR / 2)

    assert sent(days) == ["2026-01-06"]


async def test_a_host_who_takes_no_messages_stops_nothing(days: Days) -> None:
    await days.set_up()
    days.platform.faults["general"] = [NotAllowedError(NOT_ALLOWED)]
    days.platform.faults[direct(ANA).channel] = [NotAllowedError("No direct messages.")]

    await days.until(NINE + HOUR, HOUR / 2)

    assert (await days.states())[5] == "failed"


async def test_a_platform_that_asks_to_wait_in_the_middle_of_a_round_loses_nothing(
    days: Days,
) -> None:
    channels = await days.set_up_many(40)
    for number in range(10, 30):
        days.platform.faults[f"c{number}"] = [BusyError("later", 5), BusyError("later", 5)]

    await days.until(NINE + 2 * MINUTE, timedelta(seconds=5))

    assert sorted(channel for channel, _ in days.platform.sent) == sorted(channels)
    assert "find c10" not in days.platform.log  # it surely was not sent


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_goes_wrong_by_chance_each_channel_has_its_post_once(
    days: Days, seed: int
) -> None:
    rng, channels = Random(seed), await days.set_up_many(12)
    for channel in channels:
        wrong = [TimeoutError(), BusyError("later", 7), ChatError("who knows"), OSError("cut")]
        days.platform.faults[channel] = rng.sample(wrong, rng.randrange(4))
        days.platform.lost += [channel] * rng.randrange(2)

    await days.until(NINE + 15 * MINUTE, timedelta(seconds=10))

    assert sorted(channel for channel, _ in days.platform.sent) == sorted(channels)
    assert {(await days.states(Place("web", "", channel)))[5] for channel in channels} == {"sent"}


async def test_a_post_whose_sender_heard_nothing_is_looked_for_and_not_sent_again(
    days: Days,
) -> None:
    await days.set_up()
    days.platform.lost = ["general"]

    await days.until(NINE + 10 * MINUTE, timedelta(seconds=5))

    assert days.platform.log == ["send general", "find general"]
    assert (await days.states())[5] == "sent"


async def test_a_post_that_did_not_arrive_is_sent_again_after_two_looks(days: Days) -> None:
    await days.set_up()
    days.platform.faults["general"] = [TimeoutError()]

    await days.until(NINE + MINUTE, timedelta(seconds=5))
    first = days.now
    await days.until(NINE + 10 * MINUTE, timedelta(seconds=5))

    assert days.platform.log == ["send general", "find general", "find general", "send general"]
    assert sent(days) == ["2026-01-05"]
    [post] = [one for one in await days.all() if one.state == "sent"]
    assert post.sent_at
    assert post.sent_at - first >= DOUBT - MINUTE


async def test_what_a_process_took_to_its_grave_is_looked_for_before_it_is_sent(
    days: Days,
) -> None:
    await days.set_up()
    await days.settle()
    days.now = NINE + MINUTE
    [due] = await days.agenda.claim(days.now, days.now + LEASE, 1)
    found = await days.posts.find(due.key, days.now)
    assert found
    await days.posts.begin(found.post, "fingerprint", NINE + HOUR, days.now)

    await days.until(NINE + 10 * MINUTE, timedelta(seconds=5))

    assert days.platform.log == ["find general", "find general", "send general"]
    assert sent(days) == ["2026-01-05"]


async def test_what_is_removed_while_nobody_knows_whether_it_arrived_comes_to_an_end(
    days: Days,
) -> None:
    talk = await days.set_up(close=1)
    days.platform.faults["general"] = [TimeoutError()]
    await days.until(NINE + MINUTE, timedelta(seconds=5))
    assert (await days.states())[5] == "sending"

    await talk.use("daily remove")
    await days.until(NINE + 2 * HOUR)

    assert (await days.states())[5] == "skipped"
    assert sent(days) == []
    assert await days.agenda.next_at() is None


async def test_what_did_not_arrive_is_not_sent_into_a_channel_that_was_paused_meanwhile(
    days: Days,
) -> None:
    talk = await days.set_up()
    days.platform.faults["general"] = [TimeoutError()]
    await days.until(NINE + MINUTE, timedelta(seconds=5))

    await talk.use("daily pause")
    await days.until(NINE + HOUR)

    assert sent(days) == []
    assert (await days.states())[5] == "skipped"
    assert await days.agenda.next_at() is None


async def test_what_arrived_before_its_channel_was_paused_still_closes(days: Days) -> None:
    talk = await days.set_up(close=1)
    days.platform.lost = ["general"]
    await days.until(NINE + MINUTE, timedelta(seconds=5))

    await talk.use("daily pause")
    await days.until(NINE + 2 * HOUR)

    assert sent(days) == ["2026-01-05"]
    assert (await days.states())[5] == "closed"


async def test_what_is_asked_for_now_is_sent_until_it_arrives_though_its_channel_is_paused(
    days: Days,
) -> None:
    talk = await days.set_up()
    await talk.use("daily pause")
    days.platform.faults["general"] = [TimeoutError()]

    await talk.use("daily post-now")
    await days.until(days.now + 10 * MINUTE, timedelta(seconds=5))

    assert sent(days) == ["2026-01-05"]
    assert (await days.states())[5] == "sent"


async def test_where_one_may_not_look_nothing_is_sent_twice_and_its_host_is_told(
    days: Days,
) -> None:
    await days.set_up(late=60)
    days.platform.faults["general"] = [TimeoutError()]
    days.platform.unseen = ChatError("Backprep may not read there.")

    await days.until(NINE + 2 * HOUR)

    schedule = await days.schedules.at(CHANNEL.key)
    assert schedule
    assert schedule.paused == "Backprep may not read there."
    assert sent(days) == []
    assert (await days.states())[5] == "failed"


async def test_what_nobody_could_find_out_about_ends_when_its_question_closes(days: Days) -> None:
    await days.set_up(late=60, close=2)
    days.platform.faults["general"] = [TimeoutError()]
    await days.until(NINE + MINUTE, timedelta(seconds=20))
    days.platform.unseen = RuntimeError("a fault of ours")

    await days.until(NINE + 3 * HOUR, 5 * MINUTE)

    assert (await days.states())[5] == "failed"
    assert sent(days) == []


async def test_a_question_that_left_the_bank_gives_way_to_another(days: Days) -> None:
    await days.set_up(topics="neurons")
    await days.settle()
    post = (await days.all())[0]
    await days.posts.put(replace(post, item="gone/q1"), NINE)

    await days.until(NINE + MINUTE)

    [card] = days.platform.shown("general")
    assert card.title == "Daily quiz · Monday, 5 January"
    assert (await days.all())[0].item != "gone/q1"


async def test_no_question_comes_again_before_all_were_asked(days: Days) -> None:
    await days.set_up(topics="neurons", level="advanced", late=720)
    schedule = await days.schedules.at(CHANNEL.key)
    assert schedule
    size = days.pool_of(schedule)
    for _ in range(2 * size):
        await days.until(days.now + DAY, DAY / 4)
    items = [post.item for post in await days.all() if post.state in ("sent", "closed")]

    assert 3 <= size <= 40
    assert len(set(items[:size])) == size
    assert len(set(items[size : 2 * size])) == size


async def test_what_becomes_of_each_post_is_logged_with_its_channel_and_date(
    days: Days, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.features.daily")

    await days.set_up(late=720)
    await days.until(NINE + MINUTE, HOUR / 2)
    days.now = NINE + DAY + 2 * HOUR
    days.platform.faults["general"] = [NotAllowedError(NOT_ALLOWED)]
    await days.settle()

    logged = [vars(record) for record in caplog.records if record.name.startswith("bot.features")]

    posts = [line for line in logged if line["msg"] == "daily post"]
    became = [(line["date"], line["became"]) for line in posts]
    assert became[:3] == [
        ("2026-01-05", "planned"),
        ("2026-01-06", "planned"),
        ("2026-01-05", "sent"),
    ]
    assert ("2026-01-06", "failed") in became
    [paused] = [line for line in logged if line["msg"] == "daily posts paused"]
    assert paused["why"] == NOT_ALLOWED
    assert {line["channel"] for line in logged} == {CHANNEL.key}
