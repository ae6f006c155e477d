"""A quiz: five photographs of Fashion-MNIST's test set and one image that the GAN made."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from generators.data import CLASSES
from generators.demos import samplers
from generators.demos.made import Made
from generators.demos.requests import RealOrFakeRequest
from generators.pictures import FAINT, INK, PAPER, png

REAL = Path(__file__).parent / "fashion-mnist-test.png"
COLUMNS, COUNT = 3, 6
_SCALE, _LABEL, _GAP = 8, 52, 10
_MADE = (201, 92, 31)


def run(request: RealOrFakeRequest) -> Made:
    """The six images numbered, and once more with what each of them is; `made` is the number of the GAN's."""
    rng = Random(request.seed)
    label, made = rng.randrange(10), rng.randrange(COUNT)
    cells = [real_images()[label, i] for i in rng.sample(range(20), COUNT)]
    cells[made] = samplers.gan("fashion-mnist").sample([label], [request.seed])[0].numpy()
    numbers = [str(i + 1) for i in range(COUNT)]
    solved = [f"{n} the GAN" if i == made else f"{n} real" for i, n in enumerate(numbers)]
    sheets = (png(_sheet(cells, numbers)), png(_sheet(cells, solved, made)))
    return Made(sheets, {"made": made + 1, "class": CLASSES["fashion-mnist"][label]})


@lru_cache(1)
def real_images() -> NDArray[np.uint8]:
    """Images (10, 20, 28, 28) of the test set, by class; see NOTICE.md."""
    sheet = np.asarray(Image.open(REAL))
    return sheet.reshape(10, 28, 20, 28).swapaxes(1, 2)


def _sheet(
    cells: list[NDArray[np.uint8]], labels: list[str], framed: int | None = None
) -> Image.Image:
    """The images in two rows with a label under each; one may be framed."""
    side = 28 * _SCALE
    wide, high = side + _GAP, side + _LABEL + _GAP
    sheet = Image.new("RGB", (COLUMNS * wide + _GAP, COUNT // COLUMNS * high + _GAP), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(36)
    for at, (cell, label) in enumerate(zip(cells, labels, strict=True)):
        left, top = _GAP + at % COLUMNS * wide, _GAP + at // COLUMNS * high
        sheet.paste(Image.fromarray(cell).resize((side, side), 0), (left, top))
        edge = _MADE if at == framed else FAINT
        draw.rectangle(
            (left - 2, top - 2, left + side + 1, top + side + 1),
            None,
            edge,
            4 if at == framed else 1,
        )
        colour = _MADE if at == framed else INK
        draw.text((left + side // 2, top + side + _LABEL // 2), label, colour, font, anchor="mm")
    return sheet
