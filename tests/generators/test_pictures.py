"""Pictures of what models make."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from generators.pictures import animation, grid, png, text_page


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def test_a_grid_shows_every_image_enlarged_and_unblurred() -> None:
    images = noise(2, 3, 28, 28)

    pixels = np.asarray(grid(images, scale=3).convert("L"))

    assert pixels.shape == (2 + 2 * 86, 2 + 3 * 86)
    assert np.array_equal(pixels[2 + 86 : 2 + 86 + 84 : 3, 2 + 86 : 2 + 86 + 84 : 3], images[1, 1])


def test_labels_make_room_on_the_left_only() -> None:
    images = noise(2, 3, 28, 28)

    plain, labelled = grid(images), grid(images, ["bag", "ankle boot"])

    assert labelled.height == plain.height
    assert labelled.width > plain.width
    right = labelled.crop((labelled.width - plain.width, 0, labelled.width, labelled.height))
    assert np.array_equal(np.asarray(right)[:, 2:], np.asarray(plain)[:, 2:])


def test_all_frames_of_an_animation_share_one_palette() -> None:
    frames = [grid(noise(1, 1, 28, 28) // (i + 1)) for i in range(5)]

    content = animation(frames, frame_ms=50)

    assert local_palettes(content) == [False] * 5
    with Image.open(BytesIO(content)) as shown:
        assert shown.info["loop"] == 0
        for i, frame in enumerate(frames):
            shown.seek(i)
            difference = np.asarray(shown.convert("RGB"), int) - np.asarray(frame, int)
            assert np.abs(difference).max() < 8
            assert shown.info["duration"] == 50


def test_an_animation_too_large_to_send_is_refused() -> None:
    frames = [grid(noise(1, 1, 28, 28) // (i + 1)) for i in range(4)]

    with pytest.raises(ValueError, match="fewer or smaller frames"):
        animation(frames, most_bytes=10_000)


def test_long_lines_of_a_page_are_wrapped_between_words() -> None:
    wrapped, written = (
        text_page(["one two three four"], columns=9),
        text_page(["one two\nthree\nfour"]),
    )

    assert wrapped.tobytes() == written.tobytes()


def test_a_picture_is_a_png() -> None:
    assert png(grid(noise(1, 1, 28, 28))).startswith(b"\x89PNG")


def local_palettes(gif: bytes) -> list[bool]:
    """For each image of a GIF, whether it brings a palette of its own (GIF89a, sections 18 to 22)."""
    found, at = [], 13 + _palette_bytes(gif[10])
    while gif[at] != 0x3B:
        if gif[at] == 0x2C:
            found.append(bool(gif[at + 9] & 0x80))
            at += 11 + _palette_bytes(gif[at + 9])
        else:
            at += 2
        while gif[at]:
            at += gif[at] + 1
        at += 1
    return found


def _palette_bytes(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0
