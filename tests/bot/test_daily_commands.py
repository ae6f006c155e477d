"""`backprep daily` as whoever runs the bot uses it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from bot.chat.event import Person, Place
from bot.cli import daily as command
from bot.clock import utc_now
from bot.health.daily import check_daily
from bot.planning import Timetable
from bot.settings import Settings
from bot.storage.daily_posts import SqlPosts
from bot.storage.daily_schedules import SqlSchedules
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.ports import Post, Terms
from bot.storage.upgrading import upgrade

HERE, THERE = Place("web", "playground", "general"), Place("web", "playground", "quiz")
SOME_HOURS_AGO = (utc_now() - timedelta(hours=6)).replace(second=0, microsecond=0)
TERMS = Terms(
    Timetable(SOME_HOURS_AGO.astimezone(ZoneInfo("UTC")).time(), "UTC", frozenset(range(7)))
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'backprep.db'}"
    upgrade(url)
    return url


def backprep_daily(*words: str, url: str) -> Result:
    return CliRunner().invoke(command.app, list(words), env={"DATABASE_URL": url})


def agreed(url: str, since: datetime) -> None:
    async def agree() -> None:
        database = Database.open(url)
        host = await SqlLearners(database).of(Person("web", "1", "Ana"))
        for place in (HERE, THERE):
            await SqlSchedules(database).put(place, TERMS, host, since)
        await SqlSchedules(database).pause(THERE, "No permission.")
        await database.close()

    asyncio.run(agree())


def planned_without_questions(url: str, bad: Place, since: datetime) -> None:
    """A post is planned for each channel; for one of them no question fits any more."""

    async def plan() -> None:
        database, now = Database.open(url), utc_now()
        host = await SqlLearners(database).of(Person("web", "1", "Ana"))
        for place in (HERE, THERE):
            terms = replace(TERMS, topics=("no-such-topic",)) if place == bad else TERMS
            await SqlSchedules(database).put(place, terms, host, since)
            post = Post(place.key, now.date(), now, "gone/q1", 1, f"round of {place.key}")
            await SqlPosts(database).put(post, None)
        await database.close()

    asyncio.run(plan())


def test_every_channel_is_listed_with_what_is_next_or_why_not(url: str) -> None:
    agreed(url, utc_now())

    listed = json.loads(backprep_daily("list", "--json", url=url).stdout)

    assert [line["channel"] for line in listed] == [HERE.key, THERE.key]
    assert listed[0]["next"].endswith(f"{TERMS.timetable.at:%H:%M}")
    assert (listed[1]["next"], listed[1]["paused"]) == ("", "No permission.")


def test_without_any_it_says_so(url: str) -> None:
    assert backprep_daily("list", url=url).stdout == "There is none.\n"
    assert backprep_daily("preview", url=url).stdout == "There is none.\n"


def test_what_was_missed_is_posted_once_on_demand(url: str) -> None:
    agreed(url, utc_now() - timedelta(days=2))

    would = backprep_daily("catch-up", "--dry-run", url=url)
    caught = backprep_daily("catch-up", url=url)
    [planned] = json.loads(backprep_daily("preview", "--json", url=url).stdout)

    assert would.stdout.splitlines() == [
        f"{HERE.key}  {SOME_HOURS_AGO.date()}",
        "Would be posted: 1.",
    ]
    assert caught.stdout.splitlines()[-1] == "Posted: 1."
    assert planned["day"] == f"{SOME_HOURS_AGO.date()}"
    assert planned["prompt"]


def test_a_channel_whose_questions_left_the_bank_does_not_end_the_preview_of_the_others(
    url: str,
) -> None:
    planned_without_questions(url, HERE, utc_now())

    lines = json.loads(backprep_daily("preview", "--json", url=url).stdout)
    shown = backprep_daily("preview", url=url)

    here, there = lines
    assert (here["channel"], there["channel"]) == (HERE.key, THERE.key)
    assert not here["prompt"]
    assert here["problem"].startswith("No quiz question fits")
    assert there["prompt"]
    assert not there["problem"]
    assert here["problem"] in shown.stdout
    assert shown.exit_code == 0


def test_a_channel_whose_questions_left_the_bank_does_not_keep_others_from_catching_up(
    url: str,
) -> None:
    planned_without_questions(url, HERE, utc_now() - timedelta(days=2))

    caught = backprep_daily("catch-up", url=url)

    assert caught.stdout.splitlines() == [f"{THERE.key}  {SOME_HOURS_AGO.date()}", "Posted: 1."]
    assert caught.stderr.startswith(f"{HERE.key}  No quiz question fits")
    assert caught.exit_code == 0


def test_the_doctor_counts_what_is_paused(url: str) -> None:
    settings = Settings(database_url=url)
    assert check_daily(settings).what == "0 channels have a daily quiz, none is paused."
    agreed(url, utc_now())

    found = check_daily(settings)

    assert found.state == "warning"
    assert "1 of 2 channels are paused" in found.what
