"""What Slack makes of what people type: it escapes, and turns names into marks (a command has `should_escape`)."""

from __future__ import annotations

import re

from tests.loopback_slack.world import World

_NAME = re.compile(r"(?<!\S)([#@])(\w[\w-]*)")


def marked(world: World, team: str, text: str) -> str:
    """The text as it is sent to the bot."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    people = {user.name: user.id for user in world.users.values() if user.team == team}
    people["backprep"] = "U0BOT"
    channels = {each.name: each.id for each in world.channels.values() if each.team == team}

    def mark(found: re.Match[str]) -> str:
        kind, name = found.groups()
        known = channels.get(name) if kind == "#" else people.get(name)
        label = "" if known == "U0BOT" else f"|{name}"
        return f"<{kind}{known}{label}>" if known else found[0]

    return _NAME.sub(mark, escaped)
