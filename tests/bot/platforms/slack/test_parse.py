"""Payloads as Slack documents them become events; the same delivery is always the same event."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat.event import Action, Person, Place, TextSent
from bot.chat.feature import Option
from bot.platforms.slack import parse
from bot.platforms.slack.incoming import words
from bot.platforms.slack.origin import AnswerId, Origin
from tests.bot.platforms.discord.scripted import command

COMMANDS = (command("ask", Option("question", "What?", required=True)), command("quiz"))
URL = "https://hooks.slack.com/actions/T1/1/abc"
USED: dict[str, Any] = {
    "team_id": "T1",
    "channel_id": "C1",
    "channel_name": "general",
    "user_id": "U1",
    "user_name": "ana",
    "command": "/ask",
    "text": "what is dropout",
    "response_url": URL,
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    "is_enterprise_install": "false",
}
PRESSED: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": "T1", "domain": "one"},
    "enterprise": None,
    "is_enterprise_install": False,
    "user": {"id": "U1", "username": "ana", "team_id": "T1"},
    "channel": {"id": "C1", "name": "general"},
    "container": {"type": "message", "message_ts": "2.2", "channel_id": "C1", "thread_ts": "1.1"},
    "message": {"ts": "2.2", "thread_ts": "1.1", "text": "x"},
    "response_url": URL,
    "trigger_id": "13.37.abc",
    "actions": [{"action_id": "quiz:answer:7", "block_id": "b", "type": "button"}],
}
SENT: dict[str, Any] = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U1", "username": "ana"},
    "trigger_id": "1.1.a",
    "view": {
        "id": "V1",
        "hash": "156.abc",
        "type": "modal",
        "callback_id": "ask:open:",
        "private_metadata": Origin("C1", "1.1", URL, "2.2", unseen=True).pack(),
        "state": {
            "values": {"question": {"question": {"type": "plain_text_input", "value": "why"}}}
        },
    },
}
SAID: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "authorizations": [
        {"team_id": "T1", "enterprise_id": None, "user_id": "U0BOT", "is_bot": True}
    ],
    "event": {
        "type": "app_mention",
        "user": "U1",
        "text": "<@U0BOT> what is dropout?",
        "ts": "3.3",
        "channel": "C1",
    },
}


def test_a_command_has_who_where_and_its_options() -> None:
    event = parse.command(USED, COMMANDS, "")

    assert event.who == Person("slack", "U1", "ana", "T1")
    assert event.where == Place("slack", "T1", "C1")
    assert (event.name, event.options) == ("ask", {"question": "what is dropout"})


def test_a_press_has_its_action_and_the_thread_it_is_in() -> None:
    event = parse.action(PRESSED)

    assert event.action == Action("quiz", "answer", "7")
    assert event.where == Place("slack", "T1", "C1", "1.1")


def test_a_button_above_a_thread_is_not_in_the_thread() -> None:
    above = PRESSED["container"] | {"thread_ts": "2.2"}

    assert parse.action(PRESSED | {"container": above, "message": {}}).where.thread == ""


def test_equal_buttons_are_the_same_action() -> None:
    second = [PRESSED["actions"][0] | {"action_id": "quiz:answer:7~1"}]

    assert parse.action(PRESSED | {"actions": second}).action == Action("quiz", "answer", "7")


def test_a_form_is_answered_as_its_button_would_be() -> None:
    event = parse.submission(SENT)

    assert event.values == {"question": "why"}
    assert event.where == Place("slack", "T1", "C1", "1.1")
    assert parse.origin(SENT) == Origin("C1", "1.1", URL, "2.2", unseen=True)


def test_a_form_that_is_sent_again_as_it_was_is_the_same_event() -> None:
    again, other = SENT | {"trigger_id": "2.2.b"}, SENT | {"view": SENT["view"] | {"id": "V2"}}

    assert parse.submission(again).id == parse.submission(SENT).id
    assert parse.submission(other).id != parse.submission(SENT).id


def test_a_mention_is_answered_in_its_thread_and_named_by_its_event() -> None:
    event = parse.text(SAID)

    assert isinstance(event, TextSent)
    assert event.text == "what is dropout?"
    assert event.where == Place("slack", "T1", "C1", "3.3")
    assert event.id == "slack:Ev1"


def test_a_mention_is_cut_off_also_where_slack_does_not_say_who_the_bot_is() -> None:
    event = parse.text(SAID | {"authorizations": []})

    assert event is not None
    assert event.text == "what is dropout?"


def test_words_in_a_channel_without_a_mention_are_none_for_the_bot() -> None:
    overheard = SAID["event"] | {"type": "message", "channel_type": "channel"}

    assert parse.text(SAID | {"event": overheard}) is None


ORGANIZATION = {"enterprise_id": "E1", "is_enterprise_install": "true"}


@pytest.mark.parametrize(
    ("payload", "community"),
    [
        (USED, "T1"),
        (USED | ORGANIZATION, "E1"),
        (USED | {"enterprise_id": "E1"}, "T1"),
        (PRESSED | {"team": None}, "T1"),
        (PRESSED | {"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}, "E1"),
        (SAID, "T1"),
    ],
)
def test_a_community_is_where_the_app_is_installed(payload: dict[str, Any], community: str) -> None:
    assert parse.community(payload) == community


def test_an_answer_is_named_so_that_it_can_be_found_after_a_restart() -> None:
    name = AnswerId.read(parse.action(PRESSED).answer_id)

    assert name is not None
    assert (name.user, name.response_url, name.of_button) == ("U1", URL, True)
    assert AnswerId.read("1503435956.000247") is None


def test_a_modal_of_somebody_else_has_no_origin() -> None:
    assert Origin.unpack("") == Origin.unpack('["C1"]') == Origin()


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("see <https://a.b/c|this>", "see this"),
        ("see <https://a.b/c>", "see https://a.b/c"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("<!here> <!subteam^S1|@team> <#C1> <#C1|general>", "@here @team #C1 #general"),
        ("<!date^1392734382^{date}|yesterday>", "yesterday"),
        ("<@U0BOT> hi <@U7>", "hi @U7"),
    ],
)
def test_marks_of_slack_become_words(sent: str, read: str) -> None:
    assert words(sent, "U0BOT") == read
