"""Keys and what is sealed with them."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.sealing import (
    GivenKeys,
    KeyFile,
    KeyUnusableError,
    Sealer,
    WrongKeyError,
    new_key,
    read_keys,
)

KEY = (
    "A" * 43 + "="
)  # 32 zero bytes; a drawn one would give each worker of the test run other tests


def test_what_is_sealed_says_nothing_and_opens_again() -> None:
    sealer = Sealer(GivenKeys(new_key()))

    sealed = sealer.seal("xoxb-né")

    assert "xoxb" not in sealed
    assert sealed != sealer.seal("xoxb-né")
    assert sealer.open(sealed) == "xoxb-né"


def test_a_changed_text_is_refused() -> None:
    sealer = Sealer(GivenKeys(new_key()))
    sealed = sealer.seal("xoxb-1")

    with pytest.raises(WrongKeyError):
        sealer.open(sealed[:-4] + "AAA=")


def test_keys_that_were_rotated_meanwhile_open_at_once(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "secret.key")
    running = Sealer(file)
    sealed = running.seal("before")

    file.replace([new_key(), *file.read()])

    assert running.open(sealed) == "before"
    assert running.open(Sealer(file).seal("after")) == "after"


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"

    keys = KeyFile(file).make()

    assert len(keys) == 1
    assert KeyFile(file).make() == keys
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [each.name for each in file.parent.iterdir()] == ["secret.key"]


def test_processes_that_make_the_key_at_once_have_the_same_one(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.storage.sealing import KeyFile;"
        "sys.stdin.read(1); print(KeyFile(Path(sys.argv[1])).make())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "secret.key")]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(4)]

    made = {process.communicate("x", timeout=120)[0] for process in processes}

    assert len(made) == 1


def test_opening_without_a_key_makes_none(tmp_path: Path) -> None:
    sealed = Sealer(GivenKeys(new_key())).seal("xoxb-1")

    with pytest.raises(WrongKeyError):
        Sealer(KeyFile(tmp_path / "secret.key")).open(sealed)

    assert list(tmp_path.iterdir()) == []


def test_a_file_of_keys_is_replaced_whole(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "secret.key")
    first = file.make()[0]
    second = new_key()

    file.replace([second, first])

    assert file.read() == (second, first)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_several_keys_are_read_newest_first() -> None:
    one, two = new_key(), new_key()

    assert read_keys(f" {one}, {two}\n", "BACKPREP_SECRET_KEY") == (one, two)


@pytest.mark.parametrize("text", ["", " , ", "hush hush", KEY[:-2], f"{KEY},hush"])
def test_what_is_no_key_is_refused_by_name_and_never_quoted(text: str) -> None:
    with pytest.raises(KeyUnusableError, match="BACKPREP_SECRET_KEY should be") as refused:
        read_keys(text, "BACKPREP_SECRET_KEY")

    assert "hush" not in str(refused.value)
