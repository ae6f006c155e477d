from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat.event import Action, Person
from bot.chat.reply import (
    Block,
    Button,
    Buttons,
    Choice,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Role,
    Select,
    Table,
    Text,
)
from bot.platforms.slack import render as slack
from bot.platforms.slack.faults import faults
from bot.platforms.slack.ids import controls, unmarked
from tests.hostile import words
from tests.replies import replies

ANA = Person("slack", "U7", "Ana", "T1")
PRESS = Action("ask", "see", "relu")


def card(*blocks: Block, title: str = "", **others: Any) -> list[dict[str, Any]]:
    return list(slack.render(Reply(title, blocks, **others))["blocks"])


def run(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def test_a_title_is_a_header_of_plain_words() -> None:
    title = {"type": "plain_text", "text": "*ReLU* vs. <@1> :tada:", "emoji": False}
    assert card(title="*ReLU* vs. <@1> :tada:") == [{"type": "header", "text": title}]


def test_source_code_is_preformatted_and_named_where_slack_colours_it() -> None:
    [block] = card(Code("a\n```\n<!channel>", "python"))
    [code] = block["elements"]
    assert code["elements"] == [run("a\n```\n<!channel>")]
    assert code["language"] == "python"
    assert "language" not in card(Code("x", "fortran"))[0]["elements"][0]


def test_facts_stand_in_two_columns() -> None:
    pairs = (("Level", "basic"), ("Learning rate", "learning_rate = 0.1 & up"))
    [block, _] = card(Facts(pairs), Text("More"))
    assert [field["text"] for field in block["fields"]] == [
        "*Level*\nbasic",
        "*Learning rate*\nlearning_rate = 0.1 &amp; up",
    ]
    assert all(field["verbatim"] for field in block["fields"])


@pytest.mark.parametrize("live", ["*b*", "_i_", "~s~", "`c`", ":tada:", "> quote"])
def test_facts_that_might_format_themselves_are_rich_text(live: str) -> None:
    [block, _] = card(Facts((("Level", live), ("Topic", "x"))), Text("More"))
    assert block["elements"] == [
        section(
            run("Level", bold=True),
            run(f" {live}"),
            run("\u2002·\u2002"),
            run("Topic", bold=True),
            run(" x"),
        )
    ]


@pytest.mark.parametrize("value", ["long " * 20, "two\nlines"])
def test_facts_that_are_long_take_a_line_each(value: str) -> None:
    [block, _] = card(Facts((("Level", value), ("Topic", "x"))), Text("More"))
    assert run("\n") in block["elements"][0]["elements"]


def test_three_short_facts_take_one_line_together() -> None:
    [block, _] = card(Facts((("Model", "GAN"), ("Seed", "7"), ("Size", "8"))), Text("More"))
    said = "".join(part["text"] for part in block["elements"][0]["elements"])
    assert said == "Model GAN\u2002·\u2002Seed 7\u2002·\u2002Size 8"


def test_facts_at_the_end_are_small_print() -> None:
    button = Buttons((Button("One", PRESS), Button("Two", PRESS)))
    blocks = card(Text("Words"), Facts((("Level", "basic"), ("Topic", "x"))), button)
    assert [block["type"] for block in blocks] == ["rich_text", "context", "actions"]
    [small] = blocks[1]["elements"]
    assert small["text"] == "*Level* basic\u2002·\u2002*Topic* x"


def test_small_print_that_might_format_itself_is_plain() -> None:
    [_, context] = card(Text("Words"), Facts((("Name", "*_Ana_*"),)))
    assert context["elements"] == [{"type": "plain_text", "text": "Name: *_Ana_*", "emoji": False}]


def test_the_first_table_is_a_table_block_and_a_second_one_is_aligned() -> None:
    table = Table(("Name", "Right"), (("Ana", "3"), ("Benedikt", "")))
    first, second = card(table, table)
    assert first["type"] == "table"
    assert first["rows"][1] == [
        {"type": "raw_text", "text": "Ana"},
        {"type": "raw_text", "text": "3"},
    ]
    assert first["column_settings"] == [{"is_wrapped": True}, {"align": "right"}]
    [code] = second["elements"]
    assert code["elements"][0]["text"] == (
        "Name      Right\n────────  ─────\nAna       3\nBenedikt"
    )


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        (("3", "12"), True),
        (("2.5 s", "99 %"), True),
        (("09:00", ""), True),
        (("−1", "+1"), True),
        (("3 of 5", "4 of 5"), False),
        (("Ana", "3"), False),
        (("", ""), False),
    ],
)
def test_numbers_stand_to_the_right(cells: tuple[str, str], right: bool) -> None:
    [block] = card(Table(("x",), tuple((cell,) for cell in cells)))
    assert block["column_settings"] == [{"align": "right"} if right else {"is_wrapped": True}]


