from __future__ import annotations

from io import BytesIO
from math import nan

import numpy as np
import pytest
from PIL import Image

from generators.live.lesson import Boundary, Cloud, Drawings, Guesses, Samples, Writing
from generators.live.outcome import Curve
from generators.live.panel import caption, in_words
from generators.live.picture import HEIGHT, WIDTH, glance

GREY = np.full((16, 8, 8), 0.5, np.float32)
EVERY_KIND: list[Samples] = [
    Boundary(np.full((6, 6), 0.5, np.float32), GREY[0, :4, :2], np.array([0, 1, 0, 1]), 0.9),
    Cloud(np.empty((0, 2), np.float32), GREY[0, :, :2], 0.0),
    Guesses(GREY, ("ankle boot",) * 16, ("T-shirt", *("ankle boot",) * 15), 0.94),
    Drawings((("held out", GREY[:5]), ("redrawn", GREY[:5]), ("new", GREY[:5]))),
    Writing("What is \x00 a ∞ **bold** | cell?\n" * 20),
]
FALLING = Curve("nats", (2.3, 0.5, 0.1), (2.3, 0.6, 0.3), 0.02)


@pytest.mark.parametrize("samples", EVERY_KIND)
def test_every_kind_of_samples_has_a_picture_a_caption_and_words(samples: Samples) -> None:
    drawn = Image.open(BytesIO(glance(FALLING, samples, of=9)))

    assert drawn.size == (WIDTH, HEIGHT)
    assert caption(samples)
    assert in_words(samples)


@pytest.mark.parametrize(
    "losses",
    [(2.3,), (2.3, nan), (nan, nan), (0.5, 1e30, 1e30), (-1.0, -2.0), (0.7, 0.7), (0.0, 0.0)],
)
def test_every_curve_can_be_drawn(losses: tuple[float, ...]) -> None:
    assert glance(Curve("nats", losses, losses, 0.02), EVERY_KIND[0], of=3)


def test_the_same_run_gives_the_same_bytes() -> None:
    assert glance(FALLING, EVERY_KIND[2], of=2) == glance(FALLING, EVERY_KIND[2], of=2)
