"""What a model makes, as a square panel of a run's picture, and in words."""

from __future__ import annotations

import textwrap
from typing import assert_never

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from generators.live.lesson import Boundary, Cloud, Drawings, Floats, Guesses, Samples, Writing
from generators.pictures import FAINT, INK, PAPER

SIDE = 450
REACH = 1.9  # of the plane that is shown, from its middle
A_COLOUR, B_COLOUR = (20, 90, 170), (200, 80, 20)
WRONG = (180, 30, 30)
COLUMNS = 4
DRAWN_AS = str.maketrans("−–×→", "--x>", "β∞≈⊃")
"""Signs of the prose that the font lacks, as others."""


def panel(samples: Samples) -> Image.Image:
    """The samples on 450 × 450 pixels."""
    match samples:
        case Boundary():
            return _boundary(samples)
        case Cloud():
            return _cloud(samples)
        case Guesses():
            return _guesses(samples)
        case Drawings():
            return _drawings(samples)
        case Writing(text):
            return _writing(text)
        case _:
            assert_never(samples)


def caption(samples: Samples) -> str:
    """One line below the panel."""
    match samples:
        case Boundary(right=right):
            return f"{right:.0%} of new points right"
        case Guesses(right=right):
            return f"{right:.0%} right; with “?” wrong"
        case Cloud(covered=covered):
            return f"grey data, blue drawn; {covered:.0%} met"
        case Drawings():
            return "“new” is made from noise"
        case Writing():
            return "how it goes on from “What is”"
        case _:
            assert_never(samples)


def in_words(samples: Samples) -> str:
    """What the panel shows, for those who cannot see it."""
    match samples:
        case Boundary(right=right):
            return f"The plane in two colours; {right:.0%} of new points lie on their side of the boundary."
        case Guesses(right=right):
            return (
                f"Sixteen new images with what the model takes them for; it gets {right:.0%} right."
            )
        case Cloud(covered=covered):
            return f"Points the model drew over real ones; {covered:.0%} of the real ones have a drawn one nearby."
        case Drawings():
            return "Held-out images, the same redrawn by the model, and new ones made from noise."
        case Writing(text):
            return f"The model wrote: {' '.join(text.split())}"
        case _:
            assert_never(samples)


def _boundary(samples: Boundary) -> Image.Image:
    """Class B from pale blue (no) to pale orange (yes), dark where it is undecided; A are discs, B squares."""
    share = samples.share_of_b[..., None]
    cold, warm = np.array([206, 224, 246]), np.array([250, 216, 190])
    plane = cold + share * (warm - cold)
    plane *= 1 - 0.45 * np.exp(-(((share - 0.5) / 0.08) ** 2))
    image = Image.fromarray(plane.astype(np.uint8)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for point, kind in zip(samples.points, samples.kinds, strict=True):
        x, y = _place(point)
        shape, colour = (draw.rectangle, B_COLOUR) if kind else (draw.ellipse, A_COLOUR)
        shape([x - 5, y - 5, x + 5, y + 5], fill=colour, outline=PAPER)
    return image


def _cloud(samples: Cloud) -> Image.Image:
    image = Image.new("RGB", (SIDE, SIDE), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 0, SIDE - 1, SIDE - 1], outline=FAINT)
    for point in samples.real / REACH:
        x, y = _place(point)
        draw.ellipse([x - 7, y - 7, x + 7, y + 7], fill=(205, 205, 210))
    for point in np.clip(samples.drawn / REACH, -1, 1):
        x, y = _place(point)
        draw.line([x - 5, y - 5, x + 5, y + 5], A_COLOUR, 3)
        draw.line([x - 5, y + 5, x + 5, y - 5], A_COLOUR, 3)
    return image


def _guesses(samples: Guesses) -> Image.Image:
    """Four by four; below each what it was taken for, with a question mark and a frame where that is wrong."""
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    draw, cell, size = ImageDraw.Draw(image), SIDE // COLUMNS, 80
    named = zip(samples.images, samples.guessed, samples.truth, strict=True)
    for place, (pixels, guess, truth) in enumerate(named):
        x, y = place % COLUMNS * cell + (cell - size) // 2, place // COLUMNS * cell + 2
        image.paste(_grey(pixels, size), (x, y))
        words = guess if guess == truth else f"{guess}?"
        font, colour = _fitting(words, cell - 4), INK if guess == truth else WRONG
        if guess != truth:
            draw.rectangle([x - 3, y - 3, x + size + 2, y + size + 2], outline=WRONG, width=4)
        draw.text((x + size // 2, y + size + 3), words, colour, font, "mt")
    return image


def _drawings(samples: Drawings) -> Image.Image:
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    draw, margin, font = ImageDraw.Draw(image), 108, ImageFont.load_default(26)
    cell = SIDE // len(samples.rows)
    size = min(cell, (SIDE - margin) // len(samples.rows[0][1])) - 4
    said = ""
    for row, (name, images) in enumerate(samples.rows):
        if name != said:
            draw.text((margin - 10, row * cell + size // 2), name, INK, font, "rm")
        said = name
        for column, pixels in enumerate(images):
            image.paste(_grey(pixels, size), (margin + column * (size + 4), row * cell))
    return image


def _writing(text: str) -> Image.Image:
    image = Image.new("RGB", (SIDE, SIDE), (255, 255, 255))
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(28)
    draw.rectangle([0, 0, SIDE - 1, SIDE - 1], outline=FAINT)
    text = text.translate(DRAWN_AS)
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, 29)]
    for row, line in enumerate(lines[:11]):
        draw.text((14, 12 + 39 * row), line, INK, font)
    return image


def _place(point: Floats) -> tuple[float, float]:
    """A point of the square from −1 to 1 in pixels; up is up."""
    return (point[0] + 1) / 2 * SIDE, (1 - point[1]) / 2 * SIDE


def _grey(pixels: Floats, size: int) -> Image.Image:
    """An image (H, W) in [0, 1] with sharp pixels."""
    grey = (pixels.clip(0, 1) * 255).round().astype(np.uint8)
    return Image.fromarray(grey).resize((size, size), Image.Resampling.NEAREST)


def _fitting(words: str, width: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    sizes = (ImageFont.load_default(size) for size in range(26, 8, -1))
    return next(font for font in sizes if font.getlength(words) <= width)
