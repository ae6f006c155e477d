"""Each thing that Slack refuses is found, and what it takes is not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.platforms.slack.faults import faults

Json = dict[str, Any]


def plain(text: str, **more: Any) -> Json:
    return {"type": "plain_text", "text": text} | more


def button(action_id: str = "a:b:c", **more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": action_id} | more


def menu(*options: Json, **more: Any) -> Json:
    return {"type": "static_select", "action_id": "m", "options": list(options)} | more


def option(value: str = "1", text: str = "One") -> Json:
    return {"text": plain(text), "value": value}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(text: str, kind: str = "plain_text") -> Json:
    return {"type": "section", "text": {"type": kind, "text": text}}


def fields(*texts: str) -> Json:
    return {"type": "section", "fields": [plain(text) for text in texts]}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def words(*texts: str) -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": t} for t in texts]}


def table(*rows: list[str]) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": c} for c in r] for r in rows]}


def entry(**more: Any) -> Json:
    typed = {"type": "plain_text_input", "action_id": "x"} | more
    return {"type": "input", "label": plain("Why?"), "element": typed}


def image(**more: Any) -> Json:
    return {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a cat"} | more


def message(*blocks: Json, text: str = "words") -> Json:
    return {"text": text, "blocks": list(blocks)}


def modal(*blocks: Json, **more: Any) -> Json:
    view = {"type": "modal", "title": plain("Title"), "submit": plain("Send")}
    return view | {"blocks": list(blocks)} | more


FINE = {
    "words alone": message(),
    "fifty blocks": message(*[section("x")] * 50),
    "a header of 150": message({"type": "header", "text": plain("x" * 150)}),
    "ten fields of 2,000": message(fields(*["x" * 1_200] * 10)),
    "a section of 3,000": message(section("x" * 3_000)),
    "25 buttons": message(actions(*[button(str(n)) for n in range(25)])),
    "a label of 75": message(actions(button(text=plain("x" * 75)))),
    "an id of 255": message(actions(button("x" * 255))),
    "a menu of 100": message(actions(menu(*[option(str(n)) for n in range(100)]))),
    "a table of 100 rows": message(table(*[["x", "y"]] * 100)),
    "a table of 20 columns": message(table(["x"] * 20)),
    "escaped words": message(section("&lt;!channel&gt;", "mrkdwn"), text="&lt;!here&gt;"),
    "a picture": message(image()),
    "a divider": message({"type": "divider"}),
    "a modal": modal(entry()),
    "a home page of 100 blocks": {"type": "home", "blocks": [section("x")] * 100},
}

REFUSED = {
    "no words": (message(text=" "), "text is missing"),
    "too many words": (message(text="x" * 40_001), "40001 characters"),
    "words that ping": (message(text="<!channel>"), "may ping"),
    "51 blocks": (message(*[section("x")] * 51), "51 blocks"),
    "blocks of 13,200 characters": (message(*[section("x" * 2_900)] * 5), "characters of blocks"),
    "blocks of 13,200 entities": (message(*[section("&" * 2_700)]), "characters of blocks"),
    "no such block": (message({"type": "columns"}), "no such block"),
    "two tables": (message(table(["x"]), table(["y"])), "2 tables"),
    "101 rows": (message(table(*[["x"]] * 101)), "101, Slack takes 1 to 100"),
    "21 columns": (message(table(["x"] * 21)), "21, Slack takes 1 to 20"),
    "no rows": (message(table()), "rows: 0"),
    "uneven rows": (message(table(["x"], ["x", "y"])), "differ"),
    "an empty cell": (message(table([""])), "a cell is empty"),
    "10,001 characters in cells": (message(table(["x" * 10_001])), "10001 characters in cells"),
    "a header of 151": (message({"type": "header", "text": plain("x" * 151)}), "151 characters"),
    "a header in mrkdwn": (
        message({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
        "plain_text only",
    ),
    "a section of 3,001": (message(section("x" * 3_001)), "3001 characters"),
    "a section of nothing": (message({"type": "section"}), "neither text nor fields"),
    "mrkdwn that pings": (message(section("<@U1>", "mrkdwn")), "may ping"),
    "11 fields": (message(fields(*["x"] * 11)), "11 fields"),
    "a field of 2,001": (message(fields("x" * 2_001)), "2001 characters"),
    "a row of no buttons": (message(actions()), "elements: 0"),
    "26 buttons": (message(actions(*[button(str(n)) for n in range(26)])), "26, Slack takes"),
    "one id twice": (message(actions(button(), button())), "stands twice"),
    "one id twice in two blocks": (message(actions(button()), actions(button())), "stands twice"),
    "no id": (message(actions(button(""))), "action_id is missing"),
    "an id of 256": (message(actions(button("x" * 256))), "256 characters"),
    "a label of 76": (message(actions(button(text=plain("x" * 76)))), "76 characters"),
    "no label": (message(actions(button(text=plain("")))), "is missing"),
    "a value of 2,001": (message(actions(button(value="x" * 2_001))), "2001 characters"),
    "an unknown style": (message(actions(button(style="plain"))), "no style"),
    "an unknown control": (message(actions({"type": "slider", "action_id": "x"})), "no control"),
    "a menu of none": (message(actions(menu())), "options: 0"),
    "a menu of 101": (message(actions(menu(*[option(str(n)) for n in range(101)]))), "101"),
    "a line of 76": (message(actions(menu(option(text="x" * 76)))), "76 characters"),
    "a line without a value": (message(actions(menu(option("")))), "no value"),
    "a value of 151": (message(actions(menu(option("x" * 151)))), "151 characters"),
    "a first line that is none": (
        message(actions(menu(option("1"), initial_option=option("2")))),
        "none of the options",
    ),
    "a long prompt": (message(actions(menu(option(), placeholder=plain("x" * 151)))), "151"),
    "a long summary": (
        message(actions(menu(option() | {"description": plain("x" * 76)}))),
        "76 characters",
    ),
    "a beside that is none": (message(section("x") | {"accessory": button(style="x")}), "no style"),
    "11 notes": (
        message({"type": "context", "elements": [plain("x")] * 11}),
        "11, Slack takes 1 to 10",
    ),
    "a picture without words": (message(image(alt_text="")), "alt_text is missing"),
    "a picture with too many words": (message(image(alt_text="x" * 2_001)), "2001 characters"),
    "no picture": (message(image(slack_file={})), "no picture"),
    "empty rich text": (message(rich()), "rich_text is empty"),
    "an empty paragraph": (message(rich(words())), "rich_text_section is empty"),
    "an empty run of words": (message(rich(words("a", ""))), "a text is empty"),
    "a masked link": (
        message(
            rich(
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "link", "url": "https://a.example", "text": "b"}],
                }
            )
        ),
        "hides its address",
    ),
    "one block id twice": (message(*[section("x") | {"block_id": "b"}] * 2), "stands twice"),
    "a block id of 256": (message(section("x") | {"block_id": "b" * 256}), "256 characters"),
    "a title of 25": (modal(entry(), title=plain("x" * 25)), "25 characters"),
    "no title": (modal(entry(), title=None), "title is missing"),
    "a button of 25": (modal(entry(), submit=plain("x" * 25)), "25 characters"),
    "a form that cannot be sent": (
        {"type": "modal", "title": plain("x"), "blocks": [entry()]},
        "submit is missing",
    ),
    "metadata of 3,001": (modal(entry(), private_metadata="x" * 3_001), "3001 characters"),
    "a callback id of 256": (modal(entry(), callback_id="x" * 256), "256 characters"),
    "a modal of nothing": (modal(), "0 blocks"),
    "a home page of 101 blocks": ({"type": "home", "blocks": [section("x")] * 101}, "101 blocks"),
    "a table at home": ({"type": "home", "blocks": [table(["x"])]}, "takes no table"),
    "a label of 2,001": (modal(entry() | {"label": plain("x" * 2_001)}), "2001 characters"),
    "a field of 3,001": (modal(entry(max_length=3_001)), "max_length"),
    "a long hint": (modal(entry() | {"hint": plain("x" * 2_001)}), "2001 characters"),
}


@pytest.mark.parametrize("payload", FINE.values(), ids=FINE)
def test_what_slack_takes_has_no_faults(payload: Json) -> None:
    assert faults(payload) == ()


@pytest.mark.parametrize(("payload", "fault"), REFUSED.values(), ids=REFUSED)
def test_what_slack_refuses_is_found(payload: Json, fault: str) -> None:
    assert len(found := faults(payload)) == 1
    assert fault in found[0]


def test_a_fault_says_where_it_is() -> None:
    found = faults(message(section("x"), section("x" * 3_001)))
    assert found == ("blocks[1] section: text has 3001 characters, Slack takes 3000",)
