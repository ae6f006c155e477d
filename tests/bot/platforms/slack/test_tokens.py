"""Whether a token is dead: only Slack itself can say so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.installations import Installations
from bot.platforms.slack.tokens import ASKED_AGAIN_S, BotTokens, OAuthApp
from tests.bot.platforms.slack.token_server import TokenServer
from tests.fakes_slack import MemorySlackInstallations

TOKEN = "xoxb-1"  # noqa: S105 - of nobody
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Pauses:
    """Pauses that take no time; after the first, Slack is back if it `helps`."""

    def __init__(self, slack: TokenServer) -> None:
        self._slack = slack
        self.taken_s: list[float] = []
        self.helps = False

    async def __call__(self, seconds: float) -> None:
        self.taken_s.append(seconds)
        self._slack.away = self._slack.away and not self.helps


@pytest.fixture
def slack() -> TokenServer:
    return TokenServer()


@pytest.fixture
async def client(slack: TokenServer) -> AsyncIterator[AsyncWebClient]:
    async with slack.client() as client:
        yield client


@pytest.fixture
def pauses(slack: TokenServer) -> Pauses:
    return Pauses(slack)


@pytest.fixture
async def tokens(client: AsyncWebClient, pauses: Pauses) -> BotTokens:
    store = Installations("app.1", MemorySlackInstallations())
    await store.async_save(
        Installation(user_id="U1", team_id="T1", bot_token=TOKEN, installed_at=NOON.timestamp())
    )
    return BotTokens(OAuthApp("app.1", "x"), store, client, lambda: NOON, pauses)


@pytest.mark.parametrize("word", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_token_has_ended_when_slack_says_so(
    slack: TokenServer, tokens: BotTokens, word: str
) -> None:
    slack.dead = word

    assert await tokens.ended("T1")


@pytest.mark.parametrize("works", [True, False])
async def test_slack_is_asked_again_when_it_is_back(
    slack: TokenServer, tokens: BotTokens, pauses: Pauses, works: bool
) -> None:
    slack.away, pauses.helps = True, True
    slack.working = {TOKEN} if works else set()

    assert await tokens.ended("T1") is not works

    assert len(pauses.taken_s) == 1


@pytest.mark.parametrize("away", [True, False])
async def test_a_token_has_not_ended_while_slack_does_not_say_so(
    slack: TokenServer, tokens: BotTokens, pauses: Pauses, away: bool
) -> None:
    slack.away, slack.dead = away, "internal_error"

    assert not await tokens.ended("T1")

    assert pauses.taken_s == list(ASKED_AGAIN_S)
