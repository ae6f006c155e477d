"""What Slack delivers more than once is done once; what never arrived is done when it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.playground import data_folder
from tests.journeys.slack import Way, backprep
from tests.loopback_slack import LoopbackSlack, Retry, SlackPerson, responding, words
from tests.loopback_slack.world import Json, Message

CLEAR = "y does my val loss go up while train loss goes down"
WAYS = pytest.mark.parametrize("way", ["http", "socket"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


def asked(slack: LoopbackSlack, ana: SlackPerson, text: str) -> Json:
    """The command /ask, for delivering it by hand."""
    url = responding.made(slack.world, ana.where, ana.user.id)
    return slack.payloads.command(ana.user, ana.where, "/ask", text, url)


def mentioned(slack: LoopbackSlack, ana: SlackPerson) -> Json:
    """A mention, for delivering it by hand."""
    text = f"<@U0BOT> {CLEAR}"
    said = slack.world.add(Message(slack.world.ts(), ana.where.id, ana.user.id, text))
    return slack.payloads.written(ana.user, said, mention=True)


def answers(person: SlackPerson) -> int:
    return sum("overfitting" in words(m) for m in person.messages() if m.user == "U0BOT")


async def something_else(person: SlackPerson) -> None:
    """All that was delivered before is done, since one place takes one thing at a time."""
    await person.use("/about")
    await person.sees("64")


@WAYS
async def test_four_deliveries_of_one_event_act_once(
    way: Way, data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack, way):
        event, command = mentioned(slack, ana), asked(slack, ana, CLEAR)
        for number in range(4):
            retry = Retry(number) if number else None
            await slack.deliver("events_api", event, retry)
            await slack.deliver("slash_commands", command)
        await ana.until(lambda: answers(ana) == 2, "both answers")
        await something_else(ana)
        assert answers(ana) == 2


async def test_a_press_that_is_delivered_again_acts_once(data: Path, slack: LoopbackSlack) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack):
        await ana.use("/ask", CLEAR)
        card = await ana.sees_button("Share")
        press = ana.pressing("Share", on=card)
        for _ in range(4):
            await slack.deliver("interactive", press)
        await something_else(ana)
        assert sum("Shared by" in words(message) for message in ana.messages()) == 1


async def test_a_retry_after_five_minutes_and_a_restart_acts_no_more(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    event = mentioned(slack, ana)
    async with backprep(data, slack):
        await slack.deliver("events_api", event)
        await ana.sees("overfitting")
    slack.clock.move(5 * 60)
    async with backprep(data, slack):
        await slack.deliver("events_api", event, Retry(3))
        await something_else(ana)
        assert answers(ana) == 1


async def test_a_retry_of_what_never_arrived_acts(data: Path, slack: LoopbackSlack) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack):
        await slack.deliver("events_api", mentioned(slack, ana), Retry(2, "connection_failed"))
        await ana.sees("overfitting")


async def test_two_sockets_bring_one_envelope_each_and_it_acts_once(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, mode = slack.person("ana"), slack.socket_mode
    async with backprep(data, slack, "socket"):
        event, opened = mentioned(slack, ana), mode.opened
        await mode.ask_to_reconnect()
        await mode.deliver("events_api", event, envelope="one")
        await mode.replaced(opened)
        for _ in range(3):
            await mode.deliver("events_api", event, Retry(1), envelope="one")
        await ana.sees("overfitting")
        await something_else(ana)
        assert answers(ana) == 1
