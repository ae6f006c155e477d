"""A person answers on Discord, links by a code and goes on in Slack: the real clients of both, and one database."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import simcord

from bot.back_off import BackOff
from bot.bootstrap import open_application
from bot.connecting import Parts, connect
from bot.platforms.discord.platform import Connection, DiscordChat, Welcome
from bot.platforms.slack.scopes import SCOPES
from bot.service import Service
from bot.settings import Settings
from tests.bot.platforms.discord.scripted import words as discord_words
from tests.journeys.playground import data_folder, free_port
from tests.loopback_slack import APP_TOKEN, BOT_TOKEN, LoopbackSlack, SlackPerson, words

ROUNDS = 4
"""Questions answered on each side."""


@dataclass
class Both:
    """Ana on Discord and Ana in Slack."""

    ana: Any
    channel: Any
    slack_ana: SlackPerson


@asynccontextmanager
async def backprep(data: Path) -> AsyncIterator[Both]:
    """The product on Discord and in Slack at once."""
    made: list[DiscordChat] = []

    def both(settings: Settings, parts: Parts, say: Any) -> list[Any]:
        welcome = Welcome(parts.welcome, partial(parts.forget_community, "discord"))
        connection = Connection("token", shard_count=1)
        made.append(DiscordChat(connection, parts.settings_store, parts.blobs, welcome, say))
        return [*connect(settings, parts, say), *made]

    async with LoopbackSlack() as slack:
        for grant in slack.world.grants.values():
            grant.scopes = frozenset(SCOPES)
        given = {
            "BACKPREP_DATA": str(data),
            "BACKPREP_PLAYGROUND": "off",
            "WEB_PORT": str(free_port()),
            "BACKPREP_SLACK_API_BASE": slack.api_base,
            "BACKPREP_SLACK_BOT_TOKEN": BOT_TOKEN,
            "BACKPREP_SLACK_APP_TOKEN": APP_TOKEN,
        }
        settings = Settings(_env_file=None, **given)  # type: ignore[call-arg]
        async with open_application(settings, lambda _: None, both) as application:
            [chat] = made
            stop, others = asyncio.Event(), [p for p in application.platforms if p is not chat]
            service = Service(application.conversation, lambda: BackOff(Random()), print)
            serving = asyncio.create_task(service.run(others, (), stop))
            try:
                await slack.socket_mode.connected()
                bot = chat.open(application.conversation)
                async with simcord.run(bot, settle_timeout=20) as env:
                    guild = env.create_guild()
                    channel = guild.create_text_channel("general")
                    ana = guild.add_member(env.create_user("ana"))
                    yield Both(ana, channel, slack.person("ana"))
            finally:
                stop.set()
                await serving


async def answer_on_discord(both: Both) -> None:
    card = (await both.ana.slash(both.channel, "quiz", kind="choice", count=ROUNDS)).response
    for last in [False] * (ROUNDS - 1) + [True]:
        await both.ana.click(card, label="A")
        await both.ana.click(card, label="Score" if last else "Next")


async def answer_in_slack(ana: SlackPerson) -> None:
    await ana.use("/quiz", f"kind:choice count:{ROUNDS}")
    for number in range(1, ROUNDS + 1):
        await ana.sees(f"Question {number} of {ROUNDS}")
        await ana.press("A")
        await ana.press("Score" if number == ROUNDS else "Next")
    await ana.sees("Your score")


async def score_on_discord(both: Both) -> str:
    home = (await both.ana.slash(both.channel, "home")).response
    return scored(discord_words(home))


def scored(shown: str) -> str:
    """The score that a home page shows, without marks."""
    found = re.search(r"Score: ([\d.]+ of \d+)", shown.replace("*", ""))
    assert found, shown
    return found[1]


def items_put(data: Path) -> list[str]:
    """Every quiz item that was put, on either side."""
    with closing(sqlite3.connect(data / "backprep.db")) as database:
        return [item for (item,) in database.execute("SELECT item FROM quiz_question")]


async def test_what_is_answered_on_discord_counts_in_slack_and_is_not_asked_there_again(
    tmp_path: Path,
) -> None:
    data = data_folder(tmp_path)
    async with backprep(data) as both:
        await answer_on_discord(both)
        score = await score_on_discord(both)
        offered = discord_words((await both.ana.slash(both.channel, "link")).response)
        code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", offered)
        assert code, offered

        ana = both.slack_ana
        await ana.use("/link", code[0])
        await ana.is_told("are one now")
        await ana.use("/home")
        assert scored(words(await ana.is_told("Score:"))) == score

        await answer_in_slack(ana)
        asked = items_put(data)
        assert len(asked) == len(set(asked)) == 2 * ROUNDS

        total = await score_on_discord(both)
        assert total.endswith(f" of {2 * ROUNDS}")
        assert total in str(await ana.opens_home()).replace("*", "")
