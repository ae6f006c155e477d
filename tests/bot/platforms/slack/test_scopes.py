"""The scopes are those of what the app does: this reads its code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

import bot.platforms.slack as package
from bot.platforms.slack.scopes import METHODS, SCOPES, missing

_OF_CLIENT = {name for name in dir(AsyncWebClient) if "_" in name.strip("_")} - {"api_call"}
_SEVERAL = {"files_upload_v2": {"files.getUploadURLExternal", "files.completeUploadExternal"}}


def _called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if name in _SEVERAL:
                yield from _SEVERAL[name]
            case ast.Attribute(attr=name) if name in _OF_CLIENT:
                yield name.replace("_", ".")
            case ast.Constant(value=str(name)) if name.replace(".", "_") in _OF_CLIENT:
                yield name
            case _:
                pass


def test_the_methods_that_need_scopes_are_those_that_are_called() -> None:
    files = [f for f in Path(package.__path__[0]).rglob("*.py") if f.name != "scopes.py"]

    called = {name for file in files for name in _called(ast.parse(file.read_text("utf-8")))}

    assert called == set(METHODS)


def test_nothing_more_is_asked_for_than_these() -> None:
    assert SCOPES == (
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "users:read",
    )


def test_what_was_not_granted_is_named() -> None:
    granted = ", ".join(set(SCOPES) - {"users:read", "im:write"})

    assert missing(granted) == ("im:write", "users:read")
    assert missing("") == SCOPES
