"""`backprep doctor`: each check alone, and the command when half of the things are broken."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.doctor import doctor
from bot.datafolder import only_one
from bot.embedding import model_folder
from bot.health.finding import Finding, examine
from bot.health.machine import check_clock, check_data_folder, check_disk, check_port
from bot.health.parts import check_bank, check_database, check_discord, check_model
from bot.settings import Settings
from bot.storage.upgrading import upgrade

app = typer.Typer()
app.command()(doctor)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a data folder that was never used."""
    return Settings(_env_file=None, BACKPREP_DATA=str(tmp_path / "data"))


def test_on_a_fresh_machine_nothing_has_to_be_mended_and_nothing_is_made(
    settings: Settings,
) -> None:
    findings = [
        check_data_folder(settings),
        check_disk(settings, lambda place: 2**40),
        check_database(settings),
        check_model(settings),
        check_bank(settings),
    ]

    assert [found.state for found in findings] == ["ok"] * 5
    assert not settings.data.exists()


def test_one_broken_check_does_not_hide_the_others() -> None:
    def broken() -> Finding:
        raise ZeroDivisionError("with the hush hush word")

    checks = {"A": broken, "B": lambda: Finding("ok", "Fine.")}

    first, second = examine(checks, lambda text: text.replace("hush hush", "…"))

    assert first.name == "A"
    assert first.state == "fault"
    assert first.what == "This could not be checked: ZeroDivisionError: with the … word"
    assert second == Finding("ok", "Fine.", name="B")


def test_a_folder_that_others_can_read_is_worth_a_look(settings: Settings) -> None:
    settings.data.mkdir(mode=0o755)

    found = check_data_folder(settings)

    assert found.state == "warning"
    assert "chmod 700" in found.mend


def test_a_file_in_the_place_of_the_data_folder_has_to_be_mended(settings: Settings) -> None:
    settings.data.touch()

    assert check_data_folder(settings).state == "fault"


@pytest.mark.parametrize(("free_mib", "state"), [(100, "fault"), (500, "warning"), (2000, "ok")])
def test_a_full_disk_is_noticed_before_it_is_full(
    settings: Settings, free_mib: int, state: str
) -> None:
    assert check_disk(settings, lambda place: free_mib * 2**20).state == state


def test_a_database_of_this_version_is_fine(settings: Settings) -> None:
    upgrade(settings.database_url)

    found = check_database(settings)

    assert found == Finding(
        "ok", f"{settings.data}/backprep.db is sound, can be written and is up to date."
    )


def test_a_database_without_this_versions_tables_is_worth_a_look(settings: Settings) -> None:
    settings.data.mkdir()
    sqlite3.connect(settings.data / "backprep.db").close()

    found = check_database(settings)

    assert found.state == "warning"
    assert "backprep db upgrade" in found.mend


def test_a_damaged_database_has_to_be_mended(settings: Settings) -> None:
    upgrade(settings.database_url)
    file = settings.data / "backprep.db"
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * (file.stat().st_size - 4096))

    (found,) = examine({"Database": lambda: check_database(settings)}, str)

    assert found.state == "fault"
    assert "backup" in found.what + found.mend


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
    settings = Settings(_env_file=None, DATABASE_URL=f"postgresql://ana:hush@127.0.0.1:{port}/x")

    (found,) = examine({"Database": lambda: check_database(settings)}, str)

    assert found.state == "fault"
    assert f"x on 127.0.0.1:{port}" in found.what
    assert "hush" not in found.what


def test_a_model_whose_files_were_changed_has_to_be_mended(settings: Settings) -> None:
    ours = model_folder("all-MiniLM-L6-v2", Settings().data)
    copy = model_folder("all-MiniLM-L6-v2", settings.data)
    shutil.copytree(ours, copy)
    with (copy / "tokenizer.json").open("a") as file:
        file.write(" ")

    (found,) = examine({"Model": lambda: check_model(settings)}, str)

    assert found.state == "fault"


def test_a_faulty_draft_is_named_with_its_line(settings: Settings) -> None:
    settings.imported_questions.mkdir(parents=True)
    (settings.imported_questions / "mine.yaml").write_text("id: x\nstem: [\n")

    found = check_bank(settings)

    assert found.state == "warning"
    assert "mine.yaml:" in found.what


def test_a_chosen_port_that_is_taken_has_to_be_mended_and_any_other_not(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        chosen = Settings(_env_file=None, BACKPREP_DATA=str(tmp_path), WEB_PORT=str(port))

        assert check_port(chosen).state == "fault"
        with only_one(tmp_path):
            assert check_port(chosen).what == (
                f"Backprep is running (process {os.getpid()}) and has its port."
            )

    assert check_port(chosen).state == "ok"


def test_discord_is_off_on_with_an_invitation_or_set_up_with_something_else() -> None:
    token = ".".join(
        ["MTIzNDU2Nzg5MDEyMzQ1Njc4", "GabcdE", "y" * 30]
    )  # 123456789012345678, made up
    tokens = {"": "Off", token: "client_id=123456789012345678", "hush-hush": "does not look like"}

    for given, words in tokens.items():
        found = check_discord(Settings(_env_file=None, DISCORD_TOKEN=given or None))

        assert words in found.what
        assert "hush" not in found.what


def test_a_clock_behind_this_programs_own_files_is_wrong() -> None:
    assert check_clock(lambda: datetime(2001, 1, 1, tzinfo=UTC)).state == "fault"
    assert check_clock(lambda: datetime(2101, 1, 1, tzinfo=UTC)).state == "ok"


def test_with_half_of_the_things_broken_every_check_still_answers(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    broken = {
        "BACKPREP_DATA": str(tmp_path / "data"),
        "BACKPREP_WORKERS": "0",
        "DATABASE_URL": "mysql://ana:hush1@db/x",
        "WEB_HOST": "0.0.0.0",  # noqa: S104 - the fault that this test is about
        "DISCORD_TOKEN": "hush2 hush2",
    }

    done = CliRunner().invoke(app, ["--json"], env=broken)

    report = json.loads(done.stdout)
    states = {check["name"]: check["state"] for check in report["checks"]}
    assert done.exit_code == 1
    assert not report["healthy"]
    assert states["Settings"] == states["Data folder"] == "fault"
    assert states["Bank"] == states["Clock"] == "ok"
    for name in ("DATABASE_URL", "WEB_PASSWORD", "DISCORD_TOKEN"):
        assert name in done.stdout
    assert "hush" not in done.stdout


def test_people_get_a_table_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    folder = {"BACKPREP_DATA": str(tmp_path / "data"), "BACKPREP_WORKERS": "0"}

    done = CliRunner().invoke(app, [], env=folder)

    assert "MEND" in done.stdout
    assert "→ Choose one with BACKPREP_DATA." in done.stdout
    assert "to mend." in done.stdout
