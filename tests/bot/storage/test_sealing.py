"""Keys and what is sealed with them."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.sealing import KeyFile, KeyUnusableError, Sealer, WrongKeyError, new_key, read_keys


def test_what_is_sealed_says_nothing_and_opens_again() -> None:
    sealer = Sealer(KeyFileOf(new_key()))

    sealed = sealer.seal("xoxb-né")

    assert "xoxb" not in sealed
    assert sealed != sealer.seal("xoxb-né")
    assert sealer.open(sealed) == "xoxb-né"


class KeyFileOf:
    """Keys that never change."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys

    def __call__(self) -> tuple[str, ...]:
        return self.keys


def test_a_changed_text_is_refused() -> None:
    sealer = Sealer(KeyFileOf(new_key()))
    sealed = sealer.seal("xoxb-1")

    with pytest.raises(WrongKeyError):
        sealer.open(sealed[:-4] + "AAA=")


def test_keys_that_were_rotated_meanwhile_are_looked_up_again() -> None:
    keys = KeyFileOf(new_key())
    running, other = Sealer(keys), Sealer(keys)
    running.open(running.seal("before"))
    keys.keys = (new_key(), *keys.keys)

    assert running.open(other.seal("after")) == "after"


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"

    keys = KeyFile(file)()

    assert len(keys) == 1
    assert KeyFile(file)() == keys
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [each.name for each in file.parent.iterdir()] == ["secret.key"]


def test_processes_that_make_the_key_at_once_have_the_same_one(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.storage.sealing import KeyFile;"
        "sys.stdin.read(1); print(KeyFile(Path(sys.argv[1]))())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "secret.key")]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(4)]

    made = {process.communicate("x", timeout=120)[0] for process in processes}

    assert len(made) == 1


def test_looking_at_a_key_that_is_not_there_makes_none(tmp_path: Path) -> None:
    assert KeyFile(tmp_path / "secret.key").read() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_keys_is_replaced_whole(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "secret.key")
    first = file()[0]
    second = new_key()

    file.replace([second, first])

    assert file() == (second, first)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_several_keys_are_read_newest_first() -> None:
    one, two = new_key(), new_key()

    assert read_keys(f" {one}, {two}\n", "BACKPREP_SECRET_KEY") == (one, two)


@pytest.mark.parametrize("text", ["", " , ", "hush hush", new_key()[:-2], f"{new_key()},hush"])
def test_what_is_no_key_is_refused_by_name_and_never_quoted(text: str) -> None:
    with pytest.raises(KeyUnusableError, match="BACKPREP_SECRET_KEY should be") as refused:
        read_keys(text, "BACKPREP_SECRET_KEY")

    assert "hush" not in str(refused.value)
