"""A form, asked question by question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.chat.errors import ChatError
from bot.chat.feature import Field, Form
from bot.platforms.console.options import read_choice

Ask = Callable[[str, str], Awaitable[str]]
"""Puts a question, with a hint of what an answer looks like; the answer."""
Tell = Callable[[str], Awaitable[None]]


async def fill(form: Form, ask: Ask, tell: Tell) -> dict[str, str]:
    """Every field's answer; empty where an optional one was skipped."""
    await tell(form.title)
    return {field.name: await _fill_field(field, ask, tell) for field in form.fields}


async def _fill_field(field: Field, ask: Ask, tell: Tell) -> str:
    """Ask until the answer fits."""
    for number, choice in enumerate(field.choices, start=1):
        await tell(f"  {number}  {choice.label}")
    while True:
        try:
            return read_field(field, await ask(_question(field), field.placeholder))
        except ChatError as error:
            await tell(str(error))


def read_field(field: Field, text: str) -> str:
    """The answer to a field; for one with choices the value of the line with that number or label.

    Raises:
        ChatError: the answer does not fit; the text says what would.
    """
    text = text.strip()
    if not text:
        if field.required:
            raise ChatError(f"“{field.label}” needs an answer. Ctrl-C gives the form up.")
        return ""
    if field.choices:
        return _choice(field, text)
    if len(text) > field.longest:
        raise ChatError(
            f"“{field.label}” takes at most {field.longest} characters; these are {len(text)}."
        )
    return text


def _choice(field: Field, text: str) -> str:
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= len(field.choices):
        return field.choices[int(text[:9]) - 1].value
    return read_choice(field.label, field.choices, text)


def _question(field: Field) -> str:
    bounds = f" (1–{len(field.choices)})" if field.choices else ""
    says_so = field.required or "optional" in field.label.lower()
    return f"{field.label}{bounds}{'' if says_so else ' (optional)'}"
