"""Cards as SimCord draws Discord's; needs `pip install 'simcord[preview]'`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Browser

from bot.chat.event import Place
from bot.chat.reply import Reply
from tests.bot.platforms.discord.scripted import Discord, Scripted, people
from tests.looks.cards import Album

_BAR = 108
"""Pixels of SimCord's bar."""


async def draw(album: Album, browser: Browser, folder: Path) -> None:
    """A picture of each card by its name; forms are left out, since they hang on a press."""
    discord = Discord(Scripted())
    discord.blobs.blobs = dict(album.files)
    async with discord.run() as env:
        channel, ana = people(env)
        where = Place("discord", str(ana.guild.id), str(channel.id))
        for name, card in album.cards.items():
            if isinstance(card, Reply):
                await discord.chat.send(where, card, name)
                await _photograph(env, channel, ana, browser, folder / f"{name}.png")


async def _photograph(env: Any, channel: Any, viewer: Any, browser: Browser, file: Path) -> None:
    async with env.preview(channel, viewers=[viewer], layout="message") as preview:
        page = await browser.new_page(viewport={"width": 760, "height": 2600})
        await page.goto(preview.url)
        await page.wait_for_load_state("networkidle")
        await page.screenshot(path=file)
        await page.close()
    _trim(file)


def _trim(file: Path) -> None:
    """Cut off what is empty below, and SimCord's own bar above."""
    with Image.open(file) as whole:
        rows = whole.convert("L").resize((1, whole.height))
        ground = rows.getpixel((0, whole.height - 1))
        end = max(y for y in range(whole.height) if rows.getpixel((0, y)) != ground)
        whole.crop((0, _BAR, whole.width, end + 12)).save(file)
