"""Generating on Discord, with the real discord.py client, the real features and a real worker."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.bootstrap import open_application
from bot.connecting import Parts
from bot.platforms.discord.platform import Connection, DiscordChat, Welcome
from bot.settings import Settings
from tests.bot.platforms.discord.scripted import labels, words
from tests.journeys.playground import data_folder

PATIENCE_S = 120
_PASSED_ON = ("PATH", "HOME", "LANG")


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder that a worker works on."""
    folder = data_folder(tmp_path)
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}  # noqa: TID251
    worker = subprocess.Popen(
        [sys.executable, "-m", "generators"],
        env=kept | {"BACKPREP_DATA": str(folder), "BACKPREP_DEVICE": "cpu"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield folder
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=30)


@asynccontextmanager
async def backprep(data: Path) -> AsyncIterator[Any]:
    """Discord with Backprep in it, which delivers what was asked for."""
    made: list[DiscordChat] = []

    def discord(_: Settings, parts: Parts, say: Any) -> list[DiscordChat]:
        connection = Connection("token", shard_count=1)
        welcome = Welcome(parts.welcome, partial(parts.forget_community, "discord"))
        made.append(DiscordChat(connection, parts.settings_store, parts.blobs, welcome, say))
        return made

    settings = Settings(_env_file=None, BACKPREP_DATA=data)
    async with open_application(settings, lambda _: None, discord) as application:
        bot = made[0].open(application.conversation)
        async with simcord.run(bot, settle_timeout=20) as env:
            delivering = asyncio.create_task(application.deliver())
            yield env
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)


async def until(message: Any, text: str) -> None:
    """Wait until a message says so."""
    async with asyncio.timeout(PATIENCE_S):
        while text not in words(message):  # noqa: ASYNC110  the worker is another process
            await asyncio.sleep(0.05)


async def test_the_answer_to_a_command_becomes_the_picture(data: Path) -> None:
    async with backprep(data) as env:
        guild = env.create_guild()
        channel, ana = (
            guild.create_text_channel("general"),
            guild.add_member(env.create_user("ana")),
        )

        answer = (await ana.slash(channel, "generate image", count=4, seed=3)).response
        await until(answer, "Drawn by a GAN")

        assert not answer.ephemeral
        [picture] = answer.attachments
        assert picture.description.startswith("4 images by a GAN")
        assert "Real or fake?" in labels(answer)
        assert len(channel.history()) == 1

        varied = (await ana.click(answer, label="Vary")).response
        await until(varied, "Left: an image as it was")
        assert "Drawn by a GAN" in words(answer)
        assert len(channel.history()) == 2
