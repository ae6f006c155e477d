"""Which blocks Slack refuses, written from its documentation and, where that is silent, from what people met.

Stricter than Slack where it is lenient: unknown fields, missing ids, and equal action ids anywhere in one payload are
faults, and so is an empty cell. It knows nothing of the product's own checks.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.loopback_slack.elements import FILLED, ID, IMAGE, PRESSED, SLACK_FILE, marked, plain
from tests.loopback_slack.rich_text import RICH_TEXT
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
)

MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100
MOST_CHARACTERS = 13_200
"""Of a message's blocks as JSON; Slack does not say how it counts (github.com/slackapi/bolt-js/issues/2509)."""
COST_OF_A_BLOCK, MOST_COST = 125, 13_422
"""In that report a divider cost 125 characters, and one block held 13,297: texts plus 125 a block stay below 13,422."""
MOST_IN_TABLE = 10_000
"""Characters of a table's cells."""


def _has_words(value: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict) and not value.keys() & {"text", "fields"}:
        yield f"{at}: needs text or fields"


_B: dict[str, Check] = {"block_id": ID}
_RAW = {"raw_text": thing({"text": string(MOST_IN_TABLE)})}
_CELL = typed({**_RAW, "rich_text": thing({"elements": RICH_TEXT}, _B)})
_COLUMN = thing({}, {"align": among("left", "center", "right"), "is_wrapped": boolean})


def _even(value: Any, at: str) -> Iterator[str]:
    rows = value.get("rows", [])
    if len({len(row) for row in rows}) > 1:
        yield f"{at}: the rows are of different length"
    if sum(len(word) for word in texts(rows)) > MOST_IN_TABLE:
        yield f"{at}: the cells have over {MOST_IN_TABLE} characters"


_EVERYWHERE: dict[str, Check] = {
    "section": both(
        thing(
            {},
            {
                "text": marked(3000),
                "fields": array(marked(2000), 10),
                "accessory": typed({**PRESSED, "image": IMAGE}),
                "expand": boolean,
                **_B,
            },
        ),
        _has_words,
    ),
    "header": thing({"text": plain(150)}, _B),
    "divider": thing({}, _B),
    "image": both(
        thing(
            {"alt_text": string(2000)},
            {"image_url": string(3000), "slack_file": SLACK_FILE, "title": plain(2000), **_B},
        ),
        exactly_one("image_url", "slack_file"),
    ),
    "context": thing(
        {
            "elements": array(
                _context := typed(
                    {
                        "image": IMAGE,
                        "mrkdwn": thing({"text": string(3000)}, {"verbatim": boolean}),
                        "plain_text": thing({"text": string(3000)}, {"emoji": boolean}),
                    }
                ),
                10,
            )
        },
        _B,
    ),
    "actions": thing({"elements": array(typed(PRESSED), 25)}, _B),
    "rich_text": thing({"elements": RICH_TEXT}, _B),
    "input": thing(
        {"label": plain(2000), "element": typed(FILLED), "block_id": ID},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
}
_IN_MESSAGE = _EVERYWHERE | {
    "markdown": thing({"text": string(12_000)}, _B),
    "table": both(
        thing(
            {"rows": array(array(_CELL, 20), 100)},
            {"column_settings": array(_COLUMN, 20), **_B},
        ),
        _even,
    ),
}
_MESSAGE = array(typed(_IN_MESSAGE), MOST_IN_MESSAGE, least=0)
_VIEW_BLOCKS = array(typed(_EVERYWHERE), MOST_IN_VIEW)
_VIEW: dict[str, Check] = {
    "blocks": _VIEW_BLOCKS,
}
_KEPT: dict[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": ID,
    "external_id": ID,
}
_MODAL = thing(
    {**_VIEW, "title": plain(24)},
    {
        **_KEPT,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_ANY_VIEW = typed({"modal": _MODAL, "home": thing(_VIEW, _KEPT)})


def faults_of_blocks(blocks: Any) -> list[str]:
    """What Slack refuses in the blocks of a message."""
    found = [*_MESSAGE(blocks, "/blocks")]
    return found or [*_once(blocks), *_one_table(blocks)]


def faults_of_view(view: Any) -> list[str]:
    """What Slack refuses in a modal or a home tab."""
    found = [*_ANY_VIEW(view, "/view")]
    return found or [*_once(view["blocks"]), *_submit(view)]


def too_long(blocks: list[Any]) -> bool:
    """Whether the blocks of a message have too many characters in all, by either way of counting."""
    as_json = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
    cost = sum(map(len, texts(blocks))) + COST_OF_A_BLOCK * len(blocks)
    return len(as_json) > MOST_CHARACTERS or cost > MOST_COST


def texts(part: Any) -> Iterator[str]:
    """Every text that is shown somewhere in blocks."""
    if isinstance(part, dict):
        for name, inner in part.items():
            if isinstance(inner, str):
                if name in ("text", "alt_text"):
                    yield inner
            else:
                yield from texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from texts(inner)


def ids(part: Any, name: str) -> Iterator[str]:
    """Every id with this name somewhere in blocks."""
    if isinstance(part, dict):
        if name in part:
            yield part[name]
        for inner in part.values():
            yield from ids(inner, name)
    elif isinstance(part, list):
        for inner in part:
            yield from ids(inner, name)


def _once(blocks: Any) -> Iterator[str]:
    for name in ("block_id", "action_id"):
        for each, times in Counter(ids(blocks, name)).items():
            if times > 1:
                yield f"/blocks: the {name} {each!r} is there {times} times"


def _one_table(blocks: Any) -> Iterator[str]:
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield "only_one_table_allowed"


def _submit(view: Any) -> Iterator[str]:
    asks = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and asks and "submit" not in view:
        yield "/view: a modal with an input needs submit"
