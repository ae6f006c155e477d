"""The data sets models are trained on: found in a folder, checked, and read without trusting them."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Dataset = Literal["mnist", "fashion-mnist"]
Split = Literal["train", "test"]

CLASSES: dict[Dataset, tuple[str, ...]] = {
    "mnist": tuple("0123456789"),
    "fashion-mnist": (
        *("T-shirt", "trouser", "pullover", "dress", "coat"),
        *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
    ),
}

IDX_BYTES = 0x08  # the idx type code of unsigned bytes, the only one these sets use
PREFIX: dict[Split, str] = {"train": "train", "test": "t10k"}


class DataError(ValueError):
    """A data file that cannot be used; the text says why and what to do."""


def load_images(
    dataset: Dataset, split: Split, root: Path
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Images uint8 (N, 28, 28), 0 black, and labels int64 (N,), from root/dataset. Raises DataError."""
    folder, prefix = root / dataset, PREFIX[split]
    images = read_idx(_found(folder / f"{prefix}-images-idx3-ubyte"))
    labels = read_idx(_found(folder / f"{prefix}-labels-idx1-ubyte"))
    if images.shape[1:] != (28, 28):
        raise DataError(f"{folder} holds images of {images.shape[1:]}, not of 28 × 28 pixels.")
    if labels.shape != images.shape[:1]:
        raise DataError(f"{folder} has {len(images)} images but labels of shape {labels.shape}.")
    if labels.max(initial=0) >= len(CLASSES[dataset]):
        raise DataError(f"{folder} has a label {labels.max()}; the classes are 0 to 9.")
    return images, labels.astype(np.int64)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array of an idx file of bytes, gzip-compressed or plain.

    Raises DataError. Format: two zero bytes, a type byte, the number of dimensions, each dimension as a big-endian
    32-bit number, then the values, the last dimension fastest.
    """
    content = _content(path)
    if len(content) < 4 or content[:2] != b"\0\0":
        raise DataError(
            f"{path} is not an idx file: it does not begin with two zero bytes. {AGAIN}"
        )
    kind, rank = content[2], content[3]
    if kind != IDX_BYTES or not 1 <= rank <= 3:
        raise DataError(
            f"{path} holds type {kind:#04x} in {rank} dimensions, not bytes in 1 to 3. {AGAIN}"
        )
    start = 4 + 4 * rank
    if len(content) < start:
        raise DataError(f"{path} ends inside its header. {AGAIN}")
    shape = struct.unpack(f">{rank}I", content[4:start])
    values = np.frombuffer(content, np.uint8, offset=start)
    if len(values) != np.prod(shape, dtype=object):
        raise DataError(f"{path} announces {shape} but holds {len(values)} values. {AGAIN}")
    return values.reshape(shape)


def load_text(path: Path) -> str:
    """A UTF-8 text with line feeds; a byte order mark and carriage returns are dropped. Raises DataError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8."
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        raise DataError(f"{path} is empty.")
    return text


AGAIN = "Delete it and fetch it again with python -m generators.download."


def _found(path: Path) -> Path:
    for candidate in (path.with_name(f"{path.name}.gz"), path):
        if candidate.exists():
            return candidate
    raise DataError(
        f"{path}.gz is not there. Fetch the data with python -m generators.download, or name its folder with --data."
    )


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix != ".gz":
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} is damaged or cut short: {error}. {AGAIN}") from error
