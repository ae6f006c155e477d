"""Loading and fetching data sets."""

from __future__ import annotations

import gzip
import hashlib
import struct
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from generators.data import DataError, load_images, load_text, read_idx
from generators.download import SOURCES, Source, fetch, read_address, read_path


def idx(values: np.ndarray) -> bytes:
    return struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.tobytes()


def write_set(root: Path, images: np.ndarray, labels: np.ndarray) -> None:
    folder = root / "mnist"
    folder.mkdir()
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(images)))
    (folder / "train-labels-idx1-ubyte").write_bytes(idx(labels))


DIGITS = np.arange(3 * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(3, 28, 28)
LABELS = np.array([7, 0, 9], np.uint8)


def test_images_and_labels_are_read_from_compressed_and_plain_files(tmp_path: Path) -> None:
    write_set(tmp_path, DIGITS, LABELS)

    images, labels = load_images("mnist", "train", tmp_path)

    assert np.array_equal(images, DIGITS)
    assert labels.dtype == np.int64
    assert labels.tolist() == [7, 0, 9]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "not an idx file"),
        (b"PK\3\4 a zip file", "not an idx file"),
        (b"\0\0\x0d\1\0\0\0\1\0\0\0\0", "type 0x0d"),
        (b"\0\0\x08\x09", "9 dimensions"),
        (b"\0\0\x08\3\0\0", "inside its header"),
        (idx(DIGITS)[:-1], "holds 2351 values"),
        (idx(DIGITS) + b"\0", "holds 2353 values"),
        (b"\0\0\x08\3" + b"\xff" * 12, "holds 0 values"),
    ],
)
def test_a_broken_idx_file_is_refused_with_words(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(DataError, match=complaint):
        read_idx(path)


@pytest.mark.parametrize("cut", [1, 9, 40])
def test_a_gzip_file_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(idx(DIGITS))[:-cut])

    with pytest.raises(DataError, match="damaged or cut short"):
        read_idx(path)


@pytest.mark.parametrize(
    ("images", "labels", "complaint"),
    [
        (DIGITS[:, :27], LABELS, "28 × 28"),
        (DIGITS, LABELS[:2], "3 images but labels"),
        (DIGITS, np.array([1, 2, 10], np.uint8), "label 10"),
    ],
)
def test_images_and_labels_that_do_not_fit_are_refused(
    tmp_path: Path, images: np.ndarray, labels: np.ndarray, complaint: str
) -> None:
    write_set(tmp_path, images, labels)

    with pytest.raises(DataError, match=complaint):
        load_images("mnist", "train", tmp_path)


def test_a_missing_set_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"python -m generators\.download"):
        load_images("fashion-mnist", "test", tmp_path)


def test_a_text_loses_its_byte_order_mark_and_carriage_returns(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")

    assert load_text(path) == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(b"", "is empty"), (b"\xef\xbb\xbf", "is empty"), (b"ab\xff", "byte 2")],
)
def test_a_text_that_cannot_be_scored_is_refused(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    path = tmp_path / "text"
    path.write_bytes(content)

    with pytest.raises(DataError, match=complaint):
        load_text(path)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name in the library)
        """Keep test output clean."""


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Source]:
    """A set served on the loopback address."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "labels.gz").write_bytes(gzip.compress(b"labels"))
    (folder / "input.txt").write_bytes(b"text")
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        hashes = {
            "labels.gz": hashlib.sha256(b"labels").hexdigest(),
            "input.txt": hashlib.sha256(b"text").hexdigest(),
        }
        yield Source(f"http://127.0.0.1:{server.server_address[1]}/", "none", hashes)
        server.shutdown()


def test_a_set_is_fetched_from_its_address(tmp_path: Path, published: Source) -> None:
    fetch("toy", published, tmp_path, read_address)

    assert sorted(path.name for path in (tmp_path / "toy").iterdir()) == ["input.txt", "labels.gz"]
    assert gzip.decompress((tmp_path / "toy" / "labels.gz").read_bytes()) == b"labels"


def test_a_file_with_another_hash_is_not_kept(tmp_path: Path, published: Source) -> None:
    altered = Source(published.address, "none", {"input.txt": "0" * 64})

    with pytest.raises(DataError, match="is not the published file"):
        fetch("toy", altered, tmp_path, read_address)

    assert list((tmp_path / "toy").iterdir()) == []


def test_an_address_that_does_not_answer_is_said_in_words(
    tmp_path: Path, published: Source
) -> None:
    missing = Source(published.address, "none", {"nothing.txt": "0" * 64})

    with pytest.raises(DataError, match="--from DIR"):
        fetch("toy", missing, tmp_path, read_address)


def test_local_files_are_copied_with_the_same_checks(tmp_path: Path, published: Source) -> None:
    local = Source(f"{tmp_path}/published/", "none", published.files)

    fetch("toy", local, tmp_path, read_path)

    assert (tmp_path / "toy" / "input.txt").read_bytes() == b"text"


def test_every_source_is_reached_over_https() -> None:
    assert all(source.address.startswith("https://") for source in SOURCES.values())
