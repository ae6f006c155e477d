"""Dockerfile and compose.yaml, read and linted; no engine is needed to notice what matters."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import NAMES

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
STAGES = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
CHAT = STAGES[-1]
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


@pytest.mark.parametrize(
    "command",
    [
        ["hadolint", "Dockerfile"],
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
    ],
    ids=["hadolint", "compose-spec"],
)
def test_the_linter_finds_nothing(command: list[str]) -> None:
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_stage_that_prepares_the_model_has_torch() -> None:
    with_torch = [stage.split(maxsplit=3)[2] for stage in STAGES if "torch==" in stage]

    assert with_torch == ["prepared"]
    assert "FROM prepared" not in DOCKERFILE
    assert "pip" not in CHAT
    taken = re.findall(r"--from=(\w+) .*?(/\S+)", CHAT)
    assert taken == [("installed", "/opt/backprep"), ("prepared", "/prepared")]


def test_torch_is_of_the_version_that_the_project_pins() -> None:
    pin = re.compile(r"torch==([\d.]+\d)")

    pinned = {
        pin.findall((ROOT / name).read_text())[0]
        for name in ("Dockerfile", "pyproject.toml", "Makefile")
    }

    assert len(pinned) == 1


def test_every_stage_begins_with_a_python_of_an_exact_version_or_another_stage() -> None:
    assert re.search(r"^ARG PYTHON=3\.\d+\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert {stage.split()[0] for stage in STAGES} == {"python:${PYTHON}", "installed"}


def test_the_chat_image_runs_as_nobody_special_and_says_whether_it_is_well() -> None:
    assert re.search(r"^USER [1-9]\d*$", CHAT, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", CHAT, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", CHAT, re.MULTILINE)


def test_whatever_the_dockerfile_copies_is_there_and_gets_to_the_engine() -> None:
    copied = {
        source
        for line in re.findall(r"^COPY (?!.*--from)(.*)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
        if not source.startswith("--")
    }
    kept = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))

    assert all((ROOT / source).exists() for source in copied)
    assert {source.split("/")[0] for source in copied} == kept


def test_the_playground_is_published_on_loopback_only_and_with_a_password() -> None:
    bot = SERVICES["bot"]

    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    assert bot["environment"]["WEB_PASSWORD"].startswith("${WEB_PASSWORD:?")


def test_the_bot_in_a_container_can_write_its_data_and_nothing_else() -> None:
    bot = SERVICES["bot"]

    assert bot["read_only"]
    assert bot["cap_drop"] == ["ALL"]
    assert bot["volumes"] == ["data:/data"]
    assert bot["environment"]["BACKPREP_DATA"] == "/data"


def test_compose_sets_only_settings_there_are() -> None:
    assert set(SERVICES["bot"]["environment"]) <= set(NAMES)


def test_postgresql_is_started_only_when_asked_for_and_then_waited_for() -> None:
    assert SERVICES["database"]["profiles"] == ["postgres"]
    assert SERVICES["bot"]["depends_on"]["database"] == {
        "condition": "service_healthy",
        "required": False,
    }


def test_every_service_that_is_not_built_here_is_of_an_exact_version() -> None:
    for service in SERVICES.values():
        assert "build" in service or re.search(r":\d+\.\d+", service["image"])
