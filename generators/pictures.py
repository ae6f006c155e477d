"""Pictures of what models make: labelled grids and small animations, legible at phone width."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

GAP = 2  # pixels between two cells
MOST_BYTES = 2_000_000
INK, FAINT, PAPER = (32, 32, 40), (190, 190, 195), (250, 250, 248)


def grid(images: NDArray[np.uint8], row_labels: Sequence[str] = (), scale: int = 3) -> Image.Image:
    """Grey images (rows, columns, H, W), each `scale` times as large, with a label before each row.

    Labels are set in 0.45 × the cell's height, so that they stay readable when a phone shows the picture at 360 points.
    """
    rows, columns, height, width = images.shape
    high, wide = height * scale + GAP, width * scale + GAP
    font = ImageFont.load_default(max(12, round(0.45 * height * scale)))
    margin = max((round(font.getlength(label)) for label in row_labels), default=-3 * GAP) + 4 * GAP
    sheet = Image.new("RGB", (margin + columns * wide, GAP + rows * high), PAPER)
    draw = ImageDraw.Draw(sheet)
    for row in range(rows):
        top = GAP + row * high
        if row_labels:
            middle = (margin - 2 * GAP, top + height * scale // 2)
            draw.text(middle, row_labels[row], fill=INK, font=font, anchor="rm")
        for column in range(columns):
            cell = Image.fromarray(images[row, column]).resize((width * scale, height * scale), 0)
            sheet.paste(cell, (margin + column * wide, top))
    return sheet


def text_page(paragraphs: Sequence[str], columns: int = 46, size: int = 26) -> Image.Image:
    """Texts below each other, ruled off; lines longer than `columns` characters are wrapped between words."""
    font = ImageFont.load_default(size)
    texts = [_wrapped(text, columns) for text in paragraphs]
    step, count = round(1.35 * size), sum(map(len, texts)) + len(texts) - 1
    width = round(max(font.getlength(line) for text in texts for line in text)) + 2 * size
    sheet = Image.new("RGB", (width, step * count + 2 * size), PAPER)
    draw, top = ImageDraw.Draw(sheet), size
    for text in texts:
        if top > size:
            draw.line([(size, top - step // 2), (width - size, top - step // 2)], FAINT, 2)
        for line in text:
            draw.text((size, top), line, fill=INK, font=font)
            top += step
        top += step
    return sheet


def png(image: Image.Image) -> bytes:
    """The picture as PNG."""
    content = BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def animation(
    frames: Sequence[Image.Image], frame_ms: int = 80, most_bytes: int = MOST_BYTES
) -> bytes:
    """The frames as an endless GIF in which all share one palette, so that colours do not flicker.

    Raises ValueError when it gets larger than `most_bytes`.
    """
    strip = np.concatenate([np.asarray(frame.convert("RGB")) for frame in frames])
    shared = Image.fromarray(strip).quantize(256, Image.Quantize.MEDIANCUT)
    drawn = [_drawn_with(shared, frame) for frame in frames]
    content = BytesIO()
    drawn[0].save(
        content,
        "GIF",
        save_all=True,
        append_images=drawn[1:],
        duration=frame_ms,
        loop=0,
        palette=shared.getpalette("RGB"),  # without it Pillow writes one for each frame
    )
    if len(content.getvalue()) > most_bytes:
        raise ValueError(
            f"{len(content.getvalue())} bytes are too many; use fewer or smaller frames."
        )
    return content.getvalue()


def save_png(image: Image.Image, path: Path) -> None:
    """Write the picture as PNG."""
    path.write_bytes(png(image))


def save_animation(frames: Sequence[Image.Image], path: Path, frame_ms: int = 80) -> None:
    """Write the frames as GIF. Raises ValueError above 2 MB."""
    path.write_bytes(animation(frames, frame_ms))


def _drawn_with(palette: Image.Image, frame: Image.Image) -> Image.Image:
    drawn = frame.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
    drawn.putpalette(palette.getpalette("RGB") or b"")
    return drawn


def _wrapped(text: str, columns: int) -> list[str]:
    return [part for line in text.splitlines() for part in textwrap.wrap(line, columns) or [""]]
