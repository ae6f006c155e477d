"""`backprep slack`: the manifest of everything that is declared, and the keys of Slack's tokens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot.bootstrap import declared_commands, open_database
from bot.cli.slack import app
from bot.platforms.slack.manifest import Reached, manifest
from bot.platforms.slack.manifest_rules import faults
from bot.settings import Settings
from bot.storage.ports import Seat, SlackInstallation
from bot.storage.sealing import KeyFile, Sealer, WrongKeyError, keys_of, new_key
from bot.storage.slack_installations import SqlSlackInstallations

URL = "https://bot.example.org"
HERE = Seat("app.1", "", "T1")
Run = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, and no setting but that."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKPREP_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path / "data"


@pytest.fixture
def run(data: Path) -> Run:
    return lambda *arguments: CliRunner().invoke(app, arguments)


@pytest.mark.parametrize("reached", [Reached(), Reached(URL, by_many=True)])
def test_slack_takes_every_command_there_is_behind_the_longest_prefix(reached: Reached) -> None:
    assert faults(manifest(declared_commands(), reached, "sixteen-letters-")) == ()


def test_the_manifest_is_printed_for_socket_mode_and_nothing_is_made(run: Run, data: Path) -> None:
    printed = run("manifest")

    made = yaml.safe_load(printed.stdout)
    assert printed.exit_code == 0
    assert made["settings"]["socket_mode_enabled"]
    assert "/ask" in {each["command"] for each in made["features"]["slash_commands"]}
    assert list(data.iterdir()) == []


def test_the_manifest_is_printed_for_our_address_with_the_prefix(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKPREP_SLACK_PREFIX", "prep-")

    made = json.loads(run("manifest", "--url", f"{URL}/", "--format", "json").stdout)

    first = made["features"]["slash_commands"][0]
    assert (first["command"], first["url"]) == ("/prep-ask", f"{URL}/slack/events")
    assert made["settings"]["token_rotation_enabled"]


def test_for_one_workspace_at_our_address_its_token_stays_as_it_is(run: Run) -> None:
    made = yaml.safe_load(run("manifest", "--url", URL, "--single").stdout)

    assert not made["settings"]["token_rotation_enabled"]


def test_the_address_of_the_settings_is_used_unless_socket_mode_is_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKPREP_SLACK_URL", URL)

    assert URL in run("manifest").stdout
    assert URL not in run("manifest", "--socket").stdout


@pytest.mark.parametrize("url", ["http://bot.example.org", "bot.example.org", f"{URL}/slack"])
def test_an_address_that_slack_cannot_reach_is_refused_in_words(run: Run, url: str) -> None:
    refused = run("manifest", "--url", url)

    assert refused.stdout == ""
    assert "should be https://NAME" in str(refused.exception)


def test_a_new_key_is_one_the_settings_take(run: Run) -> None:
    key = run("new-key").stdout.strip()

    assert Settings(_env_file=None, BACKPREP_SECRET_KEY=f"{key},{new_key()}").secret_key
    assert key != run("new-key").stdout.strip()


def kept(settings: Settings, *, save: bool = False) -> bool:
    """Whether the installation can be read with the keys of these settings; `save` keeps one first."""

    async def work() -> bool:
        database = open_database(settings)
        store = SqlSlackInstallations(database, Sealer(keys_of(settings.secret_key, settings.data)))
        try:
            if save:
                at = datetime(2026, 1, 5, tzinfo=UTC)
                await store.save(SlackInstallation(HERE, at, {"bot_token": "xoxb-1"}))
            return await store.find(HERE) is not None
        except WrongKeyError:
            return False
        finally:
            await database.close()

    return asyncio.run(work())


def test_the_key_of_the_data_folder_is_replaced_and_everything_opens_with_the_new_one(
    run: Run, data: Path
) -> None:
    kept(Settings(), save=True)
    before = KeyFile(data / "secret.key").read()

    rekeyed = run("rekey")

    after = KeyFile(data / "secret.key").read()
    assert rekeyed.exit_code == 0
    assert "newest key: 1." in rekeyed.stderr
    assert after[1:] == before
    assert kept(Settings())

    run("rekey")
    assert KeyFile(data / "secret.key").read()[1:] == after[:1]
    assert kept(Settings())


def test_a_key_of_the_settings_is_rotated_in_two_steps(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = new_key(), new_key()
    monkeypatch.setenv("BACKPREP_SECRET_KEY", old)
    kept(Settings(), save=True)

    monkeypatch.setenv("BACKPREP_SECRET_KEY", f"{new},{old}")
    rekeyed = run("rekey")

    monkeypatch.setenv("BACKPREP_SECRET_KEY", new)
    assert "only its first key" in rekeyed.stderr
    assert kept(Settings())
    assert not (data / "secret.key").exists()


def test_what_no_key_opens_is_counted_and_left_as_it_is(run: Run, data: Path) -> None:
    kept(Settings(), save=True)
    key = KeyFile(data / "secret.key")
    old = key.read()
    key.replace([new_key()])

    rekeyed = run("rekey")

    assert rekeyed.exit_code == 1
    assert "left as they are: 1." in rekeyed.stderr
    key.replace(old)
    assert kept(Settings())
