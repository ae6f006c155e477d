"""The bot while its store of pictures and files cannot be reached: it starts, and answers."""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.bootstrap import open_application
from bot.chat.platform import ChatPlatform
from bot.settings import Settings
from tests.journeys.playground import data_folder
from tests.talk import Talk


def silent(text: str) -> None:
    """Progress is of no use to a test."""


def nowhere(*_: object) -> Sequence[ChatPlatform]:
    """No platform."""
    return ()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A bucket on a port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return Settings(
        _env_file=None,
        BACKPREP_DATA=str(data_folder(tmp_path)),
        BLOB_URL=f"s3+http://key:hush-hush@127.0.0.1:{port}/bucket",
    )


async def test_questions_are_answered_and_what_needs_the_store_says_that_it_is_away(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with open_application(settings, silent, nowhere) as application:
        talk = Talk(application.conversation)

        await talk.use("ask", question="What is the vanishing gradient problem?")
        assert "What is the vanishing gradient problem?" in talk.words

        await talk.use("privacy export")
        assert "The store for pictures and files is away." in talk.words
        assert "Reference" in talk.words
    assert "hush" not in caplog.text
