"""Workspaces install the bot over OAuth, use it side by side, and remove it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.playground import data_folder
from tests.journeys.slack import backprep
from tests.loopback_slack import BOT_TOKEN, Browser, LoopbackSlack, labels
from tests.loopback_slack.delivering import PATIENCE_S

ABOUT_PEOPLE = {"account", "seen_event"}
CLEAR = "y does my val loss go up while train loss goes down"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        del slack.world.grants[BOT_TOKEN]
        yield slack


async def test_two_workspaces_install_it_and_each_has_its_own(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, chidi = slack.person("ana"), slack.person("chidi", team="T2")
    async with backprep(data, slack, "oauth") as running:
        for team, token in (("T1", "xoxb-one"), ("T2", "xoxb-two")):
            async with Browser(slack, running.address) as browser:
                status, _ = await browser.installs(team, token)
                assert status == 200
        welcome = await ana.directly().sees_button("Take a quiz")
        assert len(labels(welcome)) == 3
        await chidi.directly().sees_button("Take a quiz")
        await ana.mention(CLEAR)
        await ana.sees("overfitting")
    async with backprep(data, slack, "oauth"):
        await chidi.mention(CLEAR)
        await chidi.sees("overfitting")
        posts = slack.world.called("chat.postMessage")
        assert [post.token for post in posts[-2:]] == ["xoxb-one", "xoxb-two"]


async def test_installing_again_welcomes_nobody_twice(data: Path, slack: LoopbackSlack) -> None:
    ana = slack.person("ana").directly()
    async with backprep(data, slack, "oauth") as running:
        for token in ("xoxb-one", "xoxb-newer"):
            async with Browser(slack, running.address) as browser:
                await browser.installs("T1", token)
            await ana.sees_button("Take a quiz")
        await ana.write(CLEAR)
        await ana.sees("overfitting")
        assert sum("Take a quiz" in labels(message) for message in ana.messages()) == 1


async def test_a_state_is_needed_and_good_once(data: Path, slack: LoopbackSlack) -> None:
    async with (
        backprep(data, slack, "oauth") as running,
        Browser(slack, running.address) as browser,
        Browser(slack, running.address) as other,
    ):
        asked = await browser.wants_to_install()
        code = browser.allows(asked, "T1", "xoxb-one")
        assert (await other.comes_back(code, asked["state"]))[0] == 400
        assert (await browser.comes_back(code, "made up"))[0] == 400
        assert not slack.world.called("oauth.v2.access")
        again = await browser.wants_to_install()
        assert (await browser.comes_back(code, again["state"]))[0] == 200
        assert (await browser.comes_back(code, again["state"]))[0] == 400


async def test_a_workspace_that_removes_it_leaves_nothing(data: Path, slack: LoopbackSlack) -> None:
    ana, team = slack.person("ana"), slack.world.teams["T1"]
    async with backprep(data, slack, "oauth") as running:
        async with Browser(slack, running.address) as browser:
            await browser.installs("T1", "xoxb-one")
        await ana.use("/quiz", "kind:choice count:1 channel:yes")
        await ana.sees_button("Reveal")
        assert "slack_installation" in holding(data, "T1")

        slack.world.grants["xoxb-one"].revoked = True
        await slack.deliver("events_api", slack.payloads.tokens_revoked(team, ["U0BOT"]))
        await slack.deliver("events_api", slack.payloads.uninstalled(team))
        async with asyncio.timeout(PATIENCE_S):
            while holding(data, "T1"):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.05)

        async with Browser(slack, running.address) as browser:
            await browser.installs("T1", "xoxb-two")
        await ana.mention(CLEAR)
        await ana.sees("overfitting")
        assert slack.world.called("chat.postMessage")[-1].token == "xoxb-two"  # noqa: S105


def holding(data: Path, workspace: str) -> set[str]:
    """The tables in which something is said about a workspace, people apart."""
    found: set[str] = set()
    with closing(sqlite3.connect(data / "backprep.db")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            rows = database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - its own name
            if name not in ABOUT_PEOPLE and any(workspace in map(_workspace, row) for row in rows):
                found.add(name)
    return found


def _workspace(value: object) -> str:
    """The workspace in a value such as `slack:T1:C1GENERAL:`, or the value itself."""
    parts = str(value).split(":")
    return parts[1] if parts[0] == "slack" and len(parts) > 1 else str(value)
