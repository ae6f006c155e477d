"""What people do in Slack is answered where they see it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.reply import Reply, Text
from tests.bot.platforms.slack.scripted import Bot, Once, running
from tests.loopback_slack import LoopbackSlack


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


@pytest.mark.parametrize("by_http", [True, False], ids=["HTTP", "Socket Mode"])
async def test_a_command_is_answered_in_private(slack: LoopbackSlack, by_http: bool) -> None:
    says = {"ask": Reply("Dropout", (Text("Drops units."),), "asker")}
    async with running(slack, Once(says), by_http=by_http):
        ana, ben = slack.person("ana"), slack.person("ben")

        await ana.use("/ask", "what is dropout")

        seen = await ana.sees("Drops units.")
        assert seen not in ben.messages()
