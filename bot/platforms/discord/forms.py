"""Form to the JSON of a Discord modal.

https://discord.com/developers/docs/components/reference#label
"""

from __future__ import annotations

from bot.chat.feature import Field, Form
from bot.platforms.discord.components import (
    LABEL,
    MAX_CHOICES,
    SELECT,
    TEXT_INPUT,
    JsonDict,
    option,
    short,
)


def render_form(form: Form) -> JsonDict:
    """The modal; its id is the form's action, so it can be sent after a restart as well."""
    return {
        "title": short(form.title, 45),
        "custom_id": form.action.encode(),
        "components": [_label(field) for field in form.fields],
    }


def _label(field: Field) -> JsonDict:
    """A question; one too long for a label stands whole below it."""
    control = _select(field) if 0 < len(field.choices) <= MAX_CHOICES else _input(field)
    shown = {"type": LABEL, "label": short(field.label, 45), "component": control}
    more = field.label if len(field.label) > 45 else ""
    if len(field.choices) > MAX_CHOICES:
        more = f"{more} One of: {', '.join(choice.label for choice in field.choices)}"
    return shown | ({"description": short(more, 100)} if more else {})


def _select(field: Field) -> JsonDict:
    return {
        "type": SELECT,
        "custom_id": field.name,
        "required": field.required,
        "placeholder": short(field.placeholder or field.label, 150),
        "options": [option(choice) for choice in field.choices],
    }


def _input(field: Field) -> JsonDict:
    placeholder = {"placeholder": short(field.placeholder, 100)} if field.placeholder else {}
    return {
        "type": TEXT_INPUT,
        "custom_id": field.name,
        "style": 2 if field.kind == "paragraph" else 1,
        "required": field.required,
        "max_length": min(field.longest, 4000),
    } | placeholder
