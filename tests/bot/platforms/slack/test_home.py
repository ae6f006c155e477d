from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from bot.chat.event import Action
from bot.chat.reply import Button, Buttons, Picture, Reply, Table, Text
from bot.platforms.slack.faults import faults
from bot.platforms.slack.home import home
from bot.platforms.slack.render import blobs, with_files
from tests.hostile import words
from tests.replies import replies


def test_a_home_page_has_the_blocks_of_the_reply() -> None:
    start = Button("Start a quiz", Action("quiz", "start"), "primary")
    view = home(Reply("Hello", (Text("You **know** it."), Buttons((start,)))))
    assert view["type"] == "home"
    assert [block["type"] for block in view["blocks"]] == ["header", "rich_text", "actions"]


def test_a_table_stands_there_in_words() -> None:
    view = home(Reply("", (Table(("Topic", "Right"), (("CNNs", "3"),)),)))
    assert view["blocks"][0]["type"] == "rich_text"
    assert "CNNs   3" in str(view)


def test_its_pictures_become_files_as_those_of_a_message_do() -> None:
    view = home(Reply("", (Picture("k", "a cat"),)))
    assert blobs(view) == ["k"]
    assert with_files(view, {"k": "F1"})["blocks"][0]["slack_file"] == {"id": "F1"}


@given(replies(words))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_slack_takes_every_home_page(reply: Reply) -> None:
    assert faults(home(reply)) == ()
