from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from bot.features.help import help_
from bot.router import Router
from tests.contracts.dice import dice
from tests.contracts.platforms import NAMES, can_choose, render_of, words_in
from tests.fakes import MemoryBlobs, MemorySeenEvents
from tests.talk import Talk


@pytest.fixture
def talk() -> Talk:
    features = [dice(Random(1)), help_(lambda: router.commands)]
    router = Router(
        features,
        MemorySeenEvents(),
        MemoryBlobs(),
        lambda: datetime(2026, 1, 5, tzinfo=UTC),
        Random(1),
    )
    return Talk(router)


@pytest.mark.parametrize("platform", NAMES)
async def test_its_command_and_its_button_work_and_every_platform_shows_it(
    platform: str, talk: Talk
) -> None:
    first = await talk.use("roll", sides=20)
    second = await talk.press("Roll again")

    assert second.update
    for reply in (first, second):
        rendered = render_of(platform)(reply)
        shown = words_in(rendered)
        assert all(word in shown for word in ("Dice", "fair", "Rolled", "20", "Roll again"))
        assert can_choose(rendered, "dice:again:20")


async def test_its_options_are_checked_and_explained_without_a_word_of_its_own(talk: Talk) -> None:
    await talk.use("roll", sides=1)
    assert "sides is from 2 to 100." in talk.words

    await talk.use("help", command="roll")
    assert "sides: How many sides it has. From 2 to 100." in talk.words
