from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.components import validate_components

from bot.chat.event import Action, Person
from bot.chat.markup import literal
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
from bot.platforms.discord import render as discord
from bot.platforms.discord.ids import unmarked, walk
from tests.hostile import words
from tests.replies import replies

ANA = Person("discord", "7", "Ana")
PRESS = Action("ask", "see", "relu")


def card(*blocks: Block, title: str = "", **others: Any) -> list[dict[str, Any]]:
    container = discord.render(Reply(title, blocks, **others))["components"][-1]
    return list(container["components"])


def shown(*blocks: Block) -> str:
    return "\n".join(part.get("content", "") for part in walk(card(*blocks)))


def test_a_message_says_that_it_is_made_of_components_v2() -> None:
    assert discord.render(Reply("Hello"))["flags"] == 32768


def test_a_title_is_a_heading_of_plain_words() -> None:
    assert card(title="*ReLU* vs. <@1>")[0]["content"] == r"## \*ReLU\* vs. \<@1\>"


@pytest.mark.parametrize(
    ("tone", "accent"), [("plain", 0x5B7CFA), ("good", 0x2FA36B), ("bad", 0xD9534F)]
)
def test_the_tone_is_the_colour_at_the_edge(tone: Any, accent: int) -> None:
    assert discord.render(Reply("Hello", tone=tone))["components"][0]["accent_color"] == accent


def test_our_markdown_becomes_discords() -> None:
    ours = "**bold** _it_ ~~no~~ `code`\n\n- one\n  - two\n\n1. first\n\n> quoted\n\n## Small"
    assert shown(Text(ours)) == (
        "**bold** *it* ~~no~~ `code`\n- one\n  - two\n1. first\n\n> quoted\n\n### Small"
    )


def test_a_link_stands_beside_its_words() -> None:
    assert shown(Text("[here](https://x.org/a_b)")) == "here (<https://x.org/a_b>)"
    assert shown(Text("<https://x.org/a_b>")) == "<https://x.org/a_b>"


@pytest.mark.parametrize(
    "words",
    [
        "@everyone",
        "@here",
        "<@1>",
        "<@&1>",
        "<#1>",
        "<t:1>",
        "[a](https://x.org)",
        "||x||",
        "**x**",
        "`x`",
        "~~x~~",
    ],
)
def test_words_that_are_not_ours_do_nothing(words: str) -> None:
    for text in (
        shown(Text(literal(words))),
        card(title=words)[0]["content"],
        shown(Facts(((words, words),))),
    ):
        assert words not in text.removeprefix("## ").replace("**\\", "\\")


@pytest.mark.parametrize("start", ["# x", "- x", "-# x", "> x", "1. x", "+ x", "### x"])
def test_no_line_of_foreign_words_starts_a_heading_or_list(start: str) -> None:
    assert not shown(Text(literal(f"a\n{start}"))).split("\n")[1].startswith(start)


def test_a_fence_cannot_be_broken_out_of() -> None:
    text = shown(Code("a\n```\n@everyone", "python"))
    assert text.startswith("```python\n")
    assert text.count("```") == 2


def test_facts_that_are_short_stand_beside_each_other() -> None:
    assert "\n" not in shown(Facts((("Level", "basic"), ("Topic", "sequences"))))
    assert shown(Facts((("Question", "long " * 20), ("Topic", "x")))).count("\n") == 1


def test_a_narrow_table_is_aligned() -> None:
    table = Table(("Name", "Right"), (("Ana", "3"), ("Benedikt", "12")))
    assert shown(table) == "```\nName      Right\n────────  ─────\nAna       3\nBenedikt  12\n```"


def test_a_wide_table_becomes_a_list_under_what_its_columns_are() -> None:
    table = Table(("Name", "Said"), (("Ana", "words " * 12), ("", "")))
    assert shown(table) == f"**Name: Said**\n- **Ana**: {'words ' * 11}words\n- **—**"


def test_the_columns_of_a_wide_table_are_named_in_every_row() -> None:
    table = Table(("Name", "Said", "Meant"), (("Ana", "words " * 12, "more"), ("Ben", "", "")))
    assert shown(table) == (
        f"**Name**\n- **Ana**\n  Said: {'words ' * 11}words · Meant: more\n- **Ben**"
    )


def test_the_columns_of_a_wide_table_are_named_also_where_they_are_empty() -> None:
    header = ("Name", "Said " * 9 + "it", "Meant")
    assert shown(Table(header, ())) == f"**{': '.join(header)}**"
    assert shown(Table(header, (("Ana", "", "more"),))) == (
        f"**Name: {header[1]}**\n- **Ana**\n  Meant: more"
    )


def test_progress_is_a_bar_with_its_per_cent_in_words() -> None:
    assert shown(Progress(0.5, "Dreaming")) == "▰▰▰▰▰▰▱▱▱▱▱▱ **50 %**\nDreaming"


def test_pictures_beside_each_other_are_one_gallery_with_their_words() -> None:
    message = discord.render(Reply("", (Picture("one", "a cat"), Picture("two.gif", "a dog"))))
    [gallery] = message["components"][0]["components"]
    assert [item["description"] for item in gallery["items"]] == ["a cat", "a dog"]
    assert [item["media"]["url"] for item in gallery["items"]] == [
        "attachment://picture.png",
        "attachment://picture.gif",
    ]
    assert [(file["key"], file["filename"]) for file in message["files"]] == [
        ("one", "picture.png"),
        ("two.gif", "picture.gif"),
    ]


