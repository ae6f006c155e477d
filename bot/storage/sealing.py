"""Seals what nobody may read in the database or in a backup of it: tokens of other services."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from bot.datafolder import make_private
from knowledge.errors import CannotAnswerError

KEY_FILE = "secret.key"
"""In the data folder."""
SETTING = "BACKPREP_SECRET_KEY"

_EXPECTED = "one or more keys as `backprep slack new-key` prints them, the newest first, with commas between them"


class WrongKeyError(CannotAnswerError):
    """What is sealed cannot be opened with the keys at hand. Nothing is lost as long as the right key is."""

    def __init__(self) -> None:
        super().__init__(
            "Slack's tokens are sealed with another key than the one in use. Put that key into BACKPREP_SECRET_KEY"
            " or back to secret.key in the data folder; where it is lost, install the app in Slack again."
        )


class KeyUnusableError(CannotAnswerError):
    """A key that is no key; the text never quotes it."""


def new_key() -> str:
    """A key nobody has: 32 random bytes in URL-safe base64 (Fernet's form)."""
    return Fernet.generate_key().decode()


def read_keys(text: str, where: str) -> tuple[str, ...]:
    """The keys in a setting or file; `where` names it.

    Raises:
        KeyUnusableError: there is none, or one of them is malformed.
    """
    keys = tuple(filter(None, re.split(r"[,\s]+", text)))
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = ()
    if not keys:
        raise KeyUnusableError(f"{where} should be {_EXPECTED}.")
    return keys


class Keys(Protocol):
    """Keys, the newest first: it seals, and each of them opens."""

    def read(self) -> Sequence[str]:
        """The keys at hand."""
        ...

    def make(self) -> Sequence[str]:
        """The keys at hand; where there is none, one is made."""
        ...


class GivenKeys:
    """Keys that somebody chose."""

    def __init__(self, *keys: str) -> None:
        self._keys = keys

    def read(self) -> tuple[str, ...]:
        """Those that were given."""
        return self._keys

    def make(self) -> tuple[str, ...]:
        """Those that were given."""
        return self._keys


class KeyFile:
    """Keys in a file that only its owner can read, one a line."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def make(self) -> tuple[str, ...]:
        """The keys in the file; where there is no file, it is made with one.

        Raises:
            KeyUnusableError: the file holds something else.
        """
        if not self._file.exists():
            self._place(new_key())
        return self.read()

    def read(self) -> tuple[str, ...]:
        """The keys in the file, none where there is no file.

        Raises:
            KeyUnusableError: the file holds something else.
        """
        if not self._file.exists():
            return ()
        return read_keys(self._file.read_text(encoding="ascii", errors="replace"), str(self._file))

    def replace(self, keys: Sequence[str]) -> None:
        """Put these keys in the place of those in the file, at once and durably."""
        self._write(keys).replace(self._file)

    def _place(self, key: str) -> None:
        """Of several processes that make the first key at once, all use the one that was there first."""
        whole = self._write([key])
        try:
            os.link(whole, self._file)
        except FileExistsError:
            pass
        finally:
            whole.unlink()

    def _write(self, keys: Sequence[str]) -> Path:
        make_private(self._file.parent)
        draft = self._file.with_name(f"{self._file.name}.{token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write("".join(f"{key}\n" for key in keys))
            out.flush()
            os.fsync(out.fileno())
        return draft


def keys_of(setting: SecretStr | None, data: Path) -> Keys:
    """The keys of the setting BACKPREP_SECRET_KEY; without one, those in the data folder's file.

    Raises:
        KeyUnusableError: the setting is no key.
    """
    if setting is None:
        return KeyFile(data / KEY_FILE)
    return GivenKeys(*read_keys(setting.get_secret_value(), SETTING))


class Sealer:
    """Seals texts with the newest key and opens what any key at hand has sealed (Fernet: AES-128-CBC, HMAC-SHA256).

    The keys are read each time, since they may be rotated meanwhile.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def seal(self, text: str) -> str:
        """The text as only a holder of the key can read it."""
        return _box(self._keys.make()).encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            WrongKeyError: no key at hand fits.
        """
        keys = self._keys.read()
        try:
            if keys:
                return _box(keys).decrypt(sealed.encode()).decode()
        except InvalidToken:
            pass
        raise WrongKeyError


def _box(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
