"""What a worker makes for people on Slack: pictures in channels, in private and where the bot may not write."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.journeys.playground import data_folder
from tests.journeys.slack import backprep
from tests.loopback_slack import LoopbackSlack, SlackPerson, labels, words
from tests.loopback_slack.world import Message

_PASSED_ON = ("PATH", "HOME", "LANG")
IMAGES = "image count:4 seed:3"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder that one worker works on, since it takes seconds to start."""
    folder = data_folder(tmp_path_factory.mktemp("data"))
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}  # noqa: TID251
    worker = subprocess.Popen(
        [sys.executable, "-m", "generators"],
        env=kept | {"BACKPREP_DATA": str(folder), "BACKPREP_DEVICE": "cpu"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield folder
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=30)


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


def pictures(message: Message) -> list[str]:
    """The words of a message's pictures."""
    return [block["alt_text"] for block in message.blocks if block["type"] == "image"]


def by_the_bot(person: SlackPerson) -> list[Message]:
    return [message for message in person.messages() if message.user == "U0BOT"]


async def test_the_answer_to_a_command_becomes_the_picture(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    async with backprep(data, slack):
        await ana.use("/generate", IMAGES)
        drawn = await ben.sees("Drawn by a GAN")
        assert pictures(drawn)[0].startswith("4 images by a GAN")
        assert "Real or fake?" in labels(drawn)
        assert len(by_the_bot(ben)) == 1

        await ben.press("Vary")
        varied = await ana.sees("Left: an image as it was")
        assert varied.ts != drawn.ts


async def test_a_picture_reaches_its_person_where_the_bot_may_not_write(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana", "quiet")
    async with backprep(data, slack):
        await ana.use("/generate", IMAGES)
        await ana.sees("Drawn by a GAN")


async def test_a_picture_that_took_over_half_an_hour_arrives_all_the_same(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana", "quiet")
    async with backprep(data, slack):
        await ana.use("/generate", IMAGES)
        slack.clock.move(31 * 60)
        found = ana.directly()
        await found.until(
            lambda: any("Drawn by a GAN" in words(m) for m in [*ana.messages(), *found.messages()]),
            "the picture",
        )


async def test_a_picture_asked_for_before_a_restart_arrives_after_it(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack):
        await ana.use("/generate", IMAGES)
        await ana.until(lambda: bool(by_the_bot(ana)), "an answer")
    async with backprep(data, slack):
        await ana.sees("Drawn by a GAN")
        assert len(by_the_bot(ana)) == 1


async def test_training_shows_how_it_goes_and_ends_with_its_curve(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    async with backprep(data, slack):
        await ana.use("/train", "model:flow epochs:2")
        await ana.press("Just train")
        done = await ben.sees_button("Why? Read the entry")
        assert pictures(done)
        await ana.use("/queue")
        await ana.is_told("nothing under way")
