from __future__ import annotations

import json

from bot.chat.event import Action
from bot.chat.reply import Button, Buttons, Choice, Reply, Select, actions
from bot.platforms.console.parse import controls
from bot.platforms.console.render import render
from tests.bot.platforms.console.sample import card, gallery


def button(label: str, *, disabled: bool = False) -> Button:
    return Button(label, Action("x", label.lower()), disabled=disabled)


def letters(*buttons: Button) -> dict[str, str]:
    found = controls(render(Reply("", (Buttons(buttons),))))
    return {key: control.label for key, control in found.items()}


def test_what_can_be_chosen_has_letters_in_its_order() -> None:
    found = controls(render(card()))

    assert {key: control.label for key, control in found.items()} == {
        "a": "More",
        "b": "Key points",
        "c": "Not helpful",
        "d": "Related questions",
    }


def test_a_button_that_is_a_letter_has_that_letter() -> None:
    assert letters(button("Hint"), button("B"), button("A"), button("Skip")) == {
        "c": "Hint",
        "b": "B",
        "a": "A",
        "d": "Skip",
    }
    assert letters(button("A"), button("B"), button("Hint")) == {"a": "A", "b": "B", "c": "Hint"}
    assert letters(button("A"), button("a")) == {"a": "A", "b": "a"}


def test_the_letter_of_an_answer_that_is_switched_off_means_nothing_else() -> None:
    assert letters(button("A", disabled=True), button("Next")) == {"b": "Next"}


def test_after_z_come_two_letters() -> None:
    menus = tuple(Select(f"Menu {n}", (Choice("x", "x"),), Action("x", f"m{n}")) for n in range(9))
    buttons = Buttons(tuple(button(f"Button {n}") for n in range(30)))

    found = controls(render(Reply("", (buttons, *menus))))

    assert len(found) == 39
    assert list(found)[25:28] == ["z", "aa", "ab"]


def test_every_action_is_in_what_is_rendered() -> None:
    for reply in (card(), gallery()):
        text = json.dumps(render(reply))
        assert all(action.encode() in text for action, _ in actions(reply))
