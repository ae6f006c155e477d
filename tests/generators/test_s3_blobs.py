"""Blobs in a bucket: what is special about a store on a server that others may write to, and that may be away."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import obstore
import pytest

from generators.blob_place import open_place
from generators.blobs import Blob, BlobsAwayError, BlobStore
from generators.s3_blobs import MOST_BYTES, S3Blobs
from tests.s3 import ACCESS, BUCKET, ESCAPED, SECRET, S3Server, blob_settings, s3_server

PIXEL = b"\x89PNG and the rest"
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
def server(running: S3Server) -> Iterator[S3Server]:
    """A server that answers again when the test is over."""
    yield running
    running.stop()
    running.start()


def store(url: str, patience_s: float = 30) -> BlobStore:
    return open_place(blob_settings(BLOB_URL=url).blobs, patience_s)


def overwrite(server: S3Server, key: str, content: bytes) -> None:
    """As another program does that has a key to the bucket."""
    blobs = store(server.url)
    assert isinstance(blobs, S3Blobs)
    obstore.put(blobs._store, key, content)


async def test_a_blob_lies_under_its_key_below_the_prefix(running: S3Server) -> None:
    key = await store(running.url).put(PIXEL, "image/png")

    assert (running.objects / key).read_bytes() == PIXEL


@pytest.mark.parametrize("harm", [b"x", b"", PIXEL + b"!"], ids=["changed", "emptied", "grown"])
async def test_a_blob_that_somebody_changed_is_not_given_out_and_mended_by_the_next_put(
    running: S3Server, harm: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    blobs = store(running.url)
    key = await blobs.put(PIXEL, "image/png")
    overwrite(running, key, harm)

    assert await blobs.get(key) is None
    assert f"The blob {key} in the bucket pictures" in caplog.text
    await blobs.put(PIXEL, "image/png")
    assert await blobs.get(key) == Blob(PIXEL, "image/png")


async def test_what_is_far_too_large_is_not_read(running: S3Server) -> None:
    blobs = store(running.url)
    key = await blobs.put(PIXEL, "image/png")
    overwrite(running, key, bytes(MOST_BYTES + 1))

    assert await blobs.get(key) is None


async def test_what_others_keep_in_the_bucket_is_left_alone(running: S3Server) -> None:
    blobs = store(running.url)
    await blobs.put(PIXEL, "image/png")
    foreign = [running.objects / "notes.txt", running.objects.parent / f"{'0' * 64}.png"]
    for file in foreign:
        file.write_bytes(b"mine")

    await blobs.sweep(FAR_AHEAD)

    assert await blobs.contents() == []
    assert all(file.exists() for file in foreign)


async def test_a_server_that_is_away_is_waited_for_and_nothing_is_lost(server: S3Server) -> None:
    blobs = store(server.url)
    early = await blobs.put(PIXEL, "image/png")
    server.stop()

    putting = asyncio.create_task(blobs.put(b"late", "text/plain"))
    getting = asyncio.create_task(blobs.get(early))
    await asyncio.wait([putting, getting], timeout=0.3)
    assert not putting.done()
    assert not getting.done()
    await asyncio.to_thread(server.start)

    assert await getting == Blob(PIXEL, "image/png")
    assert await blobs.get(await putting) == Blob(b"late", "text/plain")


async def test_a_server_that_stays_away_is_said_so_without_the_key(server: S3Server) -> None:
    blobs = store(server.url, patience_s=0.3)
    server.stop()

    for asked in (blobs.put(PIXEL, "image/png"), blobs.contents(), blobs.has(f"{'0' * 64}.png")):
        with pytest.raises(BlobsAwayError) as caught:
            await asked
        assert str(caught.value) == (
            f"the bucket pictures at 127.0.0.1:{server.port} does not answer (no answer)"
        )
        assert caught.value.strerror == "the store for pictures and files is away"


async def test_a_wrong_key_is_refused_in_words(running: S3Server) -> None:
    blobs = store(running.url.replace(ESCAPED, "hushhush"))

    with pytest.raises(BlobsAwayError, match=r"refuses our key .SignatureDoesNotMatch") as caught:
        await blobs.put(PIXEL, "image/png")

    assert "hush" not in str(caught.value)
    assert caught.value.__context__ is None


async def test_a_bucket_that_is_not_there_is_named(running: S3Server) -> None:
    with pytest.raises(BlobsAwayError, match="no such bucket: the bucket nowhere at 127"):
        await store(running.url.replace(BUCKET, "nowhere")).put(PIXEL, "image/png")


def test_the_key_is_shown_by_nothing(running: S3Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = blob_settings(BLOB_URL=running.url)
    blobs = open_place(settings.blobs, 1)

    shown = f"{settings!r} {settings.blobs!r} {settings.blobs} {vars(blobs)!r} {caplog.text}"

    assert SECRET not in shown
    assert ESCAPED not in shown
    assert {SECRET, ESCAPED} <= settings.blob_secrets


async def test_the_key_may_stand_in_the_usual_settings_of_aws(running: S3Server) -> None:
    settings = blob_settings(
        BLOB_URL=f"s3://{BUCKET}/of/aws",
        AWS_ACCESS_KEY_ID=ACCESS,
        AWS_SECRET_ACCESS_KEY=SECRET,
        AWS_ENDPOINT_URL=f"http://127.0.0.1:{running.port}",
    )
    blobs = open_place(settings.blobs, 30)

    assert await blobs.get(await blobs.put(PIXEL, "image/png")) == Blob(PIXEL, "image/png")


async def test_another_key_and_address_in_the_environment_make_no_difference(
    running: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "of another account")
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    blobs = store(running.url)

    assert await blobs.get(await blobs.put(PIXEL, "image/png")) == Blob(PIXEL, "image/png")


def test_the_library_is_loaded_for_a_bucket_only(tmp_path: Path) -> None:
    program = (
        "import sys; from generators.blob_place import Bucket, Path, open_place\n"
        "for place in (Path(sys.argv[1]), Bucket('bucket')):\n"
        "    open_place(place, 1); print('obstore' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]
