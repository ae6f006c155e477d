from __future__ import annotations

import pytest

from bot.platforms.slack.ids import controls, distinct, unmarked


def row(*action_ids: str) -> dict[str, object]:
    buttons = [{"type": "button", "action_id": action_id} for action_id in action_ids]
    return {"type": "actions", "elements": buttons}


@pytest.mark.parametrize("given", ["ask:see:relu", "ask:see:relu~1", "ask:see:~12", "a:b:~"])
def test_every_id_of_a_message_is_its_own_and_is_read_as_it_was_given(given: str) -> None:
    blocks = distinct([row(given, given), row(given)])

    ids = [control["action_id"] for control in controls(blocks)]

    assert len(set(ids)) == 3
    assert {unmarked(action_id) for action_id in ids} == {given}


def test_an_id_that_stands_alone_is_left_as_it_is() -> None:
    [button] = controls(distinct([row("ask:see:relu")]))
    assert button["action_id"] == "ask:see:relu"
