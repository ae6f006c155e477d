"""Kinds of settings: what a folder, a database's address or a token looks like. A fault never quotes the value."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr, StringConstraints


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _expanded(folder: Path) -> Path:
    """In a .env file no shell has put the home folder in the place of ~."""
    try:
        return folder.expanduser()
    except RuntimeError as error:
        raise ValueError("nobody here has that name") from error


def _database(address: SecretStr) -> SecretStr:
    """`postgres://`, as some hosts write it, is the same as `postgresql://`."""
    text = re.sub(r"^postgres://", "postgresql://", address.get_secret_value())
    parts = urlsplit(text)
    file = parts.scheme == "sqlite" and len(parts.path) > 1 and not parts.netloc
    server = parts.scheme in {"postgresql", "postgresql+psycopg"} and parts.hostname
    if not (file or server) or parts.port == 0:
        raise ValueError("not the address of a database")
    return SecretStr(text)


def _word(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", secret.get_secret_value()):
        raise ValueError("spaces, or letters that are not ASCII")
    return secret


def _keys(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\w-]{43}=(\s*,\s*[\w-]{43}=)*", secret.get_secret_value(), re.ASCII):
        raise ValueError("no keys of 32 bytes in URL-safe base64")
    return secret


def _begins(prefix: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not secret.get_secret_value().startswith(prefix):
            raise ValueError("another beginning")
        return secret

    return AfterValidator(check)


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Folder = Annotated[Path, AfterValidator(_expanded)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_database)]
Token = Annotated[SecretStr, AfterValidator(_word)]
SecretKeys = Annotated[SecretStr, AfterValidator(_keys)]
SlackBotToken = Annotated[Token, _begins("xoxb-")]
SlackAppToken = Annotated[Token, _begins("xapp-")]
SlackPrefix = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,16}$")]
Host = Annotated[str, StringConstraints(pattern=r"^[\w.:\[\]-]+$")]
HttpAddress = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]+$")]
SocketAddress = Annotated[str, StringConstraints(pattern=r"^wss?://[!-~]+$")]
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
LogFormat = Annotated[Literal["text", "json"], BeforeValidator(_lower)]
Switch = Annotated[Literal["on", "off"], BeforeValidator(_lower)]
