from __future__ import annotations

from typing import Any

import pytest

from bot.platforms.slack.rich import elements


def run(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def section(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(parts)}


def items(style: str, *words: str, **more: int) -> dict[str, Any]:
    listed = [section(run(word)) for word in words]
    return {"type": "rich_text_list", "style": style, "elements": listed} | more


def test_styles_are_fields_and_no_signs() -> None:
    assert elements("**b** *i* ~~s~~ `c` ***bi***") == [
        section(
            run("b", bold=True),
            run(" "),
            run("i", italic=True),
            run(" "),
            run("s", strike=True),
            run(" "),
            run("c", code=True),
            run(" "),
            run("bi", bold=True, italic=True),
        )
    ]


def test_paragraphs_have_room_between_them_and_a_heading_stands_over_what_follows() -> None:
    assert elements("One\n\nTwo\n\n## Three\n\n" + "Four " * 20) == [
        section(
            run("One"),
            run("\n\n"),
            run("Two"),
            run("\n\n"),
            run("Three", bold=True),
            run("\n"),
            run(("Four " * 20).strip()),
        )
    ]


def test_short_paragraphs_such_as_answers_to_choose_from_stand_close() -> None:
    [answers] = elements("**A** one\n\n**B** two\n\n**C** three")
    assert [part["text"] for part in answers["elements"]] == (
        ["A", " one", "\n", "B", " two", "\n", "C", " three"]
    )


def test_lists_lie_in_each_other_and_go_on_counting() -> None:
    assert elements("1. one\n2. two\n   - inner\n3. three") == [
        items("ordered", "one", "two"),
        items("bullet", "inner", indent=1),
        items("ordered", "three", offset=2),
    ]


def test_a_list_that_starts_late_says_so() -> None:
    assert elements("7. seven\n8. eight") == [items("ordered", "seven", "eight", offset=6)]


def test_a_further_paragraph_of_an_item_stays_in_it() -> None:
    [only] = elements("- one\n\n  more\n\n- two")
    assert only["elements"] == [section(run("one"), run("\n"), run("more")), section(run("two"))]


def test_a_quote_is_a_quote() -> None:
    assert elements("> a\n>\n> **b**") == [
        {"type": "rich_text_quote", "elements": [run("a"), run("\n"), run("b", bold=True)]}
    ]


def test_words_after_a_list_have_room_above() -> None:
    assert elements("Why:\n\n- a\n\nSo.") == [
        section(run("Why:")),
        items("bullet", "a"),
        section(run("\n"), run("So.")),
    ]


def test_an_address_stands_beside_its_words() -> None:
    address = {"type": "link", "url": "https://x.org/a_b?c=d#e"}
    assert elements("[here](https://x.org/a_b?c=d#e)") == [
        section(run("here"), run(" ("), address, run(")"))
    ]
    assert elements("<https://x.org/a_b?c=d#e>") == [section(address)]


@pytest.mark.parametrize("address", ["https://", "http:///x", f"https://x.org/{'y' * 3000}"])
def test_what_slack_might_not_take_for_an_address_is_words(address: str) -> None:
    assert "'link'" not in str(elements(f"[here](<{address}>)"))
    assert "here" in str(elements(f"[here](<{address}>)"))
