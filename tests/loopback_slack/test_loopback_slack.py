"""The stand-in is as strict as it says, seen through Slack's own client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.loopback_slack import BOT_TOKEN, LOST, TOO_MANY, LoopbackSlack

PNG = b"\x89PNG and more"


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


@pytest.fixture
def client(slack: LoopbackSlack) -> AsyncWebClient:
    return AsyncWebClient(BOT_TOKEN, base_url=slack.api_base)


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action: str) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action}


def actions(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(buttons)}


def table(*rows: list[str]) -> dict[str, Any]:
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in rows]
    return {"type": "table", "rows": cells}


REFUSED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "51 blocks": ([{"type": "divider"}] * 51, "invalid_blocks"),
    "an unknown block": ([{"type": "banner"}], "invalid_blocks"),
    "an unknown field": ([section("a", colour="red")], "invalid_blocks"),
    "an empty text": ([section("")], "invalid_blocks"),
    "3,001 characters": ([section("a" * 3001)], "invalid_blocks"),
    "too many characters": ([section("a" * 2900)] * 5, "msg_blocks_too_long"),
    "equal action ids": ([actions(button("A", "1"), button("B", "1"))], "invalid_blocks"),
    "no action id": ([actions({"type": "button", "text": section("A")["text"]})], "invalid_blocks"),
    "equal block ids": ([section("a", block_id="b"), section("c", block_id="b")], "invalid_blocks"),
    "a disabled button": ([actions(button("A", "1") | {"disabled": True})], "invalid_blocks"),
    "26 buttons": ([actions(*(button("A", str(n)) for n in range(26)))], "invalid_blocks"),
    "101 rows": ([table(*[["a"]] * 101)], "invalid_blocks"),
    "uneven rows": ([table(["a"], ["a", "b"])], "invalid_blocks"),
    "an empty cell": ([table(["a", ""])], "invalid_blocks"),
    "two tables": ([table(["a"]), table(["b"])], "invalid_attachments"),
    "a long label": ([actions(button("A" * 76, "1"))], "invalid_blocks"),
    "an unknown file": (
        [{"type": "image", "slack_file": {"id": "F9"}, "alt_text": "A cat"}],
        "invalid_blocks",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_blocks_that_slack_refuses_are_refused(what: str, client: AsyncWebClient) -> None:
    blocks, error = REFUSED[what]
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C1GENERAL", text="words", blocks=blocks)
    assert refused.value.response["error"] == error


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C1QUIET", "not_in_channel"),
        ("C1OLD", "is_archived"),
        ("C2GENERAL", "channel_not_found"),
        ("C9", "channel_not_found"),
    ],
)
async def test_the_bot_writes_only_where_it_is(
    channel: str, error: str, client: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError, match=error):
        await client.chat_postMessage(channel=channel, text="Hello")


async def test_a_token_needs_the_scope_and_must_not_be_revoked(
    slack: LoopbackSlack, client: AsyncWebClient
) -> None:
    grant = slack.world.grants[BOT_TOKEN]
    grant.scopes -= {"chat:write"}
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C1GENERAL", text="Hello")
    assert refused.value.response["needed"] == "chat:write"
    grant.revoked = True
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()
    client.token = "xoxb-other"  # noqa: S105 - nobody's
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await client.auth_test()


async def test_a_picture_is_shown_only_once_its_kind_is_known(
    slack: LoopbackSlack, client: AsyncWebClient
) -> None:
    slack.world.slow_files = 2
    uploaded = await client.files_upload_v2(content=PNG, filename="cat.png", alt_txt="A cat")
    file = uploaded["files"][0]["id"]
    picture = {"type": "image", "slack_file": {"id": file}, "alt_text": "A cat"}
    for known in ("", "image/png"):
        with pytest.raises(SlackApiError, match="invalid_blocks"):
            await client.chat_postMessage(channel="C1GENERAL", text="A cat", blocks=[picture])
        assert (await client.files_info(file=file))["file"]["mimetype"] == known
    await client.chat_postMessage(channel="C1GENERAL", text="A cat", blocks=[picture])


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: LoopbackSlack, client: AsyncWebClient
) -> None:
    ana, title = slack.person("ana"), {"type": "plain_text", "text": "Hello"}
    view = {"type": "modal", "title": title, "blocks": [section("Hello")]}
    trigger = slack.world.trigger(ana.user)
    await client.views_open(trigger_id=trigger, view=view)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=view)
    late = slack.world.trigger(ana.user)
    slack.clock.move(3)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=late, view=view)
    long = view | {"title": title | {"text": "A" * 25}}
    with pytest.raises(SlackApiError, match="25 characters"):
        await client.views_open(trigger_id=slack.world.trigger(ana.user), view=long)


async def test_what_goes_wrong_is_chosen_by_the_test(
    slack: LoopbackSlack, client: AsyncWebClient
) -> None:
    slack.faults["chat.postMessage"].extend([TOO_MANY, LOST])
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C1GENERAL", text="One")
    assert refused.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel="C1GENERAL", text="Two")
    assert {message.text for message in slack.channel("general").messages} == {"Two"}
