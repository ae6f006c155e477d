from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.chat.event import Action
from bot.chat.feature import Field, Form
from bot.chat.reply import Button, Buttons, Reply, Text
from bot.platforms.discord.errors import Refusal, off, refusal
from tests.bot.platforms.discord.scripted import Discord, Scripted, command, people, words

CALLBACK = "/interactions/*"
PUBLIC, PRIVATE = Reply("For all", (Text("and *more*"),)), Reply("For you", audience="asker")


def refused(status: int, code: int) -> discord.HTTPException:
    return discord.HTTPException(SimpleNamespace(status=status, reason=""), {"code": code})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, 40060, Refusal.ANSWERED),
        (404, 10062, Refusal.EXPIRED),
        (404, 10008, Refusal.GONE),
        (400, 50035, Refusal.SHORTEN),
        (403, 50013, Refusal.FORBIDDEN),
        (403, 50007, Refusal.GIVE_UP),
        (401, 0, Refusal.EXPIRED),
        (413, 0, Refusal.SHORTEN),
        (403, 99999, Refusal.FORBIDDEN),
        (404, 99999, Refusal.GIVE_UP),
        (429, 0, Refusal.GIVE_UP),
        (503, 0, Refusal.GIVE_UP),
    ],
)
def test_every_refusal_has_a_meaning(status: int, code: int, meaning: Refusal) -> None:
    assert refusal(refused(status, code)) is meaning


def test_a_bad_token_is_said_in_words() -> None:
    assert "DISCORD_TOKEN" in (off(discord.LoginFailure()) or "")
    assert off(refused(500, 0)) is None


async def test_an_answer_someone_else_gave_is_followed_up() -> None:
    discord = Discord(Scripted({"quiz": PUBLIC}))
    async with discord.run() as env:
        channel, ana = people(env)
        env.inject_error("POST", CALLBACK, status=400, code=40060, times=1)
        result = await ana.slash(channel, "quiz")
        [followup] = result.followups
        assert words(followup).startswith("## For all")


async def test_an_interaction_that_ran_out_is_answered_in_the_channel() -> None:
    discord = Discord(Scripted({"quiz": PUBLIC}))
    async with discord.run() as env:
        channel, ana = people(env)
        env.inject_error("POST", CALLBACK, status=404, code=10062, times=1)
        await ana.slash(channel, "quiz")
        assert words(channel.last_message).startswith(f"<@{ana.id}>\n## For all")


async def test_private_words_for_an_interaction_that_ran_out_go_to_the_person() -> None:
    discord = Discord(Scripted({"quiz": PRIVATE}))
    async with discord.run() as env:
        channel, ana = people(env)
        env.inject_error("POST", CALLBACK, status=404, code=10062, times=1)
        await ana.slash(channel, "quiz")
        assert not channel.history()
        assert words(ana.user.dm_channel.last_message) == "## For you"


async def test_an_acknowledgement_that_came_too_late_still_ends_in_an_answer() -> None:
    slow = command("quiz", audience="everyone")
    discord = Discord(Scripted({"quiz": PUBLIC}, commands=[slow], slow_s={"quiz": 30}))
    async with discord.run() as env:
        channel, ana = people(env)
        env.inject_error("POST", CALLBACK, status=404, code=10062, times=1)
        await ana.slash(channel, "quiz")
        await env.advance_time(30)
        assert "## For all" in words(channel.last_message)


async def test_what_discord_does_not_take_is_said_in_short() -> None:
    discord = Discord(Scripted({"quiz": PUBLIC}))
    async with discord.run() as env:
        channel, ana = people(env)
        env.inject_error("POST", CALLBACK, status=400, code=50035, times=1)
        result = await ana.slash(channel, "quiz")
        shown = words(result.response)
        assert "and more" in shown
        assert "did not take the whole answer" in shown


async def test_a_message_deleted_under_the_button_is_answered_anew() -> None:
    first = Reply("Pick", (Buttons((Button("More", Action("demo", "More")),)),))
    says = {"quiz": first, "More": Reply("Picked", update=True)}
    discord = Discord(Scripted(says))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        env.inject_error("POST", CALLBACK, status=404, code=10008, times=1)
        result = await ana.click(card.response, label="More")
        assert [words(followup) for followup in result.followups] == ["## Picked"]


async def test_an_answer_whose_thinking_was_deleted_is_given_in_the_channel() -> None:
    slow = command("quiz", audience="everyone")
    discord = Discord(Scripted({"quiz": PUBLIC}, commands=[slow], slow_s={"quiz": 30}))
    async with discord.run() as env:
        channel, ana = people(env)
        result = await ana.slash(channel, "quiz")
        env.backend.delete_message(channel.id, result.response.id)
        await env.advance_time(30)
        assert "## For all" in words(channel.last_message)


async def test_a_refusal_for_good_ends_quietly_and_is_logged(caplog: Any) -> None:
    discord = Discord(Scripted({"quiz": PUBLIC}))
    async with discord.run() as env:
        channel, ana = people(env)
        env.inject_error("POST", "*", status=403, code=50007, times=None)
        await ana.slash(channel, "quiz")
        assert not env.errors
    assert "no answer could be given" in caplog.text
    assert "For all" not in caplog.text


async def test_a_form_that_came_too_late_is_logged_not_raised() -> None:
    form = Form("Why?", (Field("why", "Why?"),), Action("demo", "Tell"))
    first = Reply("Pick", (Buttons((Button("Tell", Action("demo", "Tell")),)),))
    discord = Discord(Scripted({"quiz": first, "Tell": form}, forms=frozenset({"Tell"})))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        env.inject_error("POST", CALLBACK, status=404, code=10062, times=1)
        result = await ana.click(card.response, label="Tell")
        assert result.modal is None
        assert not env.errors
