"""What people do on Discord, with the real discord.py client, the real features and a real database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.bootstrap import open_application
from bot.connecting import Parts
from bot.platforms.discord.ids import walk
from bot.platforms.discord.platform import Connection, DiscordChat, Welcome
from bot.settings import Settings
from tests.bot.platforms.discord.scripted import labels, words
from tests.journeys.playground import data_folder

CLEAR = "y does my val loss go up while train loss goes down"


class Server:
    """A server with Backprep in it, a channel, and two people."""

    def __init__(self, env: Any, chat: DiscordChat, conversation: Any) -> None:
        self.env, self._chat, self._conversation = env, chat, conversation
        guild = env.create_guild()
        self.channel = guild.create_text_channel("general")
        self.ana = guild.add_member(env.create_user("ana"))
        self.ben = guild.add_member(env.create_user("ben"))

    async def restart(self) -> None:
        await self.env.restart_bot(self._chat.open(self._conversation))


@asynccontextmanager
async def backprep(data: Path) -> AsyncIterator[Server]:
    made: list[DiscordChat] = []

    def discord(_: Settings, parts: Parts, say: Any) -> list[DiscordChat]:
        connection = Connection("token", shard_count=1)
        welcome = Welcome(parts.welcome, partial(parts.forget_community, "discord"))
        made.append(DiscordChat(connection, parts.settings_store, parts.blobs, welcome, say))
        return made

    settings = Settings(_env_file=None, BACKPREP_DATA=data)
    async with open_application(settings, lambda _: None, discord) as application:
        [chat] = made
        bot = chat.open(application.conversation)
        async with simcord.run(bot, settle_timeout=20) as env:
            yield Server(env, chat, application.conversation)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


async def test_a_question_is_asked_turned_over_shared_and_complained_about(data: Path) -> None:
    async with backprep(data) as server:
        offered = await server.ana.autocomplete(server.channel, "ask", "question", "overfit")
        assert offered
        card = (await server.ana.slash(server.channel, "ask", question=CLEAR)).response
        assert card.ephemeral
        assert "overfitting" in words(card)
        await server.ana.click(card, label="Key points")
        assert "A good answer says" in words(card)

        shared = (await server.ana.click(card, label="Share")).response
        assert not shared.ephemeral
        mine = (await server.ben.click(shared, label="More")).response
        assert mine.ephemeral
        assert "Shared by ana" in words(shared)

        shown = await server.ana.click(card, label="Not helpful")
        await server.restart()
        await server.ana.submit_modal(shown, {"reason": "It is too short"})
        assert "Marked not helpful" in labels(card)


async def test_a_quiz_is_taken_alone_over_a_restart(data: Path) -> None:
    async with backprep(data) as server:
        card = (await server.ana.slash(server.channel, "quiz", kind="choice", count=2)).response
        assert words(card).startswith("## Question 1 of 2")
        await server.restart()
        await server.ana.click(card, label="B")
        await server.ana.click(card, label="Next")
        assert words(card).startswith("## Question 2 of 2")
        await server.ana.click(card, label="A")
        assert "Right" in words(card) or "Not quite" in words(card)


async def test_a_channel_takes_a_quiz_and_sees_how_it_went(data: Path) -> None:
    async with backprep(data) as server:
        options = {"kind": "choice", "count": 1, "channel": True}
        posted = await server.ana.slash(server.channel, "quiz", **options)
        assert posted.response.ephemeral
        [question] = [message for message in server.channel.history() if "A" in labels(message)]
        for person, letter in ((server.ana, "A"), (server.ben, "B")):
            noted = await person.click(question, label=letter)
            assert noted.response.ephemeral
        await server.ana.click(question, label="Reveal")
        closed = server.channel.history()[0]
        assert closed.id == question.id
        assert words(closed).startswith("## Closed")
        [chart] = closed.attachments
        assert chart.description


async def test_someone_takes_all_that_is_kept_about_them(data: Path) -> None:
    async with backprep(data) as server:
        await server.ana.slash(server.channel, "ask", question="how do I bake sourdough bread")
        kept = (await server.ana.slash(server.channel, "privacy export")).response
        [file] = kept.attachments
        assert file.filename == "backprep-about-me.json"
        assert json.loads(await file.read())


async def test_help_and_a_menu_work_in_a_direct_message(data: Path) -> None:
    async with backprep(data) as server:
        person = server.env.create_user("chidi")
        told = (await person.slash("help")).response
        assert "/ask" in words(told)
        assert not told.ephemeral
        await person.send_dm(CLEAR)
        answer = person.dm_channel.last_message
        assert "overfitting" in words(answer)
        menus = [part.to_dict() for part in answer.components]
        assert any(part.get("type") == 3 for part in walk(menus))


async def test_a_message_of_somebody_else_is_asked_by_its_menu(data: Path) -> None:
    async with backprep(data) as server:
        said = await server.ben.send(server.channel, CLEAR)
        result = await server.ana.context_menu(server.channel, "Ask Backprep", said)
        assert result.response.ephemeral
        assert "overfitting" in words(result.response)
