"""Every kind of job from press to picture: the engine on SQLite and the worker as a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from bot.chat.reply import Picture, Reply
from bot.clock import utc_now
from bot.deliveries import Deliveries, Kept
from bot.features.generate.examples import Examples
from bot.features.generate.generate import Generate, generate
from bot.features.ordering import Ordering
from bot.router import Router
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.personal import SqlPersonalData
from bot.storage.upgrading import upgrade
from generators.blobs import Blob, FileBlobs
from generators.dbos_engine import DbosJobs
from tests.fakes import MemoryPoster, MemorySeenEvents
from tests.talk import Talk

PATIENCE_S = 120
WORKER = ("-m", "generators")
_PASSED_ON = ("PATH", "HOME", "LANG")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder that a worker works on."""
    data = tmp_path_factory.mktemp("data")
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}  # noqa: TID251
    worker = subprocess.Popen(
        [sys.executable, *WORKER],
        env=kept | {"BACKPREP_DATA": str(data), "BACKPREP_DEVICE": "cpu"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield data
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=30)


class Chat:
    """A person, the bot's side of the jobs, and what it posts."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.jobs = DbosJobs(f"sqlite:///{folder}/jobs.db")
        self.blobs, self.poster = FileBlobs(folder / "blobs"), MemoryPoster()
        feature = Generate(Ordering(self.jobs, utc_now), Examples(self.blobs), Random())
        kept = Kept(self.blobs, SqlLearners(database), SqlPersonalData(database))
        self._deliveries = Deliveries(self.jobs, self.poster, feature.presenters, kept, utc_now)
        router = Router([generate(feature)], MemorySeenEvents(), self.blobs, utc_now, Random(1))
        self.talk = Talk(router)

    async def delivered(self) -> Reply:
        """What comes of what was asked for, once nothing is under way."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.jobs.list_unfinished():
                await self._deliveries.tick()
                await asyncio.sleep(0.05)
        self.talk.last = list(self.poster.messages.values())[-1]
        return self.talk.last

    async def picture(self) -> Blob:
        """The first picture of what was delivered."""
        shown = await self.delivered()
        key = next(block.key for block in shown.blocks if isinstance(block, Picture))
        blob = await self.blobs.get(key)
        assert blob
        return blob


@pytest.fixture
async def chat(folder: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    upgrade(url)
    database = Database.open(url)
    chat = Chat(folder, database)
    yield chat
    await chat.jobs.close()
    await database.close()


async def test_a_text_is_written_and_shows_how_it_chose(chat: Chat) -> None:
    await chat.talk.use("generate text", prompt="The king", length=80, temperature=0.7, seed=5)
    await chat.delivered()
    assert "The king" in chat.talk.words
    assert "Seed: 5" in chat.talk.words
    assert re.search(r"Perplexity: [1-9]\.\d\d a character", chat.talk.words)

    await chat.talk.press("How it chose")

    assert (await chat.picture()).media_type == "image/png"
    assert "the choice was most open" in chat.talk.words


async def test_the_same_command_gives_the_same_picture(chat: Chat) -> None:
    await chat.talk.use("generate image", count=4, seed=9)
    first = await chat.picture()

    await chat.talk.use("generate image", count=4, seed=9)

    assert (await chat.picture()).content == first.content


@pytest.mark.parametrize("model", ["gan", "vae"])
@pytest.mark.parametrize("button", ["Vary", "Interpolate", "Latent map", "Real or fake?"])
async def test_each_button_under_images_leads_to_a_picture_of_under_two_megabytes(
    model: str, button: str, chat: Chat
) -> None:
    await chat.talk.use("generate image", model=model, count=4, seed=9)
    await chat.delivered()

    await chat.talk.press(button)

    picture = await chat.picture()
    assert len(picture.content) < 2_000_000
    image = Image.open(BytesIO(picture.content))
    assert image.format == ("GIF" if button == "Interpolate" else "PNG")
    assert image.width >= 28 * 6


async def test_what_the_model_does_not_know_is_said_in_words(chat: Chat) -> None:
    await chat.talk.use("generate text", prompt="œuf")

    await chat.delivered()

    assert "The model does not know œ." in chat.talk.words
