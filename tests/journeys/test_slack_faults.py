"""What people see on Slack when something goes wrong between it and the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.playground import data_folder
from tests.journeys.slack import backprep
from tests.loopback_slack import (
    BOT_TOKEN,
    BROKEN,
    CUT,
    LOST,
    TOO_MANY,
    Fault,
    LoopbackSlack,
    Signing,
    labels,
    words,
)

CLEAR = "y does my val loss go up while train loss goes down"
SHARED = "kind:choice count:1 channel:yes"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


REMEDIES = {
    "not_in_channel": (Fault("not_in_channel"), "/invite @Backprep"),
    "channel_not_found": (Fault("channel_not_found"), "/invite @Backprep"),
    "is_archived": (Fault("is_archived"), "Unarchive it"),
    "missing_scope": (Fault("missing_scope", more={"needed": "chat:write"}), "chat:write"),
    "token_revoked": (Fault("token_revoked"), "install it again"),
    "restricted_action": (Fault("restricted_action"), "admin"),
}


@pytest.mark.parametrize("error", REMEDIES)
async def test_whoever_posts_where_slack_refuses_reads_the_remedy(
    error: str, data: Path, slack: LoopbackSlack
) -> None:
    ana, ben, (fault, remedy) = slack.person("ana"), slack.person("ben"), REMEDIES[error]
    slack.faults["chat.postMessage"].append(fault)
    async with backprep(data, slack):
        await ana.use("/quiz", SHARED)
        told = await ana.sees(remedy)
        assert told.only_for == ana.user.id
        assert not ben.messages()


async def test_a_quiz_in_a_channel_without_the_bot_says_how_to_invite_it(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana", "quiet")
    async with backprep(data, slack):
        await ana.use("/quiz", SHARED)
        await ana.sees("/invite @Backprep")


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
async def test_what_slack_does_not_take_goes_out_in_plain_words(
    error: str, data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    slack.faults["response_url"].append(Fault(error, 400))
    slack.faults["chat.postMessage"].append(Fault(error))
    async with backprep(data, slack):
        await ana.use("/ask", CLEAR)
        await ana.sees("overfitting")
        await ana.mention(CLEAR)
        await ana.until(lambda: sum("overfitting" in words(m) for m in ana.messages()) == 2, "both")


async def test_a_form_that_came_too_late_asks_to_press_again(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    slack.faults["views.open"].append(Fault("expired_trigger_id"))
    async with backprep(data, slack):
        await ana.use("/ask", CLEAR)
        await ana.press("Not helpful")
        await ana.sees("press the button once more")
        await ana.press("Not helpful")
        await ana.opens()


async def test_a_busy_slack_is_waited_for(data: Path, slack: LoopbackSlack) -> None:
    ana = slack.person("ana")
    for method in ("chat.postMessage", "response_url"):
        slack.faults[method].append(TOO_MANY)
    async with backprep(data, slack):
        await ana.use("/ask", CLEAR)
        await ana.sees("overfitting")
        await ana.mention(CLEAR)
        await ana.until(lambda: sum("overfitting" in words(m) for m in ana.messages()) == 2, "both")


@pytest.mark.parametrize("fault", [BROKEN, CUT], ids=["error", "cut"])
async def test_an_answer_that_failed_on_the_way_is_given_again(
    fault: Fault, data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana").directly()
    slack.faults["chat.postMessage"].append(fault)
    async with backprep(data, slack):
        await ana.write(CLEAR)
        await ana.sees("overfitting")


async def test_a_channel_that_takes_one_post_a_second_gets_all_of_them(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    slack.one_a_second = True
    async with backprep(data, slack):
        for person in (ana, ben, ana):
            await person.mention(CLEAR)
        await ana.until(lambda: sum("overfitting" in words(m) for m in ana.messages()) == 3, "all")


@pytest.mark.parametrize("status", [404, 500])
async def test_an_answer_whose_address_is_gone_goes_out_as_a_message(
    status: int, data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    slack.faults["response_url"].extend([Fault("expired_url", status)] * 5)
    async with backprep(data, slack):
        await ana.use("/ask", CLEAR)
        await ana.directly().sees("overfitting")
        assert not ben.messages()


async def test_a_press_half_an_hour_later_still_has_its_answer(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack):
        await ana.use("/ask", CLEAR)
        card = await ana.sees_button("Key points")
        press = ana.pressing("Key points", on=card)
        slack.clock.move(31 * 60)
        await slack.deliver("interactive", press)
        await ana.directly().sees("A good answer says")


async def test_a_picture_that_slack_still_looks_at_is_waited_for(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    slack.world.slow_files = 3
    async with backprep(data, slack):
        await ana.use("/quiz", SHARED)
        await ben.press("A")
        await ana.press("Reveal")
        closed = await ana.sees("Closed")
        await ana.until(lambda: any(b["type"] == "image" for b in closed.blocks), "a picture")


async def test_a_picture_that_cannot_be_uploaded_leaves_its_words(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    slack.faults["files.getUploadURLExternal"].extend([BROKEN] * 10)
    async with backprep(data, slack):
        await ana.use("/quiz", SHARED)
        await ben.press("A")
        await ana.press("Reveal")
        await ana.sees("Closed")


async def test_a_post_whose_answer_was_lost_is_there_once(data: Path, slack: LoopbackSlack) -> None:
    ana = slack.person("ana")
    slack.faults["chat.postMessage"].append(LOST)
    async with backprep(data, slack):
        await ana.use("/quiz", SHARED)
        await ana.sees_button("Reveal")
        await ana.use("/about")
        await ana.sees("64")
        assert sum("Reveal" in labels(message) for message in ana.messages()) == 1


async def test_what_is_not_from_slack_is_refused_and_does_nothing(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    bad = (
        Signing("another secret"),
        Signing(shift_s=-301),
        Signing(shift_s=301),
        Signing(changed=True),
        Signing(replayed_at=1_700_000_000),
    )
    async with backprep(data, slack) as running:
        http = slack.reach(running.address)
        for signing in bad:
            said = await http.deliver(
                "events_api", slack.payloads.home_opened(ana.user), signing=signing
            )
            assert said.status in (401, 403)
        assert not slack.world.called("views.publish")
        assert await ana.opens_home()


async def test_a_token_that_slack_refuses_switches_slack_off_and_the_rest_goes_on(
    data: Path, slack: LoopbackSlack
) -> None:
    slack.world.grants[BOT_TOKEN].revoked = True
    playground = {"BACKPREP_PLAYGROUND": "on"}
    async with backprep(data, slack, "socket", opens=False, **playground) as running:
        await running.says("BACKPREP_SLACK_BOT_TOKEN")
        await running.says("Backprep is ready")
        assert await running.playground() == 200


async def test_sockets_that_are_cut_are_opened_again(data: Path, slack: LoopbackSlack) -> None:
    ana, mode = slack.person("ana"), slack.socket_mode
    async with backprep(data, slack, "socket"):
        for lose in (mode.ask_to_reconnect, mode.drop):
            opened = mode.opened
            await lose()
            await mode.replaced(opened)
        await ana.use("/ask", CLEAR)
        await ana.sees("overfitting")
