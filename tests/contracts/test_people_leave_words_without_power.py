"""Linking, leaderboards, streaks and settings show people's names and what they type; none of it does anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.event import Person
from bot.chat.reply import Code, Reply
from tests.bot.features.people import ANA, BEN, Town, town
from tests.contracts.inert import faults
from tests.contracts.platforms import NAMES, render_of
from tests.hostile import CORPUS


async def said(here: Town, word: str) -> Sequence[Reply]:
    """Everything that is said to, and about, people of this name, to whom it is all they type."""
    one, two = replace(ANA, name=word), Person("slack", "U1", word, "T1")
    ana, work = here.talk(one), here.talk(two)
    await here.answer_daily(one, 1)
    typed = await ana.use("link", code=f"x{word}")
    offered = await ana.use("link")
    code = next(block.source for block in offered.blocks if isinstance(block, Code))
    await here.answer(BEN)
    replies = [
        typed,
        await ana.use("link", code=code),
        await work.use("link", code=code),
        await here.talk(BEN).use("leaderboard", period="all"),
        await ana.use("leaderboard", period="all"),
        await ana.press("Share"),
        await ana.use("streak"),
        await ana.use("settings timezone", zone=f"x{word}"),
        await ana.use("privacy forget"),
        await ana.use("privacy export"),
        await ana.conversation.home(one, ana.where),
        await ana.use("unlink"),
        await ana.press("Unlink this account"),
    ]
    await work.use("privacy forget")
    replies.append(await work.press("Delete everything about me"))
    await ana.use("privacy forget")
    await ana.press("Delete everything about me")
    here.now += timedelta(days=1)  # so that codes can be asked for again
    return replies


@pytest.mark.parametrize("platform", NAMES)
async def test_no_words_are_live_in_what_people_see_about_themselves(
    platform: str, tmp_path: Path
) -> None:
    async with town(tmp_path) as here:
        for word in CORPUS:
            replies = await said(here, word)
            assert "one now" in str(replies[2]), word
            assert not [reply for reply in replies if "Something broke" in repr(reply)]
            found = [
                fault for each in replies for fault in faults(platform, render_of(platform)(each))
            ]
            assert not found, word