def test_a_table_too_large_for_a_table_block_is_a_list() -> None:
    [block] = card(Table(("Name", *map(str, range(20))), (("Ana", *"abcdefghijklmnopqrst"),)))
    title, rows = block["elements"]
    assert title["elements"][0]["text"].startswith("Name · 0 · 1")
    assert rows["elements"][0]["elements"][0] == run("Ana", bold=True)
    assert "0: a · 1: b" in rows["elements"][0]["elements"][1]["text"]


def test_progress_is_a_bar_with_its_per_cent_in_words() -> None:
    [block] = card(Progress(0.5, "Dreaming"))
    assert block["elements"] == [
        section(run("▰▰▰▰▰▰▱▱▱▱▱▱ "), run("50 %", bold=True), run("\nDreaming"))
    ]


def test_a_picture_carries_its_key_until_slack_has_the_file() -> None:
    message = slack.render(Reply("", (Picture("one", "a cat"), Picture("one", "it again"))))
    assert slack.blobs(message) == ["one"]

    sent = slack.with_files(message, {"one": "F1"})

    assert [block["slack_file"] for block in sent["blocks"]] == [{"id": "F1"}] * 2
    assert [block["alt_text"] for block in sent["blocks"]] == ["a cat", "it again"]
    assert slack.blobs(message) == ["one"]


def test_files_go_beside_the_message() -> None:
    message = slack.render(Reply("", (File("k", "my data.json", "Your answers"),)))
    assert message["files"] == [{"key": "k", "filename": "my-data.json", "title": "my data.json"}]
    assert "Your answers" in str(message["blocks"])


def test_a_button_carries_its_action_and_its_style() -> None:
    styles = [
        Button("Go", PRESS, "primary"),
        Button("Delete", PRESS, "danger"),
        Button("No", PRESS),
    ]
    [row] = card(Buttons(tuple(styles)))
    assert [part.get("style") for part in row["elements"]] == ["primary", "danger", None]
    assert row["elements"][0]["action_id"] == "ask:see:relu"


def test_a_disabled_button_is_a_plain_one_since_slack_has_none() -> None:
    [row] = card(Buttons((Button("Next", PRESS, "primary", disabled=True), Button("Back", PRESS))))
    assert "style" not in row["elements"][0]


@pytest.mark.parametrize("argument", ["relu", "relu~1", "relu~1~2"])
def test_controls_with_one_action_have_ids_of_their_own(argument: str) -> None:
    action = Action("ask", "see", argument)
    ids = [
        part["action_id"]
        for part in controls(card(Buttons((Button("One", action), Button("Two", action)))))
    ]
    assert len(set(ids)) == 2
    assert {unmarked(action_id) for action_id in ids} == {action.encode()}


