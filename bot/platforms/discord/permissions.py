"""What Backprep has to be allowed, by the names people see in Discord, and the link that asks for it.

https://discord.com/developers/docs/topics/permissions
"""

from __future__ import annotations

import base64
import binascii

VIEW = 1 << 10
_IN_CHANNELS = {
    VIEW: "View Channel",
    1 << 11: "Send Messages",
    1 << 15: "Attach Files",
    1 << 16: "Read Message History",
}
_IN_THREADS = {
    VIEW: "View Channel",
    1 << 38: "Send Messages in Threads",
    1 << 15: "Attach Files",
    1 << 16: "Read Message History",
}


_NEW_THREADS = {1 << 35: "Create Public Threads", 1 << 38: "Send Messages in Threads"}


def missing(permissions: int, channel: str, *, thread: bool, new_thread: bool = False) -> list[str]:
    """A sentence for each permission that is missing for posting in a channel, or in new threads of it."""
    needed = _IN_THREADS if thread else _IN_CHANNELS
    needed = needed | _NEW_THREADS if new_thread else needed
    return [
        f"Backprep needs the permission “{name}” in {channel}."
        for bit, name in needed.items()
        if not permissions & bit
    ]


def invite_link(token: str) -> str | None:
    """Where a server's owner, or a person, installs the bot of this token; None if it is no token.

    A token begins with the application's id, so nobody has to be asked.
    """
    encoded = token.partition(".")[0]
    try:
        application = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if not application.isdigit():
        return None
    bits = sum({**_IN_CHANNELS, **_IN_THREADS, **_NEW_THREADS})
    return (
        f"https://discord.com/oauth2/authorize?client_id={application}"
        f"&scope=bot+applications.commands&permissions={bits}"
    )
