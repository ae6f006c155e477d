"""/settings: the time zone, and being on no list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.event import Action
from tests.bot.features.people import Town, town


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as here:
        yield here


async def test_settings_are_for_their_person_alone_and_say_what_holds(here: Town) -> None:
    ana = here.talk()

    reply = await ana.use("settings show")

    assert reply.audience == "asker"
    assert "UTC, as you set none; it is 12:00 there" in ana.words
    assert "On lists: shown by name" in ana.words


@pytest.mark.parametrize(("typed", "says"), [("UTC+2", "An offset"), ("CET", "Europe/Berlin")])
async def test_offsets_and_abbreviations_are_no_time_zones(
    here: Town, typed: str, says: str
) -> None:
    ana = here.talk()

    await ana.use("settings timezone", zone=typed)

    assert says in ana.words


async def test_time_zones_are_offered_while_one_is_typed(here: Town) -> None:
    offered = await here.talk().conversation.suggest("settings timezone", "zone", "berl")

    assert "Europe/Berlin" in [choice.value for choice in offered]


async def test_hiding_is_undone_by_its_button_and_by_the_command(here: Town) -> None:
    ana = here.talk()

    await ana.use("settings hide")
    assert "On lists: hidden" in ana.words

    reply = await ana.press("Show me again")
    assert reply.update
    assert "On lists: shown by name" in ana.words

    await ana.press("Hide me")
    await ana.use("settings hide", hidden=False)
    assert "On lists: shown by name" in ana.words


async def test_a_button_that_says_neither_changes_nothing(here: Town) -> None:
    ana = here.talk()

    await ana.act(Action("settings", "hide", "maybe"))

    assert "no longer works" in ana.words
