"""Where blobs lie, by settings that bot and worker share: a folder, or a bucket of an S3-compatible store."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from generators.blob_quota import Rationed
from generators.blobs import BlobStore, FileBlobs

_HOST = r"(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?"
_S3 = re.compile(
    rf"s3(?P<plain>\+http)?://(?:(?P<access>[^:/?#@]+):(?P<secret>.+)@(?P<host>{_HOST})/)?"
    r"(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[^?#]*))?(?:\?region=(?P<region>[\w-]+))?",
    re.ASCII,
)
_EXPECTED = (
    "a folder, s3://KEY:SECRET@HOST:PORT/BUCKET/PREFIX (s3+http:// where there is no TLS),"
    " or s3://BUCKET/PREFIX"
)
_MIB = 2**20


@dataclass(frozen=True, slots=True, repr=False)
class S3Key:
    """Who is asking; never shown."""

    access: str
    secret: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where in which S3-compatible store; `str` says it to people, without the key."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    """http(s)://HOST:PORT, with the bucket in the path; empty for AWS, or what its own settings say."""
    region: str = ""
    key: S3Key | None = field(default=None, repr=False)
    """None: whatever the machine was given, such as an IAM role."""

    def __str__(self) -> str:
        place = self.endpoint.partition("://")[2] or "AWS"
        return f"the bucket {self.name} at {place}"


def _address(url: SecretStr) -> SecretStr:
    text = url.get_secret_value()
    if "://" in text and not text.startswith("file:///") and not _S3.fullmatch(text):
        raise ValueError(_EXPECTED)
    if "://" not in text:
        _folder(text)
    return url


class BlobSettings(BaseSettings):
    """What bot and worker have to agree on, for one to find what the other made."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    blob_url: Annotated[SecretStr, AfterValidator(_address)] | None = Field(
        default=None, validation_alias="BLOB_URL", description=_EXPECTED
    )
    blob_mib: int = Field(
        default=2048,
        ge=16,
        validation_alias="BACKPREP_BLOB_MIB",
        description="MiB, 16 or more",
    )
    """All blobs together; for more than that the oldest make room."""
    blob_days: int = Field(
        default=30, ge=1, validation_alias="BACKPREP_BLOB_DAYS", description="days, 1 or more"
    )
    """Blobs that nobody put anew for so long are removed."""
    aws_access_key_id: SecretStr | None = Field(
        default=None, validation_alias="AWS_ACCESS_KEY_ID", description="the key of an S3 store"
    )
    aws_secret_access_key: SecretStr | None = Field(
        default=None, validation_alias="AWS_SECRET_ACCESS_KEY", description="that key's secret"
    )
    aws_session_token: SecretStr | None = Field(
        default=None, validation_alias="AWS_SESSION_TOKEN", description="that key's token"
    )
    aws_region: str = Field(
        default="", validation_alias="AWS_REGION", description="a region of AWS"
    )
    aws_endpoint: str = Field(
        default="",
        pattern=r"^(https?://[!-~]+)?$",
        validation_alias="AWS_ENDPOINT_URL",
        description="an http:// or https:// address",
    )

    @property
    def usual_blobs(self) -> Path:
        """The folder they lie in unless BLOB_URL says otherwise."""
        raise NotImplementedError

    @property
    def blobs(self) -> Path | Bucket:
        """Where pictures and other files lie, each by its content's hash."""
        text = self.blob_url.get_secret_value() if self.blob_url else ""
        if found := _S3.fullmatch(text):
            return self._bucket(found)
        return _folder(text) if text else self.usual_blobs

    def _bucket(self, found: re.Match[str]) -> Bucket:
        prefix, region = unquote(found["prefix"] or "").strip("/"), found["region"]
        if not found["host"]:
            return Bucket(
                found["bucket"], prefix, self.aws_endpoint, region or self.aws_region, self._key()
            )
        scheme = "http" if found["plain"] else "https"
        key = S3Key(unquote(found["access"]), unquote(found["secret"]))
        return Bucket(found["bucket"], prefix, f"{scheme}://{found['host']}", region or "", key)

    def _key(self) -> S3Key | None:
        if not (self.aws_access_key_id and self.aws_secret_access_key):
            return None
        token = self.aws_session_token
        return S3Key(
            self.aws_access_key_id.get_secret_value(),
            self.aws_secret_access_key.get_secret_value(),
            token.get_secret_value() if token else None,
        )

    @property
    def blob_secrets(self) -> frozenset[str]:
        """Every text of the address that must not be seen."""
        found = _S3.fullmatch(self.blob_url.get_secret_value()) if self.blob_url else None
        secret = (found and found["secret"]) or ""
        return frozenset({secret, unquote(secret)} - {""})

    def open_blobs(self, clock: Callable[[], datetime], patience_s: float = 4.0) -> BlobStore:
        """The store, within its quota; one on a server is tried for `patience_s` before it counts as away."""
        return Rationed(open_place(self.blobs, patience_s), self.blob_mib * _MIB, clock)


def open_place(place: Path | Bucket, patience_s: float) -> BlobStore:
    """A store without a quota."""
    if isinstance(place, Path):
        return FileBlobs(place)
    from generators.s3_blobs import (
        S3Blobs,
    )  # its library takes 10 MiB, which a folder does not need

    return S3Blobs(place, patience_s)


def _folder(text: str) -> Path:
    """In a .env file no shell has put the home folder in the place of ~."""
    path = unquote(text.removeprefix("file://")) if text.startswith("file:") else text
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise ValueError("nobody here has that name") from error
