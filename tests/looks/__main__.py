"""Draws every card and form on Slack, and beside it the same card on Discord where SimCord can draw it."""

from __future__ import annotations

import asyncio
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.async_api import Browser, async_playwright

from tests.journeys.playground import CHROMIUM, FLAGS
from tests.looks import discord, slack
from tests.looks.cards import Album, album


async def main(folder: Path) -> None:
    """Write a picture of each to the folder, named after the card."""
    (folder / "discord").mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        cards = await album(Path(scratch))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        await _slack(cards, browser, folder)
        if find_spec("linkify_it"):  # with simcord[preview]
            await discord.draw(cards, browser, folder / "discord")
        await browser.close()
    for name in cards.cards:
        _join(folder / f"{name}.png", folder / "discord" / f"{name}.png")


async def _slack(cards: Album, browser: Browser, folder: Path) -> None:
    page = await browser.new_page(viewport={"width": 760, "height": 600})
    for name, card in cards.cards.items():
        shown = await slack.draw(page, slack.rendered(name, card), cards.files)
        await shown.screenshot(path=folder / f"{name}.png")


def _join(left: Path, right: Path) -> None:
    if not right.exists():
        return
    with Image.open(left) as one, Image.open(right) as two:
        both = Image.new("RGB", (one.width + two.width, max(one.height, two.height)), "white")
        both.paste(one, (0, 0))
        both.paste(two, (one.width, 0))
    both.save(left)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
