"""README's commands are real."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.settings import NAMES

README = Path("README.md").read_text(encoding="utf-8")
MAKEFILE = Path("Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    sorted({m.strip() for m in re.findall(r"backprep ((?:bank |eval |db )?[a-z]+)", README)}),
)
def test_a_backprep_command_exists(command: str) -> None:
    assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:`|\$ )make ([a-z]+)", README))))
def test_a_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:.*##", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m ([\w.]+)", README))))
def test_a_module_that_is_run_exists(module: str) -> None:
    assert find_spec(module) is not None


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:knowledge|generators|tests|bot)/[\w./-]+)`", README)))
)
def test_a_path_exists(path: str) -> None:
    assert Path(path).exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_is_listed(name: str) -> None:
    assert f"`{name}`" in README or f"`{name.replace('BACKPREP_SLACK', '…')}`" in README
