"""Headers that tell browsers how little our pages need."""

from __future__ import annotations

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-eval' 'nonce-{nonce}'",  # NiceGUI and Vue compile handlers and templates
        "style-src 'self' 'unsafe-inline'",  # Vue sets style attributes
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Hardening:
    """Adds the headers to every answer, and to each page the nonce without which no inline script runs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, and the answer back."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        return await self.app(scope, receive, _Answer(send, scope["path"]).send)


class _Answer:
    """One answer on its way out. A page is held back until it is whole, since its length changes."""

    def __init__(self, send: Send, path: str) -> None:
        self._send, self._path = send, path
        self._nonce = secrets.token_urlsafe(16)
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = self._harden(MutableHeaders(scope=message))
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self._start)
            return
        await self._send(message)

    def _harden(self, headers: MutableHeaders) -> MutableHeaders:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        headers["Content-Security-Policy"] = _POLICY.format(nonce=self._nonce)
        if self._path.startswith("/assets/"):
            headers["Cache-Control"] = (
                "no-cache"  # asks each time whether it changed, as after an update
            )
        return headers

    async def _send_page(self, start: Message) -> None:
        page = bytes(self._body).replace(b"<script", f'<script nonce="{self._nonce}"'.encode())
        MutableHeaders(scope=start)["Content-Length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})
