"""Pictures and other files by the hash of their content; without torch, the bot uses it too."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import logging
import math
import os
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_log = logging.getLogger(__name__)

_SUFFIXES = {
    "application/json": "json",
    "application/octet-stream": "bin",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "audio/wav": "wav",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/markdown": "md",
    "text/plain": "txt",
    "video/mp4": "mp4",
}
_MEDIA_TYPES = {suffix: media_type for media_type, suffix in _SUFFIXES.items()}
_KEY = re.compile(rf"(?P<hash>[0-9a-f]{{64}})\.(?P<suffix>{'|'.join(_MEDIA_TYPES)})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Blob:
    """Content and what it is."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Stored:
    """That a blob is there."""

    key: str
    size: int
    """Bytes."""
    put_at: datetime
    """When it was last put, by the store's clock."""


class BlobsError(OSError):
    """The store cannot take or give what it should; `str` says why to whoever runs it, `strerror` to everybody."""

    said = ""
    """What to say to the person for whom it failed."""


class BlobsAwayError(BlobsError):
    """The store cannot be reached or refuses us."""

    said = "The store for pictures and files is away. Please try again in a minute."

    def __init__(self, why: str) -> None:
        super().__init__(errno.EIO, "the store for pictures and files is away")
        self._why = why

    def __str__(self) -> str:
        return self._why


class BlobsFullError(BlobsError):
    """There is no room, not even after what is old was removed."""

    said = "There is no room for pictures and files at the moment. Please tell those who run me."

    def __init__(self, most_bytes: int) -> None:
        words = (
            f"the {most_bytes // 2**20:,} MiB for pictures and files (BACKPREP_BLOB_MIB) are taken"
        )
        super().__init__(errno.EDQUOT, words)


class BlobStore(Protocol):
    """Keeps content that never changes. A key that was forged or is out of date is one without a blob."""

    async def put(self, content: bytes, media_type: str) -> str:
        """Keep content and return its key, as `key_of` makes it; the same content is kept once, its age anew."""
        ...

    async def get(self, key: str) -> Blob | None:
        """The blob; None where there is none (any more), or where it was damaged."""
        ...

    async def has(self, key: str) -> bool:
        """Whether there is such a blob; its content is not checked."""
        ...

    def path(self, key: str) -> Path | None:
        """The file the blob lies in; None where there is no such blob, or it lies in no file."""
        ...

    async def delete(self, key: str) -> bool:
        """Remove a blob; False when there was none."""
        ...

    async def contents(self) -> Sequence[Stored]:
        """Every blob there is, in no order."""
        ...

    async def sweep(self, older_than: datetime) -> int:
        """Remove every blob that was last put before then; how many."""
        ...


def key_of(content: bytes, media_type: str) -> str:
    """SHA-256 of the content in hexadecimal, and a suffix by media type; .bin for types we do not know."""
    return f"{hashlib.sha256(content).hexdigest()}.{_SUFFIXES.get(media_type, 'bin')}"


def media_type_of(key: str) -> str | None:
    """The media type of a well-formed key; None for any other text."""
    found = _KEY.fullmatch(key)
    return _MEDIA_TYPES[found["suffix"]] if found else None


class FileBlobs:
    """Blobs as files, for their owner only: FOLDER/ab/cd/abcd….png.

    A file appears under its name once it is whole. It is not flushed to the disk at once: what a loss of power damages
    is noticed by its hash.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes, media_type: str) -> str:
        """Keep content and return its key."""
        key = key_of(content, media_type)
        await asyncio.to_thread(self._write, key, content)
        return key

    async def get(self, key: str) -> Blob | None:
        """The blob; a damaged one is logged and removed, so that the next put mends it."""
        media_type = media_type_of(key)
        content = await asyncio.to_thread(self._read, key) if media_type else None
        return Blob(content, media_type) if content is not None and media_type else None

    async def has(self, key: str) -> bool:
        """Whether there is such a file."""
        return await asyncio.to_thread(self.path, key) is not None

    def path(self, key: str) -> Path | None:
        """The file, absolute."""
        file = self._file(key)
        return file if file and file.is_file() else None

    async def delete(self, key: str) -> bool:
        """Remove the file; False when there was none."""
        file = self._file(key)
        return file is not None and await asyncio.to_thread(_remove, file)

    async def contents(self) -> Sequence[Stored]:
        """Every file with a key for a name."""
        return await asyncio.to_thread(self._contents)

    async def sweep(self, older_than: datetime) -> int:
        """Remove every file last put before then, those left over by a killed process included; how many."""
        return await asyncio.to_thread(self._sweep, older_than.timestamp())

    def _file(self, key: str) -> Path | None:
        """Where a key's file lies; None for what is no key, so that no text leads out of the folder."""
        if not _KEY.fullmatch(key):
            return None
        return self._folder.absolute() / key[:2] / key[2:4] / key

    def _write(self, key: str, content: bytes) -> None:
        file = self._folder.absolute() / key[:2] / key[2:4] / key
        with suppress(FileNotFoundError):
            if file.stat().st_size == len(content):
                os.utime(file)
                return
        for folder in (self._folder.absolute(), file.parent.parent, file.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as half:  # made with 0600
            try:
                half.write(content)
                half.flush()
                Path(half.name).replace(file)
            except OSError:  # a full disk: what is there of it takes room for nothing
                Path(half.name).unlink()
                raise

    def _read(self, key: str) -> bytes | None:
        file = self._folder.absolute() / key[:2] / key[2:4] / key
        with suppress(FileNotFoundError):
            content = file.read_bytes()
            if hashlib.sha256(content).hexdigest() == file.stem:
                return content
            _log.warning("The blob %s was damaged and is removed.", file)
            _remove(file)
        return None

    def _contents(self) -> list[Stored]:
        found = []
        for file in self._folder.glob("??/??/*"):
            with suppress(FileNotFoundError):  # another process may sweep at the same time
                about = file.stat()
                if _KEY.fullmatch(file.name):
                    put_at = datetime.fromtimestamp(about.st_mtime, UTC)
                    found.append(Stored(file.name, about.st_size, put_at))
        return found

    def _sweep(self, before: float) -> int:
        return sum(_remove(file, before) for file in self._folder.glob("??/??/*"))


def _remove(file: Path, before: float = math.inf) -> bool:
    with suppress(FileNotFoundError):
        if file.stat().st_mtime < before:
            file.unlink()
            return True
    return False
