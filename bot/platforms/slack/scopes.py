"""What the app asks Slack to be allowed, worked out from the events it hears and the methods it calls.

Each method and event as https://docs.slack.dev/reference/methods and …/reference/events say. A test reads this
package's code and finds that METHODS has what is called, and nothing else.
"""

from __future__ import annotations

EVENTS: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
    "app_home_opened": (),
    "app_uninstalled": (),
    "tokens_revoked": (),
}
"""Events of a bot, and what each needs."""

_HISTORY = ("channels:history", "groups:history", "im:history")
METHODS: dict[str, tuple[str, ...]] = {
    "apps.connections.open": (),  # by the app's own token
    "assistant.threads.setStatus": ("chat:write",),
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": _HISTORY,  # to find what was sent already
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.open": ("im:write",),
    "conversations.replies": _HISTORY,
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),  # pictures that only showed progress
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "oauth.v2.access": (),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
}
"""Methods of the Web API that are called, and what each needs."""

_FEATURES = ("commands", "assistant:write")
"""Slash commands and shortcuts; the agent's view."""

SCOPES: tuple[str, ...] = tuple(sorted({*_FEATURES}.union(*EVENTS.values(), *METHODS.values())))
"""Everything the bot is to be allowed."""


def missing(granted: str) -> tuple[str, ...]:
    """The scopes that are needed and not among those granted, as the header `x-oauth-scopes` lists them."""
    return tuple(sorted(set(SCOPES) - {scope.strip() for scope in granted.split(",")}))
