"""Slack comes in by HTTP and by Socket Mode: only what it signed, and whatever becomes of connections."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from random import Random
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.back_off import BackOff
from bot.chat.errors import PlatformOffError
from bot.chat.reply import Reply, Text
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.door import LONGEST_BODY
from bot.platforms.slack.sockets import Sockets
from tests.bot.platforms.slack.scripted import Once, made, running
from tests.loopback_slack import APP_TOKEN, BROKEN, Fault, HttpDelivery, LoopbackSlack, Signing

SAYS = {"ask": Reply("", (Text("Drops units."),), "asker")}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


async def no_token(_: str) -> str | None:
    return None


async def nobody() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=None)


def not_noted(_: str, __: float) -> None:
    pass


async def asked(slack: LoopbackSlack, body: bytes, **headers: str) -> tuple[int, str]:
    """What the door answers to a request."""
    url = f"{slack.bot_address}/slack/events"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as said,
    ):
        return said.status, await said.text()


WRONG = (
    Signing(secret="another"),  # noqa: S106 - no secret of anybody
    Signing(shift_s=-301),
    Signing(shift_s=301),
    Signing(changed=True),
    Signing(replayed_at=int(time.time()) - 3600),
)


@pytest.mark.parametrize("signing", WRONG, ids=["key", "old", "early", "changed", "replayed"])
async def test_what_slack_did_not_sign_just_now_is_refused_and_does_nothing(
    slack: LoopbackSlack, signing: Signing
) -> None:
    conversation = Once(SAYS)
    async with running(slack, conversation):
        ana = slack.person("ana")
        payload = slack.payloads.shortcut(ana.user, "quiz")

        door = HttpDelivery(slack.bot_address)
        said = await door.deliver("interactive", payload, signing=signing)
        await door.close()

        assert said.status == 401
    assert not conversation.heard


async def test_slack_is_told_that_the_address_is_ours(slack: LoopbackSlack) -> None:
    async with running(slack, Once()):
        body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
        headers = {"Content-Type": "application/json", **Signing().headers(body)}

        status, text = await asked(slack, body, **headers)

    assert (status, json.loads(text)) == (200, {"challenge": "3eZbrw1a"})


async def test_a_check_of_the_certificate_is_answered(slack: LoopbackSlack) -> None:
    async with running(slack, Once()):
        body = urlencode({"ssl_check": "1", "token": "x"}).encode()

        assert await asked(slack, body, **{"Content-Type": FORM}) == (200, "")


ODD: Mapping[str, tuple[bytes, dict[str, str]]] = {
    "no signature": (b"payload=%7B%7D", {"Content-Type": FORM}),
    "no time": (b"a=b", {"Content-Type": FORM, "X-Slack-Request-Timestamp": "soon"}),
    "no text": (b"\xff\xfe", {"Content-Type": FORM}),
    "no JSON": (b"{", {"Content-Type": "application/json"}),
    "too much": (b"a" * (LONGEST_BODY + 1), {"Content-Type": FORM}),
}


@pytest.mark.parametrize("name", ODD)
async def test_what_is_no_request_of_slack_is_refused(slack: LoopbackSlack, name: str) -> None:
    body, headers = ODD[name]
    async with running(slack, Once()):
        status, _ = await asked(slack, body, **headers)

    assert 400 <= status < 500


async def test_the_door_is_closed_while_slack_is_not_connected(slack: LoopbackSlack) -> None:
    async with running(slack, Once()) as bot:
        bot.chat.door.close()

        status, _ = await asked(slack, b"{}", **{"Content-Type": "application/json"})

    assert status == 503


async def test_where_one_workspace_is_set_up_nobody_else_can_install_it(
    slack: LoopbackSlack,
) -> None:
    async with running(slack, Once()), aiohttp.ClientSession() as session:
        said = await session.get(f"{slack.bot_address}/slack/install")

        assert said.status == 404
        assert "BACKPREP_SLACK_CLIENT_ID" in await said.text()


async def test_a_socket_that_slack_wants_to_end_is_replaced_before_it_ends(
    slack: LoopbackSlack,
) -> None:
    async with running(slack, Once(SAYS), by_http=False):
        opened = slack.socket_mode.opened

        await slack.socket_mode.ask_to_reconnect()
        await slack.socket_mode.replaced(opened)

        await slack.person("ana").use("/ask", "x")
        await slack.person("ana").sees("Drops units.")


async def test_sockets_that_are_ended_at_once_are_not_opened_in_a_rush(
    slack: LoopbackSlack,
) -> None:
    pauses_s: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses_s.append(seconds)

    async with Clients(slack.api_base, no_token) as clients:
        app = AsyncApp(authorize=nobody, client=clients.with_token(None))
        sockets = Sockets(clients, APP_TOKEN, lambda: BackOff(Random(1)), not_noted, sleep)
        listening = asyncio.create_task(sockets.run(app, await sockets.open()))
        for opened in range(1, 6):
            await slack.socket_mode.replaced(opened - 1)
            await slack.socket_mode.connected()
            await slack.socket_mode.ask_to_reconnect()
            await slack.socket_mode.replaced(opened)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    assert len(pauses_s) >= 5
    assert max(pauses_s) >= 8


async def test_a_socket_that_breaks_is_opened_anew(slack: LoopbackSlack) -> None:
    async with running(slack, Once(SAYS), by_http=False):
        opened = slack.socket_mode.opened
        slack.faults["apps.connections.open"] += [BROKEN, Fault("internal_error")]

        await slack.socket_mode.drop()
        await slack.socket_mode.replaced(opened)

        await slack.person("ana").use("/ask", "x")
        await slack.person("ana").sees("Drops units.")


async def test_a_socket_that_breaks_by_a_mistake_of_ours_ends_the_platform(
    slack: LoopbackSlack,
) -> None:
    async with Clients(slack.api_base, no_token) as clients:
        app = AsyncApp(authorize=nobody, client=clients.with_token(None))
        sockets = Sockets(clients, APP_TOKEN, lambda: BackOff(Random(1)), not_noted)
        listening = asyncio.create_task(sockets.run(app, await sockets.open()))
        await slack.socket_mode.connected()

        await slack.socket_mode.sockets[0].send_str("[" * 100_000)  # too deep for Python to read

        with pytest.raises(ExceptionGroup) as broken:
            await asyncio.wait_for(listening, 30)
    assert broken.group_contains(RecursionError)


@pytest.mark.parametrize("by_http", [True, False])
async def test_it_is_told_how_long_each_delivery_took_to_be_acknowledged(
    slack: LoopbackSlack, by_http: bool
) -> None:
    conversation = Once(SAYS)
    async with running(slack, conversation, by_http=by_http):
        await slack.person("ana").use("/ask", "x")
        await slack.person("ana").sees("Drops units.")

    assert len(conversation.acknowledged_s) == 1


BAD = [
    ({"bot_token": "xoxb-bad", "signing_secret": "s"}, "BACKPREP_SLACK_BOT_TOKEN"),
    ({"app_token": "xapp-bad"}, "BACKPREP_SLACK_APP_TOKEN"),
]


@pytest.mark.parametrize(("how", "setting"), BAD)
async def test_a_bad_token_switches_slack_off_and_names_the_setting(
    slack: LoopbackSlack, how: dict[str, Any], setting: str
) -> None:
    bot = made(slack, Once(), **how)

    with pytest.raises(PlatformOffError, match=setting):
        await bot.chat.run(bot.conversation)


async def test_slack_being_away_is_no_fault_of_the_settings(slack: LoopbackSlack) -> None:
    bot = made(slack, Once(), app_token="xapp-1", api_base="http://127.0.0.1:9/api")  # noqa: S106

    with pytest.raises(ConnectionError):
        await bot.chat.run(bot.conversation)


async def test_who_connects_and_how_is_said(slack: LoopbackSlack) -> None:
    async with running(slack, Once(), by_http=False) as bot:
        assert [said for said in bot.said if "in One listens by Socket Mode." in said]
