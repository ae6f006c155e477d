"""A data set of ten classes that any network can tell apart: a bright block whose place is the label."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def block_images(count: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Images uint8 (N, 28, 28) and labels int64 (N), classes in turn."""
    rng = np.random.default_rng(0)
    labels = np.arange(count) % 10
    images = rng.integers(0, 40, (count, 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        row, column = divmod(int(label), 5)
        image[4 + 12 * row :, 5 * column :][:8, :5] = 255
    return images, labels.astype(np.int64)


def write_images(folder: Path, prefix: str, count: int) -> None:
    """Write them as the two idx files of a split; prefix is "train" or "t10k"."""
    folder.mkdir(parents=True, exist_ok=True)
    images, labels = block_images(count)
    _write_idx(folder / f"{prefix}-images-idx3-ubyte", images)
    _write_idx(folder / f"{prefix}-labels-idx1-ubyte", labels.astype(np.uint8))


def _write_idx(path: Path, values: NDArray[np.uint8]) -> None:
    header = bytes([0, 0, 8, values.ndim]) + np.array(values.shape, ">u4").tobytes()
    path.write_bytes(header + values.tobytes())
