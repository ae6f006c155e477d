from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.bootstrap import declared_commands
from bot.chat.event import CommandUsed
from bot.chat.feature import Command, Option
from bot.chat.reply import Reply
from tests.contracts.parity import FILE, WAYS, Way, text

EACH = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


@pytest.fixture(scope="module")
def commands() -> Sequence[Command]:
    return declared_commands()


def test_the_table_of_what_works_where_is_true(commands: Sequence[Command]) -> None:
    written = FILE.read_text(encoding="utf-8")

    assert written == text(commands), "write it anew: python -m tests.contracts.parity"


@EACH
def test_every_command_works_on_every_platform_that_has_what_it_is_about(
    way: Way, commands: Sequence[Command]
) -> None:
    of_channels = {
        command.name
        for command in commands
        if any(option.kind in ("channel", "role") for option in command.options)
    }

    missing = {command.name for command in commands if not way.takes(command)}

    assert missing == (of_channels if way.name == "Terminal" else set())


async def nothing(_: CommandUsed) -> Reply:
    return Reply("Nothing")


@EACH
def test_an_option_that_is_not_offered_or_not_read_as_it_was_meant_is_found(way: Way) -> None:
    times = Option("times", "How often", kind="whole", least=1, most=5)
    knock, bare = Command("knock", "Knock", nothing, (times,)), Command("knock", "Knock", nothing)

    assert way.takes(knock)
    assert not replace(way, offers=lambda _: set()).takes(knock)
    assert not replace(way, used=lambda _, __: way.used(bare, {})).takes(knock)
