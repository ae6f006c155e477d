"""Dockerfile and compose.yaml, read and linted; no engine is needed to notice what matters."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import NAMES
from generators.__main__ import free_name

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
STAGES = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
STAGE = {stage.split(maxsplit=3)[2]: stage for stage in STAGES}
CHAT, WORKER = STAGE["chat"], STAGE["worker"]
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OURS = ("bot", "worker", "worker-cuda")


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


def taken(stage: str) -> list[tuple[str, str]]:
    """What a stage takes from which other."""
    return re.findall(r"--from=(\w+) .*?(/\S+)", stage)


def test_torch_is_installed_once_and_gets_into_the_workers_image_only() -> None:
    assert [name for name, stage in STAGE.items() if "torch==" in stage] == ["prepared"]
    assert "FROM prepared" not in DOCKERFILE
    assert "pip" not in CHAT + WORKER
    assert taken(CHAT) == [("installed", "/opt/backprep"), ("prepared", "/prepared")]
    assert taken(WORKER) == [("prepared", "/opt/backprep")]


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


@pytest.mark.parametrize("image", ["chat", "worker"])
def test_an_image_runs_as_nobody_special_and_says_whether_it_is_well(image: str) -> None:
    for line in (r"^USER [1-9]\d*$", r"^HEALTHCHECK ", r"^VOLUME /data$"):
        assert re.search(line, STAGE[image], re.MULTILINE)


def test_a_workers_container_is_well_while_a_worker_lives_in_it(tmp_path: Path) -> None:
    def is_well() -> bool:
        command = [sys.executable, str(ROOT / ".docker" / "working")]
        return not subprocess.run(
            command, env={"BACKPREP_DATA": str(tmp_path)}, check=False
        ).returncode

    assert not is_well()
    _, lock = free_name(tmp_path / "workers")
    assert is_well()
    os.close(lock)
    assert not is_well()


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


@pytest.mark.parametrize("name", OURS)
def test_what_is_ours_can_write_its_data_and_nothing_else(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["data:/data"]
    assert service["environment"]["BACKPREP_DATA"] == "/data"


@pytest.mark.parametrize("name", OURS)
def test_compose_sets_only_settings_there_are(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= set(NAMES)


def test_a_worker_is_started_only_when_asked_for_on_the_processor_or_on_a_gpu() -> None:
    cpu, cuda = SERVICES["worker"], SERVICES["worker-cuda"]

    assert (cpu["profiles"], cuda["profiles"]) == (["worker"], ["cuda"])
    assert "whl/cpu" in cpu["build"]["args"]["TORCH_INDEX"]
    assert "pypi.org" in cuda["build"]["args"]["TORCH_INDEX"]
    assert "deploy" not in cpu
    [device] = cuda["deploy"]["resources"]["reservations"]["devices"]
    assert device["capabilities"] == ["gpu"]


def test_each_service_of_ours_is_built_as_an_image_that_there_is() -> None:
    targets = {name: SERVICES[name]["build"]["target"] for name in OURS}

    assert targets == {"bot": "chat", "worker": "worker", "worker-cuda": "worker"}
    assert set(targets.values()) <= set(STAGE)


@pytest.mark.parametrize("name", OURS)
def test_postgresql_is_started_only_when_asked_for_and_then_waited_for(name: str) -> None:
    assert SERVICES["database"]["profiles"] == ["postgres"]
    assert SERVICES[name]["depends_on"]["database"] == {
        "condition": "service_healthy",
        "required": False,
    }


def test_every_service_that_is_not_built_here_is_of_an_exact_version() -> None:
    for service in SERVICES.values():
        assert "build" in service or re.search(r":\d+\.\d+", service["image"])
