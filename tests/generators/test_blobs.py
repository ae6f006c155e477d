"""A blob store gives back what was put, and nothing else."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from generators.blob_place import open_place
from generators.blob_quota import Rationed
from generators.blobs import Blob, BlobStore, FileBlobs
from tests.fakes import MemoryBlobs
from tests.s3 import S3Server, blob_settings, s3_server

PIXEL = b"\x89PNG and the rest"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


@pytest.fixture(params=["memory", "files", "s3", "rationed"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    match request.param:
        case "memory":
            return MemoryBlobs()
        case "s3":
            server: S3Server = request.getfixturevalue("server")
            return in_bucket(f"{server.url}/{tmp_path.name}")
        case "rationed":
            return Rationed(FileBlobs(tmp_path / "blobs"), 2**20, lambda: LONG_AGO)
        case _:
            return FileBlobs(tmp_path / "blobs")


def in_bucket(url: str) -> BlobStore:
    return open_place(blob_settings(BLOB_URL=url).blobs, patience_s=30)


async def test_what_was_put_comes_back(blobs: BlobStore) -> None:
    key = await blobs.put(PIXEL, "image/png")

    assert key == f"{sha256(PIXEL).hexdigest()}.png"
    assert await blobs.get(key) == Blob(PIXEL, "image/png")
    assert await blobs.has(key)


async def test_content_of_a_type_we_do_not_know_comes_back_as_bytes(blobs: BlobStore) -> None:
    key = await blobs.put(b"", "application/x-unheard-of")

    assert await blobs.get(key) == Blob(b"", "application/octet-stream")


async def test_the_same_content_put_by_many_at_once_is_one_blob(blobs: BlobStore) -> None:
    keys = await asyncio.gather(*(blobs.put(PIXEL, "image/png") for _ in range(20)))

    assert len(set(keys)) == 1
    assert await blobs.sweep(FAR_AHEAD) == 1


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "../../etc/passwd",
        f"../{'0' * 64}.png",
        f"{'0' * 64}.png/../../x",
        f"{'0' * 64}.exe",
        f"{'0' * 64}.png\n",
        f"{'A' * 64}.png",
        f"{'٠' * 64}.png",
        "\0",
        f"{'0' * 64}.png",
    ],
)
async def test_a_forged_key_has_no_blob(blobs: BlobStore, forged: str) -> None:
    assert await blobs.get(forged) is None
    assert not await blobs.has(forged)
    assert blobs.path(forged) is None
    assert not await blobs.delete(forged)


async def test_a_deleted_blob_is_gone(blobs: BlobStore) -> None:
    key = await blobs.put(PIXEL, "image/png")

    assert await blobs.delete(key)
    assert not await blobs.has(key)
    assert not await blobs.delete(key)


async def test_what_is_there_is_listed_with_its_size(blobs: BlobStore) -> None:
    keys = {await blobs.put(content, "image/png") for content in (PIXEL, b"another")}

    listed = await blobs.contents()

    assert {each.key for each in listed} == keys
    assert sorted(each.size for each in listed) == [len(b"another"), len(PIXEL)]
    assert all(LONG_AGO < each.put_at < FAR_AHEAD for each in listed)


async def test_a_sweep_spares_what_is_younger(blobs: BlobStore) -> None:
    key = await blobs.put(PIXEL, "image/png")

    assert await blobs.sweep(LONG_AGO) == 0
    assert await blobs.sweep(FAR_AHEAD) == 1
    assert not await blobs.has(key)


async def test_content_that_is_put_again_is_young_again(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path)
    file = blobs.path(await blobs.put(PIXEL, "image/png"))
    assert file
    os.utime(file, (LONG_AGO.timestamp(),) * 2)

    await blobs.put(PIXEL, "image/png")

    assert await blobs.sweep(LONG_AGO + timedelta(days=1)) == 0


async def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path / "data" / "blobs")
    file = blobs.path(await blobs.put(PIXEL, "image/png"))

    assert file
    assert file.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in file.parents[:3]} == {0o700}


@pytest.mark.parametrize(
    "harm",
    [lambda file: file.write_bytes(b"x"), lambda file: os.truncate(file, 3)],
    ids=["overwritten", "cut off"],
)
async def test_a_damaged_blob_is_named_in_the_log_and_mended_by_the_next_put(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], None]
) -> None:
    blobs = FileBlobs(tmp_path)
    key = await blobs.put(PIXEL, "image/png")
    file = blobs.path(key)
    assert file
    harm(file)

    assert await blobs.get(key) is None
    assert f"The blob {file} was damaged" in caplog.text
    await blobs.put(PIXEL, "image/png")
    assert await blobs.get(key) == Blob(PIXEL, "image/png")


async def test_nothing_is_left_but_the_blob(tmp_path: Path) -> None:
    key = await FileBlobs(tmp_path).put(PIXEL, "image/png")

    assert names_in(tmp_path) == [key]


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file()]


async def test_a_disk_that_is_full_is_left_as_it_was(tmp_path: Path) -> None:
    blobs, (soft, hard) = FileBlobs(tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            await blobs.put(b"x" * 100_000, "image/png")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
