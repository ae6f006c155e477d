"""A bare Bolt app hears and answers through the stand-in, both ways in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.loopback_slack import (
    APP_TOKEN,
    BOT_TOKEN,
    SIGNING_SECRET,
    LoopbackSlack,
    Signing,
    responding,
    words,
)

MODAL = {
    "type": "modal",
    "callback_id": "why",
    "title": {"type": "plain_text", "text": "Why?"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "reason",
            "label": {"type": "plain_text", "text": "Reason"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


def bare(slack: LoopbackSlack) -> AsyncApp:
    """An app with one command, one button and one modal."""
    client = AsyncWebClient(BOT_TOKEN, base_url=slack.api_base)
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET)
    button = {"type": "button", "text": {"type": "plain_text", "text": "Ask"}, "action_id": "ask"}
    card = [{"type": "actions", "elements": [button]}]

    @app.command("/hello")
    async def hello(ack: Any, respond: Any, command: Any) -> None:
        await ack()
        await respond(text=f"Hello {command['text']}", blocks=card)

    @app.action("ask")
    async def ask(ack: Any, client: Any, body: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("why")
    async def why(ack: Any, client: Any, view: Any) -> None:
        await ack()
        said = view["state"]["values"]["reason"]["text"]["value"]
        await client.chat_postMessage(channel="C1GENERAL", text=said)

    assert all((hello, ask, why))
    return app


@asynccontextmanager
async def over_http(slack: LoopbackSlack) -> AsyncIterator[None]:
    server = web.AppRunner(bare(slack).server(path="/slack/events").web_app, shutdown_timeout=0.1)
    await server.setup()
    await web.TCPSite(server, "127.0.0.1", 0).start()
    slack.reach(f"http://127.0.0.1:{server.addresses[0][1]}")
    try:
        yield
    finally:
        await server.cleanup()


@asynccontextmanager
async def by_socket_mode(slack: LoopbackSlack) -> AsyncIterator[None]:
    client = AsyncWebClient(base_url=slack.api_base)
    handler = AsyncSocketModeHandler(bare(slack), APP_TOKEN, web_client=client, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.socket_mode.connected()
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


Way = Callable[[LoopbackSlack], Any]


@pytest.mark.parametrize("way", [over_http, by_socket_mode])
async def test_a_person_uses_a_command_presses_and_fills_in(way: Way, slack: LoopbackSlack) -> None:
    async with way(slack):
        ana, ben = slack.person("ana"), slack.person("ben")
        await ana.use("/hello", "you")
        card = await ana.sees_button("Ask")
        assert card not in ben.messages()
        await ana.press("Ask", on=card)
        await ana.opens()
        await ana.fill({"Reason": "Because"})
        assert words(await ben.sees("Because")) == "Because"
        assert not ana.user.modals


async def test_what_is_not_signed_well_is_refused(slack: LoopbackSlack) -> None:
    async with over_http(slack):
        ana = slack.person("ana")
        http = slack.reach(slack.bot_address)
        payload = slack.payloads.home_opened(ana.user)
        bad = (Signing("other"), Signing(shift_s=-301), Signing(shift_s=301), Signing(changed=True))
        said = [await http.deliver("events_api", payload, signing=signing) for signing in bad]
        assert [each.status for each in said] == [401] * 4


async def test_a_response_url_is_good_for_five_uses_and_thirty_minutes(
    slack: LoopbackSlack, respond: Callable[[str], Awaitable[int]]
) -> None:
    assert [await respond("a") for _ in range(6)] == [200] * 5 + [404]
    slack.clock.move(30 * 60)
    assert await respond("b") == 404


@pytest.fixture
def respond(slack: LoopbackSlack) -> Callable[[str], Awaitable[int]]:
    urls = {name: responding.made(slack.world, slack.channel("general"), "U1ANA") for name in "ab"}

    async def use(name: str) -> int:
        url = f"{slack.base}/response/{urls[name]}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json={"text": "Hi"}) as said,
        ):
            return said.status

    return use


async def test_sockets_are_replaced_when_they_are_asked_for_or_cut(slack: LoopbackSlack) -> None:
    async with by_socket_mode(slack):
        for lose in (slack.socket_mode.ask_to_reconnect, slack.socket_mode.drop):
            opened = slack.socket_mode.opened
            await lose()
            await slack.socket_mode.replaced(opened)
            await slack.person("ana").use("/hello", "again")
