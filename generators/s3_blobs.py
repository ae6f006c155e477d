"""Blobs in a bucket of an S3-compatible store (AWS, MinIO, Cloudflare R2 …): PREFIX/abcd….png."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from generators.blob_place import Bucket, S3Key
from generators.blobs import Blob, BlobsAwayError, Stored, key_of, media_type_of

if TYPE_CHECKING:
    from obstore.store import S3Config  # which is not there when the program runs

_log = logging.getLogger(__name__)
T = TypeVar("T")

MOST_BYTES = 64 * 2**20
"""Nothing we make is larger; what is was put there by somebody else, and is not read into memory."""
_SOONEST, _LATEST = timedelta(seconds=0.1), timedelta(seconds=2)
_CODE = re.compile(r"<Code>(\w+)</Code>", re.ASCII)


class S3Blobs:
    """A bucket that may be shared with others: what has none of our names is never touched.

    Requests that fail are tried again for `patience_s`. Then, or when the store refuses, they raise BlobsAwayError.
    """

    def __init__(self, bucket: Bucket, patience_s: float) -> None:
        self._bucket, self._store = bucket, _open(bucket, patience_s)

    async def put(self, content: bytes, media_type: str) -> str:
        """Keep content and return its key; what is there already becomes young again."""
        key = key_of(content, media_type)
        kind = {"Content-Type": media_type_of(key) or ""}
        await self._tried(
            obstore.put_async(self._store, key, content, attributes=kind, use_multipart=False)
        )
        return key

    async def get(self, key: str) -> Blob | None:
        """The blob; a damaged one is logged and removed, so that the next put mends it."""
        media_type = media_type_of(key)
        if media_type is None:
            return None
        try:
            content = await self._tried(self._read(key))
        except FileNotFoundError:
            return None
        if content is not None and await asyncio.to_thread(_digest, content) == Path(key).stem:
            return Blob(content, media_type)
        _log.warning("The blob %s in %s was damaged and is removed.", key, self._bucket)
        await self.delete(key)
        return None

    async def _read(self, key: str) -> bytes | None:
        found = await obstore.get_async(self._store, key)
        return bytes(await found.bytes_async()) if found.meta["size"] <= MOST_BYTES else None

    async def has(self, key: str) -> bool:
        """Whether there is such an object."""
        if media_type_of(key) is None:
            return False
        try:
            await self._tried(obstore.head_async(self._store, key))
        except FileNotFoundError:
            return False
        return True

    def path(self, key: str) -> None:
        """None: it lies in no file."""

    async def delete(self, key: str) -> bool:
        """Remove the object; False when there was none."""
        there = await self.has(key)
        if there:
            await self._tried(obstore.delete_async(self._store, key))
        return there

    async def contents(self) -> Sequence[Stored]:
        """Every blob there is."""
        return await self._tried(self._list())

    async def _list(self) -> list[Stored]:
        """Each once: rclone, as a server, lists an object twice that two put at the same time."""
        found: dict[str, Stored] = {}
        pages: AsyncIterator[Any] = obstore.list(self._store)
        async for page in pages:
            for each in page:
                if media_type_of(each["path"]):
                    stored = Stored(each["path"], each["size"], each["last_modified"])
                    found[stored.key] = stored
        return list(found.values())

    async def sweep(self, older_than: datetime) -> int:
        """Remove every blob last put before then; how many."""
        old = [each.key for each in await self.contents() if each.put_at < older_than]
        if old:
            await self._tried(obstore.delete_async(self._store, old))
        return len(old)

    async def _tried(self, request: Awaitable[T]) -> T:
        """The answer; a store that gives none becomes an error in words, the key in none of them."""
        try:
            return await request
        except FileNotFoundError as error:
            if _code(error) == "NoSuchBucket":
                raise BlobsAwayError(f"There is no such bucket: {self._bucket}.") from None
            raise
        except (PermissionDeniedError, UnauthenticatedError) as error:
            why = f"{self._bucket} refuses our key ({_code(error)})"
        except BaseError as error:
            why = f"{self._bucket} does not answer ({_code(error)})"
        raise BlobsAwayError(why)


def _open(bucket: Bucket, patience_s: float) -> S3Store:
    patience = timedelta(seconds=patience_s)
    config: S3Config = {"region": bucket.region} if bucket.region else {}
    if (
        bucket.endpoint
    ):  # under both names, since AWS_ENDPOINT_URL_S3 of the environment would win over one
        config |= {"endpoint": bucket.endpoint, "aws_endpoint_url_s3": bucket.endpoint}
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        config=config,
        client_options={
            "allow_http": bucket.endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=3),
            "timeout": patience,
        },
        retry_config={
            "max_retries": 1000,
            "retry_timeout": patience,
            "backoff": {"init_backoff": _SOONEST, "max_backoff": _LATEST, "base": 2},
        },
        credential_provider=_provider(bucket.key) if bucket.key else None,
    )


def _provider(key: S3Key) -> Any:
    """The key given, and nothing of another one that the environment may hold."""
    given = {"access_key_id": key.access, "secret_access_key": key.secret, "token": key.token}
    return lambda: {**given, "expires_at": None}


def _code(error: Exception) -> str:
    """What the store calls it, if it said anything."""
    found = _CODE.search(str(error))
    return found[1] if found else "no answer"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