def test_a_lone_button_stands_beside_a_short_plain_text() -> None:
    [block] = card(Text("Did you mean this?"), Buttons((Button("Yes", PRESS),)))
    assert (block["text"]["text"], block["accessory"]["text"]["text"]) == (
        "Did you mean this?",
        "Yes",
    )
    assert len(card(Text("Did you mean **this**?"), Buttons((Button("Yes", PRESS),)))) == 2


def test_what_was_chosen_is_marked_in_the_menu() -> None:
    lines = (Choice("CNNs", "cnn"), Choice("RNNs", "rnn", "sequences"))
    [row] = card(Select("Topic", lines, PRESS, "rnn"))
    [menu] = row["elements"]
    assert menu["placeholder"]["text"] == "Topic"
    assert menu["initial_option"] == menu["options"][1]
    assert menu["options"][1]["description"]["text"] == "sequences"


def test_a_line_too_long_for_a_menu_goes_on_below() -> None:
    stem = "When is deep learning better than classical machine learning, and when is it not?"
    [row] = card(Select("Which", (Choice(stem, "1"), Choice(stem, "2", "basic")), PRESS))
    first, second = row["elements"][0]["options"]
    start = "When is deep learning better than classical machine learning, and when is…"
    assert (first["text"]["text"], first["description"]["text"]) == (start, "…it not?")
    assert second["description"]["text"] == "…it not? · basic"


def test_nobody_is_pinged_but_those_who_are_named() -> None:
    [first, *_] = card(title="Done", notify=(ANA, Role("S9"), Person("discord", "1", "Ben")))
    assert first["elements"][0]["elements"] == [
        {"type": "user", "user_id": "U7"},
        run(" "),
        {"type": "usergroup", "usergroup_id": "S9"},
        run(" "),
        run("Ben"),
    ]


def test_the_notification_says_it_in_words_that_do_nothing() -> None:
    blocks = (
        Text("**Yes** <!channel> & more"),
        Facts((("Level", "basic"),)),
        Picture("k", "a cat"),
    )
    assert slack.render(Reply("Title", blocks))["text"] == (
        "Title Yes &lt;!channel&gt; &amp; more Level basic a cat"
    )
    assert slack.render(Reply("", (Buttons((Button("Yes", PRESS),)),)))["text"] == "…"


def test_the_notification_is_short_enough_to_be_changed() -> None:
    for letter in ("x", "漢", "&", "🧑"):
        assert len(slack.render(Reply("", (Text(letter * 9_000),)))["text"].encode()) <= 4_000


@given(replies(words))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_slack_takes_every_reply(reply: Reply) -> None:
    assert faults(slack.render(reply)) == ()


@pytest.mark.parametrize(
    "block",
    [
        Text("*" * 30_000),
        Text("a&<b>" * 4_000),
        Text("**a** *b* " * 1_000),
        Text("- item\n" * 4_000),
        Text("漢" * 20_000),
        Code("`<" * 9_000),
        Facts((("a_" * 900, "b*" * 7_500),)),
        Table(("a", "b"), (("x", "y"),) * 3_000),
        Progress(1, "_" * 14_000),
    ],
    ids=lambda block: f"{type(block).__name__} {str(block)[:30]}",
)
def test_too_much_is_cut_not_refused(block: Block) -> None:
    buttons = Buttons(tuple(Button("x" * 90, Action("f", "v", f"{n:055}")) for n in range(40)))
    message = slack.render(Reply("T*" * 500, (block, Text("end"), buttons), notify=(ANA,)))
    assert faults(message) == ()
    assert "Show all" in str(message)
    assert len(slack.render(Reply("", (block,)))["blocks"]) <= 2


MANY = tuple(Choice("x" * 90, f"{n:02}{'v' * 20}") for n in range(100))


def test_a_hundred_lines_of_a_menu_fit_beside_a_long_text() -> None:
    message = slack.render(Reply("", (Text("words " * 900), Select("Which", MANY, PRESS))))
    assert faults(message) == ()
    [menu] = controls(message["blocks"][:-1])
    assert len(menu["options"]) == 100
