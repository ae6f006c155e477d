"""The app manifest is what Slack takes, for both ways in, and is made from what is declared."""

from __future__ import annotations

import itertools
from copy import deepcopy
from typing import Any

import pytest

from bot.chat.event import CommandUsed
from bot.chat.feature import Command, Option
from bot.chat.reply import Choice, Reply
from bot.platforms.slack.manifest import Reached, manifest
from bot.platforms.slack.manifest_rules import faults
from bot.platforms.slack.scopes import EVENTS, SCOPES

URL = "https://bot.example.org"
SOCKET, ONE, MANY = Reached(), Reached(URL), Reached(URL, by_many=True)
LEVELS = (Choice("Easy", "easy"), Choice("Hard", "hard"))


async def unused(event: CommandUsed) -> Reply:
    raise NotImplementedError


COMMANDS = (
    Command(
        "ask",
        "Answer a question",
        unused,
        (Option("question", "What you want to know", required=True),),
        menu="Ask Backprep",
    ),
    Command(
        "quiz",
        "Take a quiz",
        unused,
        (
            Option("level", "How hard", choices=LEVELS),
            Option("topic", "What about"),
            Option("count", "How many", "whole", least=1, most=20),
            Option("channel", "With everybody", "yes-no"),
            Option("where", "Where", "channel", required=True),
        ),
        shortcut="Quiz me",
    ),
    Command("daily setup", "Plan it", unused),
    Command("daily pause", "Stop for a while", unused),
)


def commands_of(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["command"]: each for each in made["features"]["slash_commands"]}


@pytest.mark.parametrize("reached", [SOCKET, ONE, MANY])
def test_slack_takes_the_manifest(reached: Reached) -> None:
    assert faults(manifest(COMMANDS, reached, "prep-")) == ()


def test_with_socket_mode_slack_calls_no_address_and_tokens_stay() -> None:
    made = manifest(COMMANDS)

    assert "http" not in str(made)
    assert made["settings"]["socket_mode_enabled"]
    assert not made["settings"]["token_rotation_enabled"]


def test_with_an_address_slack_calls_it_for_everything_and_any_workspace_can_install() -> None:
    made = manifest(COMMANDS, MANY)

    settings = made["settings"]
    assert not settings["socket_mode_enabled"]
    assert settings["token_rotation_enabled"]
    assert settings["org_deploy_enabled"]
    assert settings["event_subscriptions"]["request_url"] == f"{URL}/slack/events"
    assert settings["interactivity"] == {"is_enabled": True, "request_url": f"{URL}/slack/events"}
    assert {each["url"] for each in commands_of(made).values()} == {f"{URL}/slack/events"}
    assert made["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]


def test_one_workspace_at_an_address_keeps_its_token() -> None:
    made = manifest(COMMANDS, ONE)

    assert not made["settings"]["socket_mode_enabled"]
    assert not made["settings"]["token_rotation_enabled"]
    assert "redirect_urls" not in made["oauth_config"]
    assert made["settings"]["interactivity"]["request_url"] == f"{URL}/slack/events"


def test_each_command_is_there_with_how_it_is_written() -> None:
    made = commands_of(manifest(COMMANDS))

    assert list(made) == ["/ask", "/quiz", "/daily"]
    assert made["/ask"]["usage_hint"] == "<What you want to know>"
    assert made["/quiz"]["usage_hint"] == (
        "[level:easy|hard] [topic:…] [count:1-20] [channel:yes|no] where:#channel"
    )


def test_commands_of_two_words_are_one_whose_text_begins_with_the_second() -> None:
    daily = commands_of(manifest(COMMANDS))["/daily"]

    assert daily["usage_hint"] == "setup | pause"
    assert daily["description"] == "setup: Plan it; pause: Stop for a while"


def test_a_prefix_stands_before_every_command() -> None:
    assert list(commands_of(manifest(COMMANDS, prefix="prep-"))) == [
        "/prep-ask",
        "/prep-quiz",
        "/prep-daily",
    ]


def test_shortcuts_are_the_commands_that_declare_one() -> None:
    shortcuts = manifest(COMMANDS)["features"]["shortcuts"]

    assert [(s["type"], s["name"], s["callback_id"]) for s in shortcuts] == [
        ("message", "Ask Backprep", "ask"),
        ("global", "Quiz me", "quiz"),
    ]


def test_it_is_an_agent_and_asks_for_the_scopes_and_events_that_are_used() -> None:
    made = manifest(COMMANDS)

    assert "agent_view" in made["features"]
    assert "assistant_view" not in made["features"]
    assert made["oauth_config"]["scopes"] == {"bot": list(SCOPES)}
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)


SPOILED: tuple[tuple[str, Any, str], ...] = (
    ("display_information.name", "x" * 36, "35"),
    ("display_information.description", "x" * 141, "140"),
    ("display_information.long_description", "x" * 174, "175"),
    ("display_information.long_description", "x" * 4001, "4000"),
    ("display_information.background_color", "blue", "pattern"),
    ("display_information.icon", "x", "Extra"),
    ("features.agent_view.agent_description", "x" * 301, "300"),
    ("features.agent_view.suggested_prompts", [{"title": "a", "message": "b"}] * 5, "4"),
    ("features.assistant_view", {"assistant_description": "x"}, "Extra"),
    ("features.bot_user.display_name", "Back Prep", "pattern"),
    ("features.slash_commands.0.command", "/" + "x" * 32, "32"),
    ("features.slash_commands.0.command", "ask", "pattern"),
    ("features.slash_commands.0.description", "", "1 character"),
    ("features.slash_commands.0.usage_hint", "x" * 1001, "1000"),
    ("features.slash_commands.0.url", "http://bot.example.org/slack/events", "pattern"),
    ("features.slash_commands.1.command", "/ask", "2 times"),
    ("features.shortcuts.0.name", "x" * 25, "24"),
    ("features.shortcuts.0.description", "x" * 151, "150"),
    ("features.shortcuts.0.type", "both", "message"),
    ("features.shortcuts", [], "at least 1"),
    ("oauth_config.redirect_urls", ["http://bot.example.org"], "pattern"),
    ("oauth_config.scopes.bot", ["commands", "commands"], "twice"),
    ("settings.event_subscriptions.request_url", None, "needs an address"),
    ("settings.interactivity.request_url", None, "needs an address"),
    ("settings.socket_mode_enabled", True, "calls no address"),
    ("settings.event_subscriptions.bot_events", ["x" * 51], "50"),
)


@pytest.mark.parametrize(("place", "value", "words"), SPOILED)
def test_what_slack_refuses_is_named_with_its_place(place: str, value: Any, words: str) -> None:
    spoiled: Any = deepcopy(manifest(COMMANDS, MANY))
    *way, last = place.split(".")
    part = spoiled
    for step in way:
        part = part[int(step)] if step.isdigit() else part[step]
    part[last] = value

    found = faults(spoiled)

    assert any(words in fault for fault in found), found


@pytest.mark.parametrize(("count", "refused"), [(50, False), (51, True)])
def test_more_than_fifty_commands_are_refused(count: int, refused: bool) -> None:
    letters = itertools.product("abcdefgh", repeat=2)
    many = [Command(f"{one}-{two}", "Do it", unused) for one, two in letters]
    made = manifest([*COMMANDS[:2], *many[: count - 2]], MANY)

    assert bool(faults(made)) is refused
