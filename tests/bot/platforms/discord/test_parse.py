from __future__ import annotations

from typing import Any

import pytest

from bot.chat.event import (
    Action,
    ActionChosen,
    CommandUsed,
    FormSent,
    Person,
    Place,
)
from bot.chat.feature import Command, Option
from bot.chat.reply import Reply
from bot.platforms.discord import parse
from tests.bot.platforms.discord.payloads import ANA, alone, interaction


async def nothing(_: object) -> Reply:
    return Reply("Nothing")


ASK = Command(
    "ask", "Ask", nothing, (Option("question", "What?", longest=10),), menu="Ask Backprep"
)
QUIZ = Command(
    "quiz",
    "Quiz",
    nothing,
    (
        Option("count", "How many", "whole", least=1, most=10),
        Option("share", "Whose part", "number"),
        Option("open", "For all", "yes-no"),
        Option("where", "Where", "channel"),
    ),
)
DAILY = Command("daily setup", "Set up", nothing, (Option("role", "Whom", "role"),))
COMMANDS = (ASK, QUIZ, DAILY)


def command(name: str, *options: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "type": 1, "options": list(options)}


def event(payload: dict[str, Any]) -> Any:
    return parse.interaction(payload, COMMANDS)


def test_a_command_names_who_where_and_what() -> None:
    used = event(interaction(2, command("ask", {"name": "question", "type": 3, "value": "relu?"})))
    assert used == CommandUsed(
        id="discord:100",
        who=Person("discord", "7", "Ana"),
        where=Place("discord", "1", "2"),
        name="ask",
        options={"question": "relu?"},
        answer_id="token/99/secret",
    )


def test_a_command_of_a_group_has_two_words() -> None:
    setup = {"name": "setup", "type": 1, "options": [{"name": "role", "type": 8, "value": "9"}]}
    used = event(interaction(2, command("daily", setup)))
    assert (used.name, used.options) == ("daily setup", {"role": "9"})


def test_options_are_what_discord_says_they_are() -> None:
    given = {"count": 9, "share": 0.5, "open": True, "where": "2"}
    options = [{"name": name, "type": 3, "value": value} for name, value in given.items()]
    assert event(interaction(2, command("quiz", *options))).options == given


@pytest.mark.parametrize(
    ("permissions", "powers"),
    [
        (0, set()),
        (1 << 13, {"moderate"}),
        (1 << 5, {"moderate", "manage"}),
        (1 << 3, {"moderate", "manage"}),
        (1 << 11, set()),
    ],
)
def test_powers_are_those_discord_says(permissions: int, powers: set[str]) -> None:
    member = {"user": ANA, "permissions": str(permissions)}
    assert event(interaction(2, command("ask"), member=member)).powers == powers


def test_a_thread_is_a_part_of_its_channel() -> None:
    thread = {"id": "5", "type": 11, "parent_id": "2"}
    used = event(interaction(2, command("ask"), channel_id="5", channel=thread))
    assert used.where == Place("discord", "1", "2", "5")


@pytest.mark.parametrize(("context", "private"), [(1, True), (2, False)])
def test_only_a_message_to_the_bot_itself_is_private(context: int, private: bool) -> None:
    used = event(alone(2, command("ask"), context))
    assert used.where == Place("discord", "", "2", private=private)
    assert used.who.id == "7"


def test_a_pressed_button_is_its_action() -> None:
    pressed = event(interaction(3, {"custom_id": "ask:see:relu:1", "component_type": 2}))
    assert (pressed.action, pressed.values) == (Action("ask", "see", "relu:1"), ())


def test_a_line_that_was_a_button_is_that_button_again() -> None:
    data = {"custom_id": "pages:pick:0", "component_type": 3, "values": ["ask:see:relu"]}
    assert event(interaction(3, data)).action == Action("ask", "see", "relu")


@pytest.mark.parametrize("custom_id", ["", "x", "a:b", "\U000f0000", "x" * 100, ":::"])
def test_an_id_that_is_not_ours_becomes_an_action_nobody_has(custom_id: str) -> None:
    pressed = event(interaction(3, {"custom_id": custom_id, "component_type": 2}))
    assert isinstance(pressed, ActionChosen)
    assert not pressed.action.feature


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_form_gives_every_answer_by_its_name(wrapped: bool) -> None:
    inputs = [
        {"type": 4, "custom_id": "why", "value": "because"},
        {"type": 3, "custom_id": "level", "values": ["basic"]},
        {"type": 3, "custom_id": "topic", "values": []},
    ]
    parts = [
        {"type": 18, "component": part} if wrapped else {"type": 1, "components": [part]}
        for part in inputs
    ]
    sent = event(interaction(5, {"custom_id": "ask:unhelpful:relu", "components": parts}))
    assert isinstance(sent, FormSent)
    assert sent.action == Action("ask", "unhelpful", "relu")
    assert sent.values == {"why": "because", "level": "basic", "topic": ""}


def test_the_menu_on_a_message_asks_what_it_says() -> None:
    message = {"id": "50", "content": "What is dropout?"}
    data = {
        "type": 3,
        "name": "Ask Backprep",
        "target_id": "50",
        "resolved": {"messages": {"50": message}},
    }
    used = event(interaction(2, data))
    assert (used.name, used.options) == ("ask", {"question": "What is dropout?"})


def test_a_menu_that_is_gone_meanwhile_is_no_event() -> None:
    data = {"type": 3, "name": "Old", "target_id": "50", "resolved": {"messages": {"50": {}}}}
    assert event(interaction(2, data)) is None


def test_other_interactions_are_no_events() -> None:
    assert event(interaction(1, {})) is None


def test_what_is_being_typed_is_told_with_its_command() -> None:
    setup = {
        "name": "setup",
        "type": 1,
        "options": [{"name": "role", "type": 3, "value": "ad", "focused": True}],
    }
    assert parse.typed(interaction(4, command("daily", setup))) == ("daily setup", "role", "ad")


def test_the_mention_is_no_part_of_what_was_said() -> None:
    message = {
        "id": "60",
        "author": ANA,
        "content": "<@99> what is\ndropout <@!99>",
        "guild_id": "1",
        "channel_id": "2",
        "channel": {"type": 0},
    }
    said = parse.text(message, "99")
    assert (said.text, said.where.private) == ("what is\ndropout", False)


def test_language_is_that_of_the_person() -> None:
    assert event(interaction(2, command("ask"), locale="pt-BR")).language == "pt"
