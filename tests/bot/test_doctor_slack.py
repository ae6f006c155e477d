"""`backprep doctor` on Slack: each fault is found, and said with its remedy and without a token."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import open_database
from bot.health.finding import Finding, examine
from bot.health.posting import Answer, UnreachableError, post
from bot.health.slack import slack_checks
from bot.logs import Redactor
from bot.platforms.slack.scopes import SCOPES
from bot.settings import Settings
from bot.storage.ports import Seat, SlackInstallation
from bot.storage.sealing import Sealer, keys_of, new_key
from bot.storage.slack_installations import SqlSlackInstallations
from tests.loopback_slack import APP_TOKEN, BOT_TOKEN, LoopbackSlack

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
URL = "https://bot.example.org"
ONE = {
    "BACKPREP_SLACK_BOT_TOKEN": "xoxb-hush",
    "BACKPREP_SLACK_APP_TOKEN": "xapp-hush",
}
MANY = {
    "BACKPREP_SLACK_CLIENT_ID": "1.2",
    "BACKPREP_SLACK_CLIENT_SECRET": "client-hush",
    "BACKPREP_SLACK_SIGNING_SECRET": "signing-hush",
    "BACKPREP_SLACK_URL": URL,
}
WELL = {"ok": True, "user": "backprep", "team": "One"}


class Slack:
    """Answers each method as it is told to; `asked` is what it was asked."""

    def __init__(self) -> None:
        self.methods: dict[str, Mapping[str, Any]] = {
            "auth.test": WELL,
            "api.test": {"ok": True},
            "apps.connections.open": {"ok": True, "url": "wss://hush"},
        }
        self.scopes = ",".join(SCOPES)
        self.date = NOON
        self.ours = Answer(200, {}, {"challenge": "backprep-doctor"})
        self.away = False
        self.asked: list[tuple[str, bytes, Mapping[str, str]]] = []

    def __call__(self, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.asked.append((address, body, headers))
        if self.away:
            raise UnreachableError("Name or service not known")
        if address.startswith(URL):
            return self.ours
        sent = {"date": format_datetime(self.date, usegmt=True), "x-oauth-scopes": self.scopes}
        return Answer(200, sent, self.methods[address.rpartition("/")[2]])


@pytest.fixture
def slack() -> Slack:
    return Slack()


def findings(slack: Slack, data: Path, **values: str) -> dict[str, Finding]:
    settings = Settings(_env_file=None, BACKPREP_DATA=str(data), **values)
    found = examine(slack_checks(settings, slack, lambda: NOON), Redactor(settings.secrets))
    assert "hush" not in str(found)
    return {each.name: each for each in found}


def test_slack_that_is_not_set_up_is_off_and_asks_nobody(slack: Slack, tmp_path: Path) -> None:
    found = findings(slack, tmp_path)

    assert list(found) == ["Slack"]
    assert found["Slack"].state == "ok"
    assert slack.asked == []


def test_half_of_the_settings_have_to_be_mended(slack: Slack, tmp_path: Path) -> None:
    found = findings(slack, tmp_path, BACKPREP_SLACK_BOT_TOKEN="xoxb-hush")  # noqa: S106

    assert list(found) == ["Slack"]
    assert found["Slack"].state == "fault"
    assert "BACKPREP_SLACK_APP_TOKEN" in found["Slack"].what


def test_one_workspace_by_socket_mode_is_fine(slack: Slack, tmp_path: Path) -> None:
    found = findings(slack, tmp_path, **ONE, BACKPREP_SLACK_PREFIX="prep-")

    assert {each.state for each in found.values()} == {"ok"}
    assert "Socket Mode" in found["Slack"].what
    assert "/prep-" in found["Slack"].what
    assert "backprep in One" in found["Slack bot token"].what
    assert [address.rpartition("/")[2] for address, _, _ in slack.asked] == [
        "auth.test",
        "apps.connections.open",
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("invalid_auth", "does not know it"),
        ("token_revoked", "revoked"),
        ("account_inactive", "removed from the workspace"),
        ("something_new", "something_new"),
    ],
)
def test_a_token_that_does_not_work_is_said_with_where_to_get_one(
    slack: Slack, tmp_path: Path, error: str, words: str
) -> None:
    slack.methods["auth.test"] = {"ok": False, "error": error}

    found = findings(slack, tmp_path, **ONE)

    assert found["Slack bot token"].state == "fault"
    assert words in found["Slack bot token"].what
    assert "OAuth & Permissions" in found["Slack bot token"].mend
    assert found["Slack scopes"].state == "warning"


def test_scopes_that_were_not_granted_are_named(slack: Slack, tmp_path: Path) -> None:
    slack.scopes = ",".join(set(SCOPES) - {"files:write", "im:write"})

    found = findings(slack, tmp_path, **ONE)["Slack scopes"]

    assert found.state == "fault"
    assert found.what == "Not granted: files:write, im:write."
    assert "backprep slack manifest" in found.mend


@pytest.mark.parametrize("error", ["invalid_auth", "missing_scope", "not_allowed_token_type"])
def test_an_app_token_that_opens_nothing_has_to_be_mended(
    slack: Slack, tmp_path: Path, error: str
) -> None:
    slack.methods["apps.connections.open"] = {"ok": False, "error": error}

    found = findings(slack, tmp_path, **ONE)["Slack app token"]

    assert found.state == "fault"
    assert "connections:write" in found.mend


def test_slack_that_cannot_be_reached_hides_nothing_else(slack: Slack, tmp_path: Path) -> None:
    slack.away = True

    found = findings(slack, tmp_path, **ONE)

    assert found["Slack"].state == "ok"
    assert "cannot be reached at https://slack.com/api" in found["Slack bot token"].what
    assert found["Slack app token"].state == "fault"


@pytest.mark.parametrize(("seconds", "state"), [(5, "ok"), (-90, "warning"), (301, "fault")])
def test_a_clock_that_is_wrong_is_noticed_before_slack_is_refused(
    slack: Slack, tmp_path: Path, seconds: int, state: str
) -> None:
    slack.date = NOON - timedelta(seconds=seconds)

    found = findings(slack, tmp_path, **ONE)["Slack clock"]

    assert found.state == state
    assert f"{abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} Slack's" in found.what


def test_our_address_is_asked_as_slack_would(slack: Slack, tmp_path: Path) -> None:
    found = findings(slack, tmp_path, **MANY)

    assert {each.state for each in found.values()} == {"ok"}
    assert f"{URL}/slack/install" in found["Slack address"].what
    [(address, body, headers)] = [each for each in slack.asked if each[0].startswith(URL)]
    assert address == f"{URL}/slack/events"
    at = headers["X-Slack-Request-Timestamp"]
    signature = hmac.new(b"signing-hush", f"v0:{at}:".encode() + body, "sha256").hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={signature}"
    assert at == str(int(NOON.timestamp()))


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "signature"), (404, "/slack/events"), (503, "off"), (502, "502"), (200, "200")],
)
def test_an_address_that_answers_otherwise_is_said_with_what_to_mend(
    slack: Slack, tmp_path: Path, status: int, words: str
) -> None:
    slack.ours = Answer(status, {}, {})

    found = findings(slack, tmp_path, **MANY)["Slack address"]

    assert found.state == "fault"
    assert words in found.what
    assert found.mend


def test_an_address_that_is_not_https_cannot_be_slacks(slack: Slack, tmp_path: Path) -> None:
    def plain(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return slack.ours if "example" in address else slack(address, body, headers)

    values = MANY | {"BACKPREP_SLACK_URL": "http://bot.example.org"}
    settings = Settings(_env_file=None, BACKPREP_DATA=str(tmp_path), **values)

    found = slack_checks(settings, plain, lambda: NOON)["Slack address"]()

    assert found.state == "fault"
    assert "not https" in found.what


def test_without_our_address_it_is_said_how_to_have_it_tried(slack: Slack, tmp_path: Path) -> None:
    values = {name: value for name, value in MANY.items() if name != "BACKPREP_SLACK_URL"}

    found = findings(slack, tmp_path, **values)["Slack address"]

    assert found.state == "warning"
    assert "BACKPREP_SLACK_URL" in found.mend


def keep_one(settings: Settings) -> None:
    async def work() -> None:
        database = open_database(settings)
        store = SqlSlackInstallations(database, Sealer(keys_of(settings.secret_key, settings.data)))
        await store.save(SlackInstallation(Seat("1.2", "", "T1"), NOON, {}))
        await database.close()

    asyncio.run(work())


def test_the_key_is_checked_without_making_one(slack: Slack, tmp_path: Path) -> None:
    found = findings(slack, tmp_path / "data", **MANY)["Slack key"]

    assert found.state == "ok"
    assert not (tmp_path / "data").exists()


def test_installations_that_no_key_opens_have_to_be_mended(slack: Slack, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, BACKPREP_DATA=str(tmp_path), **MANY)
    keep_one(settings)
    assert "opens: 1" in findings(slack, tmp_path, **MANY)["Slack key"].what

    found = findings(slack, tmp_path, **MANY, BACKPREP_SECRET_KEY=new_key())["Slack key"]
    (tmp_path / "secret.key").unlink()
    lost = findings(slack, tmp_path, **MANY)["Slack key"]

    assert (found.state, lost.state) == ("fault", "fault")
    assert "1 of 1 installations" in found.what
    assert "BACKPREP_SECRET_KEY" in found.mend
    assert not (tmp_path / "secret.key").exists()


async def test_it_examines_a_slack_over_the_network(tmp_path: Path) -> None:
    async with LoopbackSlack() as slack:
        settings = Settings(
            _env_file=None,
            BACKPREP_DATA=str(tmp_path),
            BACKPREP_SLACK_BOT_TOKEN=BOT_TOKEN,
            BACKPREP_SLACK_APP_TOKEN=APP_TOKEN,
            BACKPREP_SLACK_API_BASE=slack.api_base,
        )
        now = datetime.fromtimestamp(slack.world.clock(), UTC)
        checks = slack_checks(settings, post, lambda: now)

        found = await asyncio.to_thread(examine, checks, Redactor(settings.secrets))
        slack.world.grants[BOT_TOKEN].revoked = True
        checks = slack_checks(settings, post, lambda: now)
        later = await asyncio.to_thread(examine, checks, Redactor(settings.secrets))

    assert [each.state for each in found] == ["ok"] * 5, found
    assert [each.state for each in later] == ["ok", "fault", "warning", "ok", "ok"]


def test_a_machine_that_is_not_there_is_said_in_words() -> None:
    with pytest.raises(UnreachableError):
        post("http://127.0.0.1:1/api/auth.test", b"", {})
