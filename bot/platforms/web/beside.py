"""Applications of others on the playground's server, under paths of their own."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Beside:
    """Hands what is asked for under certain paths to others; they know by themselves who may ask."""

    def __init__(self, app: ASGIApp, others: Mapping[str, ASGIApp]) -> None:
        """`others` are applications by how their paths begin, such as `/slack/`."""
        self.app, self._others = app, others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on to whom it is for."""
        path = scope.get("path", "")
        found = (app for begin, app in self._others.items() if path.startswith(begin))
        await next(found, self.app)(scope, receive, send)
