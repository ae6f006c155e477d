"""Installing the app: from its page over Slack and back, and what is left when a workspace removes it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.errors import PlatformOffError
from bot.platforms.slack.installing import Installed, Installing
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.tokens import OAuthApp
from bot.storage.errors import DatabaseAwayError
from bot.storage.ports import SlackInstallation, SlackStores
from tests.bot.platforms.slack.token_server import TokenServer, grant
from tests.fakes_slack import MemoryOAuthStates, MemorySlackInstallations

pytestmark = pytest.mark.filterwarnings(  # slack_sdk 3.47 with aiohttp 3.14
    "ignore:BasicAuth is deprecated:DeprecationWarning"
)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


class Welcomes:
    """Who was welcomed; `arrived` is set with each."""

    def __init__(self) -> None:
        self.said: list[Installed] = []
        self.arrived = asyncio.Event()
        self.broken = False

    async def __call__(self, installed: Installed) -> None:
        self.said.append(installed)
        self.arrived.set()
        if self.broken:
            raise ZeroDivisionError


class ClosedInstallations(MemorySlackInstallations):
    """Installations whose database is away."""

    async def save(self, installation: SlackInstallation) -> None:
        raise DatabaseAwayError


class Visitor:
    """A browser on our pages, with its cookies."""

    def __init__(self, installing: Installing) -> None:
        self._flow, self._cookies = installing.flow, ""

    async def begins(self) -> dict[str, str]:
        """Open the install page; what its link asks Slack for."""
        page = await self._flow.handle_installation(AsyncBoltRequest(body=""))
        self._cookies = page.headers["set-cookie"][0].partition(";")[0]
        link = page.body.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
        return {name: value for name, [value] in parse_qs(urlsplit(link).query).items()}

    async def returns(self, **query: str) -> BoltResponse:
        """Come back from Slack."""
        headers: dict[str, str | Sequence[str]] = {"cookie": self._cookies}
        return await self._flow.handle_callback(
            AsyncBoltRequest(body="", query=query, headers=headers)
        )

    async def installs(self, slack: TokenServer, **granted: Any) -> BoltResponse:
        """All of it."""
        slack.codes["code"] = grant(**granted)
        return await self.returns(code="code", state=(await self.begins())["state"])


@pytest.fixture
def slack() -> TokenServer:
    return TokenServer()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def welcomes() -> Welcomes:
    return Welcomes()


@pytest.fixture
def kept() -> MemorySlackInstallations:
    return MemorySlackInstallations()


@pytest.fixture
async def installing(
    slack: TokenServer, clock: Clock, welcomes: Welcomes, kept: MemorySlackInstallations
) -> AsyncIterator[Installing]:
    app = OAuthApp("1.2", "client-hush", "https://bot.example.org")
    async with slack.client() as client:
        yield Installing(app, SlackStores(kept, MemoryOAuthStates()), client, clock, welcomes)


@pytest.fixture
def visitor(installing: Installing) -> Visitor:
    return Visitor(installing)


async def test_the_install_page_asks_for_what_the_bot_needs_and_sends_people_back_here(
    visitor: Visitor,
) -> None:
    asked = await visitor.begins()

    assert asked["client_id"] == "1.2"
    assert asked["scope"] == ",".join(SCOPES)
    assert asked["redirect_uri"] == "https://bot.example.org/slack/oauth_redirect"
    assert "user_scope" not in asked
    assert len(asked["state"]) >= 43
    assert asked["state"] != (await visitor.begins())["state"]


async def test_who_installs_it_is_told_so_and_welcomed_once(
    visitor: Visitor, installing: Installing, slack: TokenServer, welcomes: Welcomes
) -> None:
    page = await visitor.installs(slack)
    await asyncio.wait_for(welcomes.arrived.wait(), 30)

    assert page.status == 200
    assert "One &lt;b&gt;&amp;" in page.body
    assert welcomes.said == [Installed("T1", "U1", "xoxb-T1")]
    assert await installing.tokens.of("T1") == "xoxb-T1"
    assert "xoxb" not in repr(welcomes.said) + page.body


async def test_a_whole_organisation_can_install_it(
    visitor: Visitor, installing: Installing, slack: TokenServer, welcomes: Welcomes
) -> None:
    await visitor.installs(
        slack, team=None, enterprise={"id": "E1", "name": "Org"}, is_enterprise_install=True
    )
    await asyncio.wait_for(welcomes.arrived.wait(), 30)

    assert welcomes.said[0].community == "E1"
    assert await installing.tokens.of("E1") == "xoxb-E1"


async def test_a_welcome_that_breaks_breaks_nothing_else(
    visitor: Visitor, slack: TokenServer, welcomes: Welcomes, caplog: pytest.LogCaptureFixture
) -> None:
    welcomes.broken = True

    page = await visitor.installs(slack)
    await asyncio.wait_for(welcomes.arrived.wait(), 30)
    await asyncio.sleep(0)

    assert page.status == 200
    assert "The welcome could not be said" in caplog.text


async def test_a_state_counts_once(visitor: Visitor, slack: TokenServer) -> None:
    state = (await visitor.begins())["state"]
    slack.codes |= {"a": grant(), "b": grant()}

    first = await visitor.returns(code="a", state=state)
    second = await visitor.returns(code="b", state=state)

    assert (first.status, second.status) == (200, 401)
    assert "opened twice" in second.body
    assert "b" in slack.codes


@pytest.mark.parametrize(("minutes", "status"), [(9.9, 200), (10, 401)])
async def test_a_state_counts_for_ten_minutes(
    visitor: Visitor, slack: TokenServer, clock: Clock, minutes: float, status: int
) -> None:
    state = (await visitor.begins())["state"]
    slack.codes["a"] = grant()
    clock.now += timedelta(minutes=minutes)

    assert (await visitor.returns(code="a", state=state)).status == status


async def test_a_state_of_another_browser_is_refused(
    visitor: Visitor, installing: Installing, slack: TokenServer
) -> None:
    state = (await visitor.begins())["state"]
    slack.codes["a"] = grant()

    page = await Visitor(installing).returns(code="a", state=state)

    assert page.status == 400
    assert "did not begin the installation" in page.body
    assert "a" in slack.codes


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"error": "access_denied"}, "You cancelled"),
        ({"error": "<script>alert(1)</script>"}, "&lt;script&gt;"),
        ({}, "without the code"),
        ({"code": "unknown"}, "did not accept"),
    ],
)
async def test_what_went_wrong_is_said_with_a_way_to_begin_again(
    visitor: Visitor, query: dict[str, str], words: str
) -> None:
    state = (await visitor.begins())["state"]

    page = await visitor.returns(state=state, **query)

    assert words in page.body
    assert 'href="/slack/install"' in page.body
    assert "<script" not in page.body


async def test_slack_being_away_is_said_on_the_page(visitor: Visitor, slack: TokenServer) -> None:
    state = (await visitor.begins())["state"]
    slack.away = True

    page = await visitor.returns(code="a", state=state)

    assert page.status == 401
    assert "was not installed" in page.body


async def test_an_installation_that_cannot_be_kept_is_said_on_the_page(
    slack: TokenServer, clock: Clock, welcomes: Welcomes
) -> None:
    stores = SlackStores(ClosedInstallations(), MemoryOAuthStates())
    async with slack.client() as client:
        closed = Installing(OAuthApp("1.2", "x"), stores, client, clock, welcomes)

        page = await Visitor(closed).installs(slack)

    assert page.status == 500
    assert "could not be kept" in page.body
    assert not welcomes.said


async def test_no_page_can_be_framed_kept_or_leak_its_address(
    visitor: Visitor, installing: Installing
) -> None:
    pages = [
        await installing.flow.handle_installation(AsyncBoltRequest(body="")),
        await visitor.returns(error="access_denied"),
    ]

    for page in pages:
        assert page.headers["referrer-policy"] == ["no-referrer"]
        assert page.headers["cache-control"] == ["no-store"]
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"][0]


async def test_no_code_state_or_secret_is_in_the_log_of_an_installation(
    visitor: Visitor, slack: TokenServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        state = (await visitor.begins())["state"]
        await visitor.returns(code="code-hush", state=state)
        await visitor.installs(slack)

    assert "invalid_code" in caplog.text
    assert "hush" not in caplog.text
    assert state not in caplog.text
    assert "xoxb" not in caplog.text


class SealedInstallations(MemorySlackInstallations):
    """Installations of which no key opens some."""

    def __init__(self, opened: int, unreadable: int) -> None:
        super().__init__()
        self._counts = opened, unreadable

    async def count(self) -> tuple[int, int]:
        return self._counts


@pytest.mark.parametrize(("opened", "unreadable"), [(0, 0), (2, 0), (2, 1), (0, 3)])
async def test_slack_is_off_in_words_where_no_key_opens_any_token(
    opened: int, unreadable: int, caplog: pytest.LogCaptureFixture
) -> None:
    stores = SlackStores(SealedInstallations(opened, unreadable), MemoryOAuthStates())
    installing = Installing(OAuthApp("1.2", "x"), stores, AsyncWebClient(), Clock(), Welcomes())
    off = unreadable and not opened

    with pytest.raises(PlatformOffError, match="SECRET_KEY") if off else nullcontext():
        await installing.check()

    assert ("another key" in caplog.text) is bool(unreadable and opened)


def removed(kind: str = "app_uninstalled", **tokens: list[str]) -> dict[str, Any]:
    event = {"type": kind} | ({"tokens": tokens} if tokens else {})
    return {"team_id": "T1", "event_id": "Ev1", "event": event}


async def test_a_workspace_that_removes_the_app_is_forgotten_and_no_other(
    visitor: Visitor,
    installing: Installing,
    slack: TokenServer,
    kept: MemorySlackInstallations,
) -> None:
    await visitor.installs(slack)
    await visitor.installs(slack, team="T2")
    slack.working.discard("xoxb-T1")

    assert await installing.left(removed()) == ("T1",)

    assert {seat.team for seat in kept.kept} == {"T2"}


async def test_that_it_was_removed_is_said_again_when_the_news_come_again(
    installing: Installing,
) -> None:
    assert await installing.left(removed()) == ("T1",)


async def test_old_news_of_a_removal_do_not_touch_what_was_installed_since(
    visitor: Visitor, installing: Installing, slack: TokenServer
) -> None:
    await visitor.installs(slack)

    assert await installing.left(removed()) == ()

    assert await installing.tokens.of("T1") == "xoxb-T1"


async def test_revoked_tokens_are_forgotten_while_the_workspace_stays(
    visitor: Visitor,
    installing: Installing,
    slack: TokenServer,
    kept: MemorySlackInstallations,
) -> None:
    await visitor.installs(slack)
    assert await installing.left(removed("tokens_revoked", oauth=["U1"])) == ()
    assert {seat.user for seat in kept.kept} == {""}

    slack.working.clear()
    assert await installing.left(removed("tokens_revoked", bot=["U0BOT"])) == ()
    assert not kept.kept
