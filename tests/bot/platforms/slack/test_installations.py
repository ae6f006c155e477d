"""Installations as the SDK asks for them, and tokens that are renewed in time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.installations import Installations
from bot.platforms.slack.tokens import BotTokens, OAuthApp
from bot.storage.errors import DatabaseAwayError
from bot.storage.ports import SlackInstallation
from tests.bot.platforms.slack.token_server import TokenServer
from tests.fakes_slack import MemorySlackInstallations

pytestmark = pytest.mark.filterwarnings(  # slack_sdk 3.47 with aiohttp 3.14
    "ignore:BasicAuth is deprecated:DeprecationWarning"
)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class AwayInstallations(MemorySlackInstallations):
    """Installations in a database that can be away."""

    away = False

    async def save(self, installation: SlackInstallation) -> None:
        if self.away:
            raise DatabaseAwayError
        await super().save(installation)


@pytest.fixture
def kept() -> AwayInstallations:
    return AwayInstallations()


@pytest.fixture
def store(kept: AwayInstallations) -> Installations:
    return Installations("app.1", kept)


@pytest.fixture
def slack() -> TokenServer:
    return TokenServer()


@pytest.fixture
async def client(slack: TokenServer) -> AsyncIterator[AsyncWebClient]:
    async with slack.client() as client:
        yield client


@pytest.fixture
def tokens(store: Installations, client: AsyncWebClient) -> BotTokens:
    return BotTokens(OAuthApp("app.1", "client-hush"), store, client, lambda: NOON)


def installation(
    user: str = "U1", team: str | None = "T1", hours: float = 0, **more: Any
) -> Installation:
    given: dict[str, Any] = {
        "bot_token": "xoxb-1",
        "bot_id": "B1",
        "bot_user_id": "U0BOT",
        "bot_scopes": "chat:write,commands",
        "installed_at": NOON.timestamp() + hours * 3600,
    }
    return Installation(user_id=user, team_id=team, **given | more)


def expiring(in_hours: float, **more: Any) -> Installation:
    ends_at = int((NOON + in_hours * HOUR).timestamp())
    tokens = {"bot_token": "xoxe.xoxb-1", "bot_refresh_token": "xoxe-1"}
    return installation(bot_token_expires_at=ends_at, **tokens | more)


async def test_a_bot_is_what_was_installed(store: Installations) -> None:
    await store.async_save(installation())

    bot = await store.async_find_bot(enterprise_id=None, team_id="T1")

    assert bot is not None
    assert vars(bot) == vars(installation().to_bot())
    assert await store.async_find_bot(enterprise_id=None, team_id="T2") is None


async def test_an_installation_of_a_person_has_todays_token_of_the_bot(
    store: Installations,
) -> None:
    await store.async_save(installation("U1"))
    await store.async_save(installation("U2", hours=1, bot_token="xoxb-2"))  # noqa: S106
    here: dict[str, Any] = {"enterprise_id": None, "team_id": "T1"}

    of_ana = await store.async_find_installation(**here, user_id="U1")
    newest = await store.async_find_installation(**here)

    assert of_ana is not None
    assert newest is not None
    assert (of_ana.user_id, of_ana.bot_token) == ("U1", "xoxb-2")
    assert newest.user_id == "U2"
    assert await store.async_find_installation(**here, user_id="U3") is None
    assert await store.installer("T1") == "U2"


async def test_a_person_without_the_bot_leaves_the_bot_as_it_is(store: Installations) -> None:
    await store.async_save(installation("U1"))
    await store.async_save(installation("U2", bot_token=None, user_token="xoxp-2"))  # noqa: S106

    found = await store.async_find_installation(enterprise_id=None, team_id="T1", user_id="U2")

    assert found is not None
    assert (found.user_token, found.bot_token) == ("xoxp-2", "xoxb-1")


async def test_an_installation_for_an_organisation_holds_in_each_of_its_workspaces(
    store: Installations,
) -> None:
    org: dict[str, Any] = {"enterprise_id": "E1", "is_enterprise_install": True}
    await store.async_save(installation(team=None, **org))

    whole = await store.async_find_bot(enterprise_id="E1", team_id="T9", is_enterprise_install=True)

    assert whole is not None
    assert await store.async_find_bot(enterprise_id="E1", team_id="T9") is None
    assert await store.find_bot("E1") is not None
    assert await store.installer("E1") == "U1"


async def test_a_workspace_of_an_organisation_is_found_without_it(store: Installations) -> None:
    await store.async_save(installation(enterprise_id="E1"))

    assert await store.async_find_bot(enterprise_id=None, team_id="T1") is not None


async def test_all_that_was_installed_in_a_workspace_is_deleted_and_nothing_else(
    store: Installations, kept: AwayInstallations
) -> None:
    await store.async_save(installation("U1"))
    await store.async_save(installation("U2"))
    await store.async_save(installation("U1", "T2"))

    await store.async_delete_all(enterprise_id=None, team_id="T1")

    assert {seat.team for seat in kept.kept} == {"T2"}
    await store.forget("T2")
    assert not kept.kept


async def test_without_its_bot_an_installation_has_no_token_of_one(store: Installations) -> None:
    await store.async_save(installation())

    await store.async_delete_bot(enterprise_id=None, team_id="T1")

    found = await store.async_find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert found.bot_token is None


async def test_another_app_sees_nothing_of_it(
    store: Installations, kept: AwayInstallations
) -> None:
    await store.async_save(installation())

    other = Installations("app.2", kept)

    assert await other.async_find_bot(enterprise_id=None, team_id="T1") is None


async def test_an_installation_that_cannot_be_kept_is_said_to_the_sdk(
    store: Installations, kept: AwayInstallations
) -> None:
    kept.away = True

    with pytest.raises(BoltError, match="database"):
        await store.async_save(installation())


async def test_a_token_without_an_end_is_never_renewed(
    store: Installations, tokens: BotTokens, slack: TokenServer
) -> None:
    await store.async_save(installation())

    assert await tokens.of("T1") == "xoxb-1"
    assert await tokens.of("T2") is None
    assert slack.asked == []


async def test_a_token_is_renewed_two_hours_before_it_ends(
    store: Installations, tokens: BotTokens, slack: TokenServer
) -> None:
    await store.async_save(expiring(2.1))
    assert await tokens.of("T1") == "xoxe.xoxb-1"

    await store.async_save(expiring(1.9))
    assert await tokens.of("T1") == "xoxe.xoxb-2"

    bot = await store.find_bot("T1")
    assert bot is not None
    assert (bot.bot_token, bot.bot_refresh_token) == ("xoxe.xoxb-2", "xoxe-2")
    assert bot.bot_token_expires_at == (NOON + 12 * HOUR).timestamp()


async def test_of_many_who_need_a_token_one_renews_it(
    store: Installations, tokens: BotTokens, slack: TokenServer
) -> None:
    await store.async_save(expiring(1))

    found = await asyncio.gather(*(tokens.of("T1") for _ in range(20)))

    assert set(found) == {"xoxe.xoxb-2"}
    assert len(slack.asked) == 1


async def test_a_token_that_another_process_renewed_is_taken_from_the_database(
    tokens: BotTokens, store: Installations, slack: TokenServer
) -> None:
    await store.async_save(expiring(1))
    slack.refresh.clear()

    class RenewedMeanwhile(Installations):
        """The other process saves while Slack refuses us."""

        async def find_bot(self, community: str) -> Bot | None:
            if slack.asked:
                await store.async_save(expiring(12, bot_token="xoxe.xoxb-theirs"))  # noqa: S106
            return await super().find_bot(community)

    ours = BotTokens(
        tokens._app, RenewedMeanwhile("app.1", store._kept), tokens._client, lambda: NOON
    )

    assert await ours.of("T1") == "xoxe.xoxb-theirs"


@pytest.mark.parametrize("away", [True, False])
async def test_a_token_that_cannot_be_renewed_is_used_until_it_ends_and_the_log_says_so(
    store: Installations,
    tokens: BotTokens,
    slack: TokenServer,
    caplog: pytest.LogCaptureFixture,
    away: bool,
) -> None:
    await store.async_save(expiring(1))
    slack.away = away
    slack.refresh.clear()

    with caplog.at_level(logging.WARNING):
        assert await tokens.of("T1") == "xoxe.xoxb-1"

    assert "install the app there again" in caplog.text
    assert "xox" not in caplog.text
    assert "hush" not in caplog.text


async def test_a_renewed_token_is_not_lost_while_the_database_is_away(
    store: Installations, kept: AwayInstallations, tokens: BotTokens, slack: TokenServer
) -> None:
    await store.async_save(expiring(1))
    kept.away = True
    assert await tokens.of("T1") == "xoxe.xoxb-2"
    assert await tokens.of("T1") == "xoxe.xoxb-2"

    kept.away = False
    assert await tokens.of("T1") == "xoxe.xoxb-2"

    bot = await store.find_bot("T1")
    assert bot is not None
    assert bot.bot_token == "xoxe.xoxb-2"  # noqa: S105
    assert len(slack.asked) == 1


def test_no_secret_is_in_what_a_log_would_show() -> None:
    assert "hush" not in repr(OAuthApp("app.1", "hush"))
