"""Settings, from the environment or a .env file; every fault is named at once, a value never."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from bot.setting_kinds import (
    DatabaseAddress,
    Folder,
    Host,
    HttpAddress,
    LogFormat,
    LogLevel,
    SecretKeys,
    SlackAppToken,
    SlackBotToken,
    SlackPrefix,
    SocketAddress,
    Switch,
    Token,
    is_loopback,
)
from generators.blob_place import BlobSettings
from knowledge.errors import CannotAnswerError

ENV_FILE = Path(".env")
_FILE = "The file .env"

_DATABASE = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
_HTTP = "an http:// or https:// address"
_PASSWORD = "at least 8 characters"  # noqa: S105 - what is expected of one


class SettingsError(CannotAnswerError):
    """Settings that are missing or malformed; each is named with what is expected."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.names = frozenset(faults)
        listed = (f"  {name} should be {expected}." for name, expected in faults.items())
        super().__init__("\n".join(["Please mend these settings (environment or .env):", *listed]))


def _setting(name: str, expected: str, default: Any = None, **bounds: Any) -> Any:
    """A setting by the name people write; `expected` ends the sentence "NAME should be …"."""
    return Field(default=default, validation_alias=name, description=expected, **bounds)


class Settings(BlobSettings):
    """Everything that can be set; every value has a default that works on one machine.

    Raises:
        SettingsError: values are missing or malformed; names all of them.
    """

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Folder = _setting("BACKPREP_DATA", "a folder", Path("data"))
    log: LogLevel = _setting("BACKPREP_LOG", "debug, info, warning or error", "info")
    log_format: LogFormat = _setting("BACKPREP_LOG_FORMAT", "text or json", "text")
    metrics_port: int | None = _setting(
        "BACKPREP_METRICS_PORT", "a port from 1 to 65535", ge=1, le=65535
    )
    database: DatabaseAddress | None = _setting("DATABASE_URL", _DATABASE)
    jobs_database: DatabaseAddress | None = _setting("JOBS_DATABASE_URL", _DATABASE)
    workers: int = _setting("BACKPREP_WORKERS", "a number from 0 to 64", 1, ge=0, le=64)
    embedding_model: str = _setting(
        "EMBEDDING_MODEL", "a sentence-transformers model, by name or folder", "all-MiniLM-L6-v2"
    )
    playground: Switch = _setting("BACKPREP_PLAYGROUND", "on or off", "on")
    web_host: Host = _setting("WEB_HOST", "an address or a host name", "127.0.0.1")
    web_port: int = _setting("WEB_PORT", "a port from 1 to 65535", 8080, ge=1, le=65535)
    web_password: SecretStr | None = _setting("WEB_PASSWORD", _PASSWORD, validate_default=True)
    secret_key: SecretKeys | None = _setting(
        "BACKPREP_SECRET_KEY",
        "one or more keys of `backprep slack new-key`, the newest first, with commas between them",
    )
    discord_token: Token | None = _setting("DISCORD_TOKEN", "the bot's token, one word")
    discord_api_base: HttpAddress | None = _setting("DISCORD_API_BASE", _HTTP)
    discord_gateway: SocketAddress | None = _setting("DISCORD_GATEWAY", "a ws:// or wss:// address")
    slack_bot_token: SlackBotToken | None = _setting("BACKPREP_SLACK_BOT_TOKEN", "xoxb-…, one word")
    slack_app_token: SlackAppToken | None = _setting("BACKPREP_SLACK_APP_TOKEN", "xapp-…, one word")
    slack_signing_secret: Token | None = _setting("BACKPREP_SLACK_SIGNING_SECRET", "one word")
    slack_client_id: str | None = _setting("BACKPREP_SLACK_CLIENT_ID", "the app's client id")
    slack_client_secret: Token | None = _setting("BACKPREP_SLACK_CLIENT_SECRET", "one word")
    slack_api_base: HttpAddress | None = _setting("BACKPREP_SLACK_API_BASE", _HTTP)
    slack_url: HttpAddress | None = _setting("BACKPREP_SLACK_URL", _HTTP)
    slack_prefix: SlackPrefix = _setting(
        "BACKPREP_SLACK_PREFIX", "at most 16 of a-z, 0-9, - and _", ""
    )

    def __init__(self, **values: Any) -> None:
        faults: dict[str, str] = {}
        try:
            super().__init__(**values)
        except ValidationError as error:
            faults = dict(_fault(dict(part)) for part in error.errors(include_input=False))
        except UnicodeDecodeError:
            faults = {_FILE: "text in UTF-8"}
        except OSError as error:
            faults = {_FILE: f"a file that can be read ({error.strerror})"}
        # Raised out here, so that no traceback shows pydantic's error and the value in it.
        if faults:
            raise SettingsError(faults)

    @field_validator("web_password")
    @classmethod
    def _others_need_a_password(
        cls, password: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        host = info.data.get("web_host", "")
        open_to_others = info.data.get("playground") == "on" and host and not is_loopback(host)
        if password is None and open_to_others:
            raise ValueError("set, since WEB_HOST lets other machines in")
        if password is not None and len(password.get_secret_value()) < 8:
            raise ValueError(_PASSWORD)
        return password

    @property
    def imported_questions(self) -> Path:
        """Folder of the entries people imported."""
        return self.data / "questions"

    @property
    def drawn_formulas(self) -> Path:
        """Folder of the pictures of formulas in imported entries."""
        return self.data / "formulas"

    @property
    def usual_blobs(self) -> Path:
        """Folder of pictures and other files, unless BLOB_URL says otherwise."""
        return self.data / "blobs"

    @property
    def database_url(self) -> str:
        """Where learners, feedback and the rest are kept; may hold a password."""
        return self._address(self.database, "backprep.db")

    @property
    def jobs_database_url(self) -> str:
        """Where jobs for the worker are kept; may hold a password."""
        return self._address(self.jobs_database, "jobs.db")

    def _address(self, given: SecretStr | None, file: str) -> str:
        return given.get_secret_value() if given else f"sqlite:///{self.data.resolve() / file}"

    @property
    def web_port_is_fixed(self) -> bool:
        """Whether somebody chose the port; else the next free one will do."""
        return "web_port" in self.model_fields_set

    @property
    def secrets(self) -> frozenset[str]:
        """Every text that must not be seen in a log or on a screen."""
        held = [getattr(self, name) for name in type(self).model_fields]
        texts = {value.get_secret_value() for value in held if isinstance(value, SecretStr)}
        inside = {urlsplit(text).password or "" for text in texts if "://" in text}
        return frozenset((texts | inside | set(map(unquote, inside)) | self.blob_secrets) - {""})


_EXPECTED = {
    str(field.validation_alias): str(field.description) for field in Settings.model_fields.values()
}
NAMES = (*_EXPECTED, "BACKPREP_DEVICE", "BACKPREP_WORKER_MEMORY", "BACKPREP_RAY")
"""Every setting by the name people write; the last three are the worker's (generators/worker_settings.py)."""


def _fault(part: Mapping[str, Any]) -> tuple[str, str]:
    name = str(part["loc"][0]).upper()
    return name, str(part["ctx"]["error"]) if name == "WEB_PASSWORD" else _EXPECTED[name]


def readable_settings(**values: Any) -> tuple[Settings, str]:
    """The settings with defaults where they are faulty, and the faults in words ("" where there are none)."""
    try:
        return Settings(**values), ""
    except SettingsError as error:
        names = error.names | ({"WEB_HOST"} if "WEB_PASSWORD" in error.names else set())
        defaults = {str(f.validation_alias): f.default for f in Settings.model_fields.values()}
        sound = {name: defaults[name] for name in names & set(NAMES)}
        file = {"_env_file": None} if _FILE in names else {}
        settings, more = readable_settings(**values | sound | file)
        return settings, f"{error}\n{more}".strip()


def unknown_names(
    environment: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE
) -> list[str]:
    """A warning for each BACKPREP_… that nothing reads and each likely slip of the pen in .env."""
    try:
        written = dotenv_values(env_file, interpolate=False) if env_file.is_file() else {}
    except (OSError, UnicodeDecodeError):  # what is wrong with the file is said by Settings
        written = {}
    ours = {
        name.upper() for name in [*environment, *written] if name.upper().startswith("BACKPREP_")
    }
    slips = {name.upper() for name in written if _nearest(name, 0.85)}
    return [_unknown(name) for name in sorted((ours | slips) - set(NAMES))]


def _unknown(name: str) -> str:
    near = _nearest(name, 0.6)
    return f"{name} is no setting of Backprep." + (f" Did you mean {near}?" if near else "")


def _nearest(name: str, least: float) -> str:
    """The known name that is most alike, the prefix left aside: it may be too much or missing."""
    short = {known.removeprefix("BACKPREP_"): known for known in NAMES}
    found = get_close_matches(name.upper().removeprefix("BACKPREP_"), short, 1, least)
    return short[found[0]] if found else ""
