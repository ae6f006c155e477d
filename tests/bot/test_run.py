"""`backprep run` and `run-bot`: exit codes, and the whole thing as people start it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.chat.errors import PlatformOffError
from bot.cli.running import outcome
from bot.settings import NAMES, Settings
from bot.storage.errors import DatabaseUnusableError
from bot.supervisor import CONFIGURATION
from knowledge.embedder import ModelFilesError

pytestmark = pytest.mark.usefixtures("logging_as_it_was")


class Signalled:
    """A platform; as soon as it runs, the process gets a signal."""

    name = "web"

    async def run(self, conversation: object) -> None:
        signal.raise_signal(signal.SIGTERM)
        await asyncio.Event().wait()


class Failing:
    """A platform that fails as soon as it runs."""

    name = "web"

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def run(self, conversation: object) -> None:
        raise self._error


class Opening:
    """Opens an application of one platform, or fails to; knows whether it was closed."""

    def __init__(self, platform: Signalled | Failing, error: Exception | None = None) -> None:
        self._platform, self._error = platform, error
        self.was_closed = False

    @asynccontextmanager
    async def __call__(self, settings: Settings, say: object) -> AsyncIterator[Any]:
        if self._error:
            raise self._error
        try:
            yield SimpleNamespace(
                platforms=[self._platform], deliver=asyncio.Event().wait, tend=[], conversation=None
            )
        finally:
            self.was_closed = True


def test_a_signal_closes_everything_and_the_exit_code_is_0() -> None:
    opening = Opening(Signalled())

    assert outcome(opening, print) == 0
    assert opening.was_closed


def test_when_settings_left_no_platform_everything_is_closed_and_the_exit_code_is_78() -> None:
    opening, said = Opening(Failing(PlatformOffError("Port 8080 is taken."))), list[str]()

    assert outcome(opening, said.append) == CONFIGURATION
    assert opening.was_closed
    assert said == ["Port 8080 is taken."]


def test_a_platform_that_breaks_closes_everything_and_is_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    opening = Opening(Failing(ZeroDivisionError("a bug")))

    assert outcome(opening, print) == 1
    assert opening.was_closed
    assert "ERROR bot.cli.running The bot broke" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [(ModelFilesError("No model."), CONFIGURATION), (DatabaseUnusableError("No server."), 1)],
)
def test_only_what_another_start_may_find_better_is_tried_again(
    error: Exception, code: int
) -> None:
    said: list[str] = []

    assert outcome(Opening(Signalled(), error), said.append) == code
    assert said == [str(error)]


def test_malformed_settings_are_said_and_the_exit_code_is_78(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WEB_PORT", "many")
    said: list[str] = []

    assert outcome(Opening(Signalled()), said.append) == CONFIGURATION
    assert "WEB_PORT should be" in said[0]


# The whole of it, as people start it.


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder to start Backprep in, whose data folder has the model and the vectors already."""
    ours, data = Settings().data.resolve(), tmp_path / "data"
    data.mkdir()
    (data / "models").symlink_to(ours / "models")
    shutil.copytree(ours / "vectors", data / "vectors")
    return tmp_path


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Starts commands of ours; the output of each is one pipe, which ends when no process of it is left."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, **settings: str) -> subprocess.Popen[str]:
        inherited = {name: value for name, value in os.environ.items() if name not in NAMES}  # noqa: TID251
        started.append(
            subprocess.Popen(
                [sys.executable, "-P", "-m", "bot", *words],
                cwd=home,
                env=inherited | {"BACKPREP_WORKERS": "0"} | settings,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate(timeout=60)


def address_of(running: subprocess.Popen[str]) -> str:
    """Where the playground is, once it says so."""
    said = ""
    for line in running.stdout or ():
        said += line
        if found := re.match(r".*: (http://127\.0\.0\.1:\d+)$", line):
            return found[1]
        if "stopped unexpectedly" in line:
            break
    raise AssertionError(said)


def test_it_starts_answers_refuses_a_second_one_and_stops_when_told(
    start: Start, home: Path
) -> None:
    running = start("run")
    address = address_of(running)

    with urllib.request.urlopen(address) as page:  # noqa: S310 - it begins with http://127.0.0.1
        assert b"Backprep" in page.read()
    second = start("run")
    assert f"process {running.pid}" in second.communicate(timeout=60)[0]
    assert second.returncode == 1
    assert (home / "data").stat().st_mode & 0o777 == 0o700

    running.terminate()

    said, _ = running.communicate(timeout=60)
    assert "Traceback" not in said
    assert running.returncode == 0


def test_nothing_of_it_is_left_when_it_is_killed(start: Start) -> None:
    running = start("run")
    address_of(running)

    running.kill()

    said, _ = running.communicate(timeout=60)
    assert "Traceback" not in said


def test_with_settings_that_make_no_sense_it_says_which_and_does_not_try_again(
    start: Start,
) -> None:
    running = start("run", WEB_PORT="many", BACKPREP_DATE="x")

    said, _ = running.communicate(timeout=60)

    assert "WEB_PORT should be a port from 1 to 65535." in said
    assert "Did you mean BACKPREP_DATA?" in said
    assert running.returncode == CONFIGURATION


def test_a_data_folder_that_cannot_be_made_is_said_in_words(start: Start, home: Path) -> None:
    (home / "file").touch()

    running = start("run", BACKPREP_DATA="file/data")

    said, _ = running.communicate(timeout=60)
    assert "The data folder cannot be used (BACKPREP_DATA)" in said
    assert running.returncode == CONFIGURATION
