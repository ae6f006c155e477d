from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.chat.feature import Command, Option
from bot.chat.reply import Choice
from bot.platforms.discord import commands
from tests.bot.platforms.discord.scripted import command

TOPICS = tuple(Choice(f"Topic {n}", str(n)) for n in range(30))


async def suggest(_: str) -> Sequence[Choice]:
    return ()


def told(*declared: Command) -> list[dict[str, object]]:
    return commands.app_commands(declared)


def test_a_command_can_be_used_everywhere_by_whoever_installed_it() -> None:
    [quiz] = told(command("quiz"))
    assert quiz == {
        "type": 1,
        "name": "quiz",
        "description": "Do quiz",
        "options": [],
        "contexts": [0, 1, 2],
        "integration_types": [0, 1],
    }


def test_commands_of_two_words_stand_in_a_group() -> None:
    manage = frozenset({"manage"})
    setup, stop = command("daily setup", needs=manage), command("daily stop", needs=manage)
    [daily] = told(setup, stop)
    assert daily["description"] == "Daily: setup, stop"
    assert [(o["type"], o["name"]) for o in daily["options"]] == [(1, "setup"), (1, "stop")]  # type: ignore[attr-defined]
    assert daily["default_member_permissions"] == str(1 << 5)
    assert (daily["contexts"], daily["integration_types"]) == ([0], [0])


def test_a_group_for_several_kinds_of_people_is_shown_to_all() -> None:
    [daily] = told(command("daily setup", needs=frozenset({"manage"})), command("daily show"))
    assert "default_member_permissions" not in daily


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (Option("a", "A"), {"type": 3, "max_length": 300}),
        (Option("a", "A", longest=9000), {"type": 3, "max_length": 6000}),
        (Option("a", "A", "whole", least=1, most=9), {"type": 4, "min_value": 1, "max_value": 9}),
        (Option("a", "A", "number", least=0.5), {"type": 10, "min_value": 0.5}),
        (Option("a", "A", "yes-no"), {"type": 5}),
        (Option("a", "A", "channel"), {"type": 7, "channel_types": [0, 5]}),
        (Option("a", "A", "role"), {"type": 8}),
        (Option("a", "A", suggest=suggest), {"type": 3, "max_length": 300, "autocomplete": True}),
        (Option("a", "A", choices=TOPICS), {"type": 3, "max_length": 300, "autocomplete": True}),
        (
            Option("a", "A", "whole", choices=(Choice("Ten", "10"),)),
            {"type": 4, "choices": [{"name": "Ten", "value": 10}]},
        ),
    ],
)
def test_every_option_is_bounded(option: Option, expected: dict[str, object]) -> None:
    [quiz] = told(command("quiz", option))
    common = {"name": "a", "description": "A", "required": False}
    assert quiz["options"] == [common | expected]


def test_required_options_come_first_as_discord_demands() -> None:
    [quiz] = told(command("quiz", Option("level", "L"), Option("topic", "T", required=True)))
    assert [option["name"] for option in quiz["options"]] == ["topic", "level"]  # type: ignore[attr-defined]


def test_the_menu_on_messages_comes_with_the_command_that_declares_it() -> None:
    menu = told(command("ask", Option("question", "What?"), menu="Ask Backprep"))[-1]
    assert (menu["type"], menu["name"]) == (3, "Ask Backprep")
    assert "description" not in menu


def test_more_letters_than_discord_takes_are_refused_before_it_does() -> None:
    choices = tuple(Choice("y" * 99, f"{n}" * 9) for n in range(25))
    options = (Option(f"o{n}", "x" * 99, choices=choices) for n in range(9))
    with pytest.raises(ValueError, match="/quiz has"):
        told(command("quiz", *options))


def test_the_digest_tells_one_set_of_commands_from_another() -> None:
    assert commands.digest(told(command("quiz"))) == commands.digest(told(command("quiz")))
    assert commands.digest(told(command("quiz"))) != commands.digest(told(command("ask")))
