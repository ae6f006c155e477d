"""A store with a quota: the oldest makes room, what is young never does."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generators.blob_quota import COUNTED_ANEW, YOUNG, Rationed
from generators.blobs import BlobsFullError, FileBlobs

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MIB = 2**20


class Shelf:
    """A store for 10 MiB of files whose age the test decides."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.files = FileBlobs(folder)
        self.blobs = Rationed(self.files, 10 * MIB, lambda: self.now)

    async def put(self, letter: str, mib: int, age: timedelta = timedelta(0)) -> str:
        """Through the quota."""
        return self._aged(await self.blobs.put(letter.encode() * mib * MIB, "text/plain"), age)

    async def put_by_another_process(self, letter: str, mib: int, age: timedelta) -> str:
        return self._aged(await self.files.put(letter.encode() * mib * MIB, "text/plain"), age)

    def _aged(self, key: str, age: timedelta) -> str:
        file = self.files.path(key)
        assert file
        os.utime(file, ((self.now - age).timestamp(),) * 2)
        return key

    async def has(self, *keys: str) -> list[bool]:
        return [await self.blobs.has(key) for key in keys]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


async def test_the_oldest_makes_room(shelf: Shelf) -> None:
    newer = await shelf.put("b", 4, 3 * YOUNG)
    oldest = await shelf.put("a", 4, 4 * YOUNG)

    newest = await shelf.put("c", 4)

    assert await shelf.has(oldest, newer, newest) == [False, True, True]


async def test_what_was_put_anew_is_not_old(shelf: Shelf) -> None:
    first = await shelf.put("a", 4, 4 * YOUNG)
    second = await shelf.put("b", 4, 3 * YOUNG)
    await shelf.put("a", 4, 2 * YOUNG)

    await shelf.put("c", 4)

    assert await shelf.has(first, second) == [True, False]


async def test_what_is_young_makes_no_room_and_the_new_is_refused_in_words(shelf: Shelf) -> None:
    young = await shelf.put("a", 8, YOUNG / 2)

    with pytest.raises(BlobsFullError, match=r"the 10 MiB for pictures and files .BACKPREP_BLOB_M"):
        await shelf.put("b", 4)

    assert await shelf.has(young) == [True]


async def test_what_is_larger_than_the_quota_removes_nothing(shelf: Shelf) -> None:
    old = await shelf.put("a", 4, 4 * YOUNG)

    with pytest.raises(BlobsFullError):
        await shelf.put("b", 11)

    assert await shelf.has(old) == [True]


async def test_what_others_put_into_the_store_is_counted_after_a_while(shelf: Shelf) -> None:
    await shelf.put("a", 1)
    theirs = await shelf.put_by_another_process("b", 9, 4 * YOUNG)
    mine = await shelf.put("c", 1)
    assert await shelf.has(theirs, mine) == [True, True]

    shelf.now += COUNTED_ANEW
    last = await shelf.put("d", 1)

    assert await shelf.has(theirs, mine, last) == [False, True, True]
