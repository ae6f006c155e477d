"""What the process that chats loads; import-linter holds the rest of the arrows (pyproject.toml)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import bot
from tests.contracts.platforms import NAMES

HEAVY = "torch torchvision transformers sentence_transformers sklearn scipy matplotlib pandas onnx"
"""What only the worker, or a build, may load: each takes more memory than the whole chat process has."""
SDKS = "discord slack_bolt slack_sdk nicegui fastapi rich prompt_toolkit"
ROOT = Path(bot.__file__).parent


def modules(*folders: str) -> list[str]:
    """Every module in these folders of bot, by its full name."""
    files = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    parts = (file.relative_to(ROOT.parent).with_suffix("").parts for file in files)
    return sorted(".".join(part for part in path if part != "__init__") for path in parts)


def loaded_with(names: list[str], unwanted: str) -> list[str]:
    """Which of the unwanted packages a new process has after it imported these modules."""
    program = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"print(*[name for name in {unwanted.split()!r} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def test_chatting_on_any_platform_loads_nothing_heavy() -> None:
    names = ["bot.bootstrap", "bot.service", *modules("chat", "features", "platforms", "storage")]
    run = [name for name in names if ".migrations." not in name]

    assert loaded_with(run, HEAVY) == []


@pytest.mark.parametrize("folder", ["chat", "features"])
def test_the_vocabulary_and_the_features_load_no_sdk(folder: str) -> None:
    assert loaded_with(modules(folder), SDKS) == []


def test_a_platforms_sdk_is_loaded_when_it_is_set_up_and_not_before() -> None:
    assert loaded_with(["bot.bootstrap", "bot.router"], SDKS) == []


@pytest.mark.parametrize("platform", NAMES)
def test_reading_and_rendering_need_no_sdk(platform: str) -> None:
    names = [f"bot.platforms.{platform}.{part}" for part in ("parse", "render")]

    assert loaded_with(names, SDKS) == []