def test_a_file_keeps_its_name_as_far_as_discord_takes_it() -> None:
    message = discord.render(
        Reply("", (File("k", "my data.json", "Your answers"), File("l", "my data.json", "Again")))
    )
    assert [file["filename"] for file in message["files"]] == ["my-data.json", "my-data-2.json"]
    assert message["components"][0]["components"][1] == {
        "type": 13,
        "file": {"url": "attachment://my-data.json"},
    }


def test_a_button_carries_its_action() -> None:
    [row] = card(Buttons((Button("More", PRESS, "primary"), Button("Gone", PRESS, disabled=True))))
    more, gone = row["components"]
    assert more == {"type": 2, "style": 1, "label": "More", "custom_id": "ask:see:relu"}
    assert gone["disabled"]


def test_controls_with_one_action_have_ids_of_their_own() -> None:
    one, two = Button("One", PRESS), Button("Two", PRESS)
    ids = [part["custom_id"] for part in walk(card(Buttons((one, two)))) if "custom_id" in part]
    assert len(set(ids)) == 2
    assert {unmarked(custom_id) for custom_id in ids} == {"ask:see:relu"}


def test_a_lone_button_stands_beside_a_short_text() -> None:
    [section] = card(Text("Did you mean this?"), Buttons((Button("Yes", PRESS),)))
    assert (section["type"], section["accessory"]["label"]) == (9, "Yes")


def test_what_was_chosen_is_marked_in_the_menu() -> None:
    menu = Select(
        "Topic", (Choice("CNNs", "cnn"), Choice("RNNs", "rnn", "sequences")), PRESS, "rnn"
    )
    [row] = card(menu)
    assert row["components"][0]["options"] == [
        {"label": "CNNs", "value": "cnn"},
        {"label": "RNNs", "value": "rnn", "description": "sequences", "default": True},
    ]


def test_nobody_is_pinged_but_those_who_are_named() -> None:
    assert discord.render(Reply("@everyone"))["allowed_mentions"] == {
        "parse": [],
        "users": [],
        "roles": [],
        "replied_user": False,
    }
    message = discord.render(Reply("Done", notify=(ANA, Role("9"))))
    assert message["components"][0]["content"] == "<@7> <@&9>"
    assert message["allowed_mentions"] | {"replied_user": False} == {
        "parse": [],
        "users": ["7"],
        "roles": ["9"],
        "replied_user": False,
    }


FOREIGN = st.text(
    st.sampled_from("ab *_`~|<>@#[]()\\\n-1.é漢\u202e\x00") | st.characters(), max_size=400
)
BLOCKS = st.one_of(
    FOREIGN.map(lambda text: Text(literal(text))),
    FOREIGN.map(Text),
    FOREIGN.map(lambda text: Text(text * 30)),
    FOREIGN.map(lambda text: Code(text * 20, text[:9])),
    st.lists(st.tuples(FOREIGN, FOREIGN), max_size=9).map(lambda pairs: Facts(tuple(pairs))),
    st.lists(st.tuples(FOREIGN, FOREIGN), max_size=9).map(
        lambda rows: Table(("a", "b"), tuple(rows))
    ),
    FOREIGN.map(lambda text: Progress(0.3, text)),
    st.lists(FOREIGN, max_size=9).map(
        lambda labels: Buttons(tuple(Button(label, PRESS) for label in labels))
    ),
)


@given(FOREIGN, st.lists(BLOCKS, max_size=12))
def test_discord_takes_whatever_is_said(title: str, blocks: list[Block]) -> None:
    message = discord.render(Reply(title, tuple(blocks), notify=(ANA,)))
    validate_components(message["components"], flags=message["flags"])


@given(replies(words))
def test_discord_takes_every_reply(reply: Reply) -> None:
    message = discord.render(reply)
    validate_components(message["components"], flags=message["flags"])
    assert len(message["files"]) <= 10


def test_a_bare_scheme_is_no_address() -> None:
    assert shown(Text("**http://**")) == "**http:/\u200b/**"


@pytest.mark.parametrize(
    "block",
    [
        Text("*" * 9000),
        Text("\\*" * 9000),
        Code("`" * 9000),
        Facts((("a_" * 900, "b*" * 4000),)),
        Progress(1, "_" * 9000),
    ],
    ids=lambda block: type(block).__name__,
)
def test_too_much_is_cut_not_refused(block: Block) -> None:
    message = discord.render(Reply("T*" * 500, (block, Text("end"))))
    validate_components(message["components"], flags=message["flags"])
    labels = [part.get("label") for part in walk(message["components"])]
    assert "Show all" in labels


def test_facts_at_the_end_are_small_print_under_a_line() -> None:
    buttons = Buttons((Button("One", PRESS), Button("Two", PRESS)))
    kinds = [part["type"] for part in card(Text("Words"), Facts((("Level", "basic"),)), buttons)]
    assert kinds == [10, 14, 10, 14, 1]
    assert card(Text("Words"), Facts((("Level", "basic"),)))[-1]["content"] == "-# **Level** basic"
    assert card(Facts((("Level", "basic"),)), Text("Words"))[0]["content"] == "**Level** basic"


def test_room_above_controls_is_given_up_for_more_controls() -> None:
    rows = [
        block
        for n in range(6)
        for block in (Text(f"Part {n} of six"), Buttons((Button("A", PRESS), Button("B", PRESS))))
    ]
    spaced = [part["type"] for part in card(*rows)]
    assert 14 in spaced
    assert len(list(walk(card(*rows)))) <= 38
