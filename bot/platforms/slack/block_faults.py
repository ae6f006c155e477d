"""What Slack would refuse of one block.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.platforms.slack.parts import MAX_CHOICES, MAX_LABEL, MAX_OPTION, MAX_PROMPT
from bot.platforms.slack.tables import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from bot.platforms.slack.word_faults import Part, of_plain, of_text, of_words, too_long


def faults_of(block: Part) -> Iterator[str]:
    """What is wrong within one block."""
    check = _BLOCKS.get(block.get("type", ""))
    if check is None:
        yield "there is no such block"
    else:
        yield from check(block)


def _header(block: Part) -> Iterator[str]:
    yield from of_plain("text", block.get("text"), 150)


def _section(block: Part) -> Iterator[str]:
    fields = block.get("fields", [])
    if "text" in block:
        yield from of_words("text", block["text"], 3_000)
    elif not fields:
        yield "it has neither text nor fields"
    if len(fields) > 10:
        yield f"{len(fields)} fields, a section takes 10"
    yield from (fault for field in fields for fault in of_words("a field", field, 2_000))
    yield from _control(block["accessory"]) if "accessory" in block else ()


def _actions(block: Part) -> Iterator[str]:
    yield from _count("elements", block.get("elements"), 25)
    yield from (fault for part in block.get("elements", ()) for fault in _control(part))


def _context(block: Part) -> Iterator[str]:
    yield from _count("elements", block.get("elements"), 10)
    yield from (
        fault for part in block.get("elements", ()) for fault in of_words("it", part, 3_000)
    )


def _image(block: Part) -> Iterator[str]:
    yield from of_text("alt_text", block.get("alt_text"), 2_000)
    if not (block.get("slack_file") or {}).get("id") and not block.get("image_url"):
        yield "it has no picture"


def _input(block: Part) -> Iterator[str]:
    yield from of_plain("label", block.get("label"), 2_000)
    yield from of_plain("hint", block["hint"], 2_000) if "hint" in block else ()
    yield from _control(block.get("element") or {})


def _rich(block: Part) -> Iterator[str]:
    """Sections, lists, quotes and code, none of them empty, and no run of words either."""
    elements = block.get("elements")
    if not elements:
        yield f"{block.get('type')} is empty"
    for part in elements or ():
        if part.get("type", "").startswith("rich_text"):
            yield from _rich(part)
        elif part.get("type") == "text" and not part.get("text"):
            yield "a text is empty"
        elif part.get("type") == "link" and ("text" in part or "://" not in part.get("url", "")):
            yield "a link hides its address or has none"


def _table(block: Part) -> Iterator[str]:
    rows = block.get("rows", [])
    yield from _count("rows", rows, MAX_ROWS)
    yield from (fault for row in rows for fault in _count("a row", row, MAX_COLUMNS))
    yield from _count("column_settings", block.get("column_settings", [0]), MAX_COLUMNS)
    cells = [cell for row in rows for cell in row]
    characters = sum(len(text) for cell in cells for text in _texts(cell))
    if characters > MAX_CELLS:
        yield f"{characters} characters in cells, a table takes {MAX_CELLS}"
    if any(not text for cell in cells for text in _texts(cell)):
        yield "a cell is empty"
    if len({len(row) for row in rows}) > 1:
        yield "rows differ in their number of cells"


def _texts(cell: Part) -> Iterator[str]:
    if "elements" in cell:
        yield from (text for part in cell["elements"] for text in _texts(part))
    else:
        yield cell.get("text", cell.get("url", ""))


def _control(part: Part) -> Iterator[str]:
    match part.get("type"):
        case "button":
            yield from of_plain("text of a button", part.get("text"), MAX_LABEL)
            yield from too_long("value", part.get("value", ""), 2_000)
            if part.get("style", "primary") not in ("primary", "danger"):
                yield f"a button has no style {part['style']!r}"
        case "static_select":
            yield from _select(part)
        case "plain_text_input":
            if not 1 <= part.get("max_length", 1) <= 3_000:
                yield f"max_length is {part['max_length']}, a field takes 1 to 3000"
            yield from _placeholder(part)
        case unknown:
            yield f"{unknown!r} is no control"


def _select(part: Part) -> Iterator[str]:
    options = part.get("options", [])
    yield from _count("options", options, MAX_CHOICES)
    yield from _placeholder(part)
    for option in options:
        yield from of_plain("text of an option", option.get("text"), MAX_OPTION)
        yield from too_long("value of an option", option.get("value", ""), 150)
        if not option.get("value"):
            yield "an option has no value"
        summary = option.get("description")
        yield from of_plain("description", summary, MAX_OPTION) if summary else ()
    if "initial_option" in part and part["initial_option"] not in options:
        yield "initial_option is none of the options"


def _placeholder(part: Part) -> Iterator[str]:
    if "placeholder" in part:
        yield from of_plain("placeholder", part["placeholder"], MAX_PROMPT)


def _count(name: str, items: list[Any] | None, most: int) -> Iterator[str]:
    if not 1 <= len(items or ()) <= most:
        yield f"{name}: {len(items or ())}, Slack takes 1 to {most}"


_BLOCKS: dict[str, Callable[[Part], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "actions": _actions,
    "context": _context,
    "image": _image,
    "input": _input,
    "rich_text": _rich,
    "table": _table,
    "divider": lambda _: iter(()),
}
