"""Who may speak to the server: pages of its own address only, and what browsers may do with its answers.

Any page that someone has open can make their browser send requests to 127.0.0.1, and a name that an attacker owns can
be pointed there (DNS rebinding). Such requests carry a foreign Origin or Host, so these are refused, on sockets too.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens on the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Hosts:
    """The addresses under which pages of ours are opened."""

    host: str
    """Where the server listens."""
    port: int
    names: Sequence[str] = ()
    """Further names, such as that of a proxy in front."""

    def allow(self, value: str) -> bool:
        """Whether a Host header names this server.

        An IP address cannot be pointed elsewhere, so a server that others reach takes any; and any port, since a
        proxy or container may show another one.
        """
        found = _HOST.fullmatch(value.lower())
        if not found:
            return False
        name, port = found[1], int(found[2] or 80)
        if is_loopback(self.host):
            return name in {*LOOPBACK, _bracketed(self.host)} and port == self.port
        return name in {*LOOPBACK, self.host.lower(), *map(str.lower, self.names)} or _is_ip(name)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class Guard:
    """Refuses requests and sockets that come from foreign pages or under a foreign name."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, or answer 403."""
        if scope["type"] == "lifespan" or self._allows(Headers(scope=scope)):
            return await self.app(scope, receive, send)
        return await refuse(scope, receive, send)

    def _allows(self, headers: Headers) -> bool:
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not self._hosts.allow(hosts[0]):
            return False
        own = {f"http://{hosts[0]}", f"https://{hosts[0]}"}
        return all(origin.lower() in {one.lower() for one in own} for origin in origins)


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 403; a socket is closed before it opens, which is a 403 too."""
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": 1008})
    words = "This address or page may not use the playground. Open it under the address it printed."
    return await PlainTextResponse(words, 403)(scope, receive, send)
