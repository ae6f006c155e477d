"""A reply as plain data, which the page draws from and escapes."""

from __future__ import annotations

from typing import Any, assert_never

from bot.chat import markup
from bot.chat.event import Person
from bot.chat.limits import Limits, fit
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

LIMITS = Limits()
"""A browser has none of its own; what is longer than this is tiring to read."""

JsonDict = dict[str, Any]


def render(reply: Reply) -> JsonDict:
    """What a card shows; every string in it is words, never HTML."""
    fitted = fit(reply, LIMITS)
    return {
        "title": fitted.title,
        "tone": fitted.tone,
        "audience": fitted.audience,
        "notify": [_notified(whom) for whom in fitted.notify],
        "blocks": [_block(block) for block in fitted.blocks],
    }


def _notified(whom: Person | Role) -> str:
    return "@" + markup.clean(whom.name if isinstance(whom, Person) else whom.id)


def _block(block: Block) -> JsonDict:  # noqa: C901, PLR0911, PLR0912 - a case per block
    match block:
        case Text(markdown):
            return {"type": "text", "lines": [_line(line) for line in markup.lines(markdown)]}
        case Code(source, language):
            return {"type": "code", "source": source, "language": language}
        case Facts(pairs):
            return {"type": "facts", "pairs": [list(pair) for pair in pairs]}
        case Table(header, rows):
            return {"type": "table", "header": list(header), "rows": [list(row) for row in rows]}
        case Picture(key, alt):
            return {"type": "picture", "url": f"/blobs/{key}", "alt": alt}
        case File(key, name, summary):
            return {"type": "file", "url": f"/blobs/{key}", "name": name, "summary": summary}
        case Buttons(choices):
            return {"type": "buttons", "buttons": [_button(button) for button in choices]}
        case Select():
            return _select(block)
        case Progress(done, label):
            return {"type": "progress", "percent": round(100 * done), "label": label}
        case _:
            assert_never(block)


def _line(line: markup.Line) -> JsonDict:
    return {
        "kind": line.kind,
        "level": line.level,
        "number": line.number,
        "spans": [_span(span) for span in line.spans],
    }


def _span(span: markup.Span) -> JsonDict:
    marks = [mark for mark in ("bold", "italic", "code", "strike") if getattr(span, mark)]
    return {"text": span.text, "marks": marks, "link": span.link}


def _button(button: Button) -> JsonDict:
    return {
        "label": button.label,
        "action": button.action.encode(),
        "style": button.style,
        "disabled": button.disabled,
    }


def _select(select: Select) -> JsonDict:
    return {
        "type": "select",
        "prompt": select.prompt,
        "action": select.action.encode(),
        "chosen": select.chosen,
        "choices": [choice_data(choice) for choice in select.choices],
    }


def choice_data(choice: Choice) -> JsonDict:
    """One line of a select, of an option or of a form field."""
    label, summary = markup.clean(choice.label), markup.clean(choice.summary)
    return {"label": label, "value": choice.value, "summary": summary}
