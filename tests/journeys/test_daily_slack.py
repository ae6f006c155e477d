"""A question a day on Slack, with the real Bolt app and the whole product: who may, posted once, paused in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.playground import data_folder
from tests.journeys.slack import backprep
from tests.loopback_slack import LoopbackSlack, labels


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


async def test_an_admin_sets_it_up_and_today_s_question_is_posted_once(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    async with backprep(data, slack):
        await ana.use("/daily", "setup time:09:00 zone:Europe/Berlin close:2")
        await ana.sees("09:00, every day (Europe/Berlin)")
        await ana.use("/daily", "post-now")
        question = await ben.sees("Your answer")
        await ben.press(labels(question)[0], on=question)
        await ben.sees("Noted: ")
        await ana.use("/daily", "post-now")
        await ana.sees("posted already")

    posted = [call for call in slack.world.called("chat.postMessage") if "Daily quiz" in str(call)]
    assert len(posted) == 1
    assert "backprep" in str(posted)  # the metadata by which it is found again


async def test_a_member_cannot_set_it_up(data: Path, slack: LoopbackSlack) -> None:
    ben = slack.person("ben")
    async with backprep(data, slack):
        await ben.use("/daily", "setup time:09:00 zone:UTC")
        await ben.sees("is for those who may manage this place")


async def test_a_channel_without_the_bot_is_named_before_anything_is_kept(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack):
        await ana.use("/daily", "setup time:09:00 zone:UTC channel: #quiet")
        await ana.sees("Nothing is set up yet.")
        await ana.use("/daily", "list")
        await ana.sees("No channel has a daily quiz yet")
