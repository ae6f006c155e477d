"""Messages, commands and forms as plain data for the page's components."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.feature import Command, Field, Form, Option
from bot.chat.markup import clean
from bot.chat.reply import Choice
from bot.platforms.web.channels import SHARED, Channel
from bot.platforms.web.parse import number_hint
from bot.platforms.web.render import JsonDict, choice_data, render
from bot.platforms.web.transcript import Message


def message_data(message: Message, viewer: str) -> JsonDict:
    """A message as the person with the id `viewer` sees it."""
    return {
        "id": message.id,
        "bot": not message.author,
        "name": message.name or "Backprep",
        "mine": message.author == viewer,
        "sent": message.sent.isoformat(),
        "text": message.text,
        "cause": message.cause,
        "private": bool(message.only),
        "waiting": message.waiting,
        "card": message.reply and render(message.reply),
    }


def command_data(command: Command, channels: Sequence[Channel] = SHARED) -> JsonDict:
    """What the composer completes and explains; `channels` can be named in its options."""
    options = [_option(option, channels) for option in command.options]
    return {"name": command.name, "summary": command.summary, "options": options}


def form_data(form: Form, source: str) -> JsonDict:
    """A form; `source` is the message whose button opened it."""
    return {
        "title": clean(form.title),
        "send": clean(form.send),
        "action": form.action.encode(),
        "source": source,
        "fields": [_field(field) for field in form.fields],
    }


def offers_data(option: str, typed: str, choices: Sequence[Choice]) -> JsonDict:
    """What is offered for the letters that were typed in an option."""
    return {"option": option, "typed": typed, "choices": [choice_data(one) for one in choices]}


def _option(option: Option, channels: Sequence[Channel]) -> JsonDict:
    return {
        "name": option.name,
        "summary": option.summary,
        "required": option.required,
        "kind": option.kind,
        "takes": _takes(option),
        "longest": option.longest,
        "choices": _choices(option, channels),
        "suggests": option.suggest is not None,
    }


def _takes(option: Option) -> str:
    """What may be typed, in words."""
    if option.choices:
        return "one of the list"
    words = {"yes-no": "yes or no", "channel": "a channel", "role": "a role"}
    if option.kind in {"whole", "number"}:
        return number_hint(option)
    return words.get(option.kind, f"up to {option.longest:,} characters")


def _choices(option: Option, channels: Sequence[Channel]) -> list[JsonDict]:
    if option.kind == "yes-no":
        return [{"label": word, "value": word, "summary": ""} for word in ("yes", "no")]
    if option.kind == "channel":
        return [
            {"label": f"#{one.title}", "value": one.slug, "summary": one.topic} for one in channels
        ]
    return [choice_data(choice) for choice in option.choices]


def _field(field: Field) -> JsonDict:
    return {
        "name": field.name,
        "label": clean(field.label),
        "required": field.required,
        "kind": field.kind,
        "placeholder": clean(field.placeholder),
        "longest": field.longest,
        "choices": [choice_data(choice) for choice in field.choices],
    }
