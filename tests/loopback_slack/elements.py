"""What Slack takes inside of blocks: texts, options and everything one can press, pick or fill in.

Limits from https://docs.slack.dev/reference/block-kit/block-elements and /composition-objects, as of 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.loopback_slack.schema import (
    Check,
    among,
    array,
    boolean,
    both,
    exactly_one,
    string,
    thing,
    typed,
    whole,
)

ID = string(255)


def plain(longest: int) -> Check:
    return typed({"plain_text": thing({"text": string(longest)}, {"emoji": boolean})})


def marked(longest: int) -> Check:
    mrkdwn = thing({"text": string(longest)}, {"verbatim": boolean})
    simple = thing({"text": string(longest)}, {"emoji": boolean})
    return typed({"mrkdwn": mrkdwn, "plain_text": simple})


def _picked_is_offered(value: Any, at: str) -> Iterator[str]:
    """`initial_option` must equal one of the options to the letter."""
    if not isinstance(value, dict) or "initial_option" not in value:
        return
    groups = value.get("option_groups") or [{"options": value.get("options", [])}]
    if all(value["initial_option"] not in group["options"] for group in groups):
        yield f"{at}: initial_option is none of the options"


_CONFIRM = thing(
    {"title": plain(100), "text": marked(300), "confirm": plain(30), "deny": plain(30)},
    {"style": among("primary", "danger")},
)
_OPTION = thing({"text": plain(75), "value": string(150)}, {"description": plain(75)})
_LONG_OPTION = thing({"text": marked(75), "value": string(150)}, {"description": marked(75)})
_GROUP = thing({"label": plain(75), "options": array(_OPTION, 100)})
_ASKED: dict[str, Check] = {
    "placeholder": plain(150),
    "confirm": _CONFIRM,
    "focus_on_load": boolean,
}
_MENU = both(
    thing(
        {"action_id": ID},
        {
            "options": array(_OPTION, 100),
            "option_groups": array(_GROUP, 100),
            "initial_option": _OPTION,
            **_ASKED,
        },
    ),
    exactly_one("options", "option_groups"),
    _picked_is_offered,
)
_BUTTON = thing(
    {"action_id": ID, "text": plain(75)},
    {
        "value": string(2000),
        "url": string(3000),
        "style": among("primary", "danger"),
        "confirm": _CONFIRM,
        "accessibility_label": string(75),
    },
)
_RADIO = both(
    thing(
        {"action_id": ID, "options": array(_LONG_OPTION, 10)},
        {"initial_option": _LONG_OPTION, "confirm": _CONFIRM, "focus_on_load": boolean},
    ),
    _picked_is_offered,
)
_BOXES = thing(
    {"action_id": ID, "options": array(_LONG_OPTION, 10)},
    {"initial_options": array(_LONG_OPTION, 10), "confirm": _CONFIRM, "focus_on_load": boolean},
)
_LINE = thing(
    {"action_id": ID},
    {
        "initial_value": string(3000),
        "multiline": boolean,
        "min_length": whole(0, 3000),
        "max_length": whole(1, 3000),
        "placeholder": plain(150),
        "focus_on_load": boolean,
        "dispatch_action_config": thing(
            {"trigger_actions_on": array(among("on_enter_pressed", "on_character_entered"), 2)}
        ),
    },
)
_OVERFLOW = thing({"action_id": ID, "options": array(_OPTION, 5)}, {"confirm": _CONFIRM})
_PLACE = thing(
    {"action_id": ID},
    {"initial_channel": ID, "initial_conversation": ID, "response_url_enabled": boolean, **_ASKED},
)
_PERSON = thing({"action_id": ID}, {"initial_user": ID, **_ASKED})
_NUMBER = thing(
    {"action_id": ID, "is_decimal_allowed": boolean},
    {
        "initial_value": string(100),
        "min_value": string(100),
        "max_value": string(100),
        "placeholder": plain(150),
        "focus_on_load": boolean,
    },
)
SLACK_FILE = both(thing({}, {"id": string(64), "url": string(3000)}), exactly_one("id", "url"))
IMAGE = both(
    thing(
        {"alt_text": string(2000)},
        {"image_url": string(3000), "slack_file": SLACK_FILE},
    ),
    exactly_one("image_url", "slack_file"),
)
PRESSED: dict[str, Check] = {
    "button": _BUTTON,
    "static_select": _MENU,
    "radio_buttons": _RADIO,
    "checkboxes": _BOXES,
    "overflow": _OVERFLOW,
    "channels_select": _PLACE,
    "conversations_select": _PLACE,
    "users_select": _PERSON,
}
"""What an actions block takes, and beside an image what stands at the right of a section."""
FILLED: dict[str, Check] = {
    "plain_text_input": _LINE,
    "number_input": _NUMBER,
    "static_select": _MENU,
    "radio_buttons": _RADIO,
    "checkboxes": _BOXES,
    "channels_select": _PLACE,
    "conversations_select": _PLACE,
    "users_select": _PERSON,
}
"""What an input block takes."""
