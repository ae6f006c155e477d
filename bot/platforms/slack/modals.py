"""Form to the JSON of a Slack modal.

https://docs.slack.dev/reference/views/modal-views
"""

from __future__ import annotations

from bot.chat.feature import Field, Form
from bot.platforms.slack.parts import MAX_CHOICES, JsonDict, option, plain

MAX_TITLE = 24
"""Characters of the title and of what stands on the buttons below."""
MAX_METADATA = 3_000
_OPTIONAL = " (optional)"
"""What Slack says itself."""
_MAX_WORDS = 3_000
"""Characters that a person may type into a field."""


def modal(form: Form, private_metadata: str = "") -> JsonDict:
    """The modal; its id is the form's action, so it can be sent after a restart as well.

    What people send comes back by the names of the fields, with `private_metadata` as it was.

    Raises:
        ValueError: `private_metadata` is longer than Slack takes.
    """
    if len(private_metadata) > MAX_METADATA:
        raise ValueError(f"private_metadata takes {MAX_METADATA} characters")
    whole = [] if len(form.title) <= MAX_TITLE else [_words(form.title)]
    return {
        "type": "modal",
        "callback_id": form.action.encode(),
        "private_metadata": private_metadata,
        "title": plain(form.title, MAX_TITLE),
        "submit": plain(form.send, MAX_TITLE),
        "close": plain("Cancel", MAX_TITLE),
        "blocks": [*whole, *map(_input, form.fields)],
    }


def _words(text: str) -> JsonDict:
    return {"type": "section", "text": plain(text, 3_000)}


def _input(field: Field) -> JsonDict:
    """A question; more choices than a menu has lines stand below it in words."""
    few = 0 < len(field.choices) <= MAX_CHOICES
    shown = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label.removesuffix(_OPTIONAL), 2_000),
        "element": _select(field) if few else _typed(field),
        "optional": not field.required,
    }
    if field.choices and not few:
        shown["hint"] = plain(
            f"One of: {', '.join(choice.label for choice in field.choices)}", 2_000
        )
    return shown


def _select(field: Field) -> JsonDict:
    return {
        "type": "static_select",
        "action_id": field.name,
        "placeholder": plain(field.placeholder or "Choose", 150),
        "options": [option(choice) for choice in field.choices],
    }


def _typed(field: Field) -> JsonDict:
    placeholder = {"placeholder": plain(field.placeholder, 150)} if field.placeholder else {}
    return {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.kind == "paragraph",
        "max_length": min(field.longest, _MAX_WORDS),
    } | placeholder
