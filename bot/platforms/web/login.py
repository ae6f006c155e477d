"""The password in front of a playground that others can reach."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import deque
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import Clock
from bot.platforms.web.guard import refuse

COOKIE = "backprep"
STAYS = timedelta(days=30)
WINDOW = timedelta(minutes=1)
MOST_OF_ONE, MOST_OF_ALL = 5, 50
"""Wrong passwords within the window, from one address and altogether."""
LONGEST_BODY = 4096
_PAGE = Path(__file__).parent / "assets" / "login.html"


def secret_key(folder: Path) -> bytes:
    """The key that signs sessions; made once and kept, so that a restart logs nobody out."""
    file = folder / "session.key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(secrets.token_bytes(32))
    return file.read_bytes()


class Sessions:
    """Signed tokens that say until when; with another password none of them is valid any more."""

    def __init__(self, password: str, key: bytes, clock: Clock) -> None:
        self._key = hashlib.sha256(key + password.encode()).digest()
        self._password, self._clock = password, clock

    def opens(self, typed: str) -> bool:
        """Whether this is the password; takes the same time however much of it is right."""
        return hmac.compare_digest(
            *(hashlib.sha256(one.encode()).digest() for one in (typed, self._password))
        )

    def token(self) -> str:
        """A token for someone who knew the password."""
        until = str(int((self._clock() + STAYS).timestamp()))
        return f"{until}.{self._sign(until)}"

    def valid(self, token: str) -> bool:
        """Whether we signed it and it has not run out."""
        until, _, signature = token.partition(".")
        return (
            hmac.compare_digest(signature.encode(), self._sign(until).encode())
            and int(until) > self._clock().timestamp()
        )

    def _sign(self, until: str) -> str:
        return hmac.new(self._key, until.encode(), hashlib.sha256).hexdigest()


class Attempts:
    """Wrong passwords of the last minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong: deque[tuple[datetime, str]] = deque(maxlen=MOST_OF_ALL)

    def add(self, address: str) -> None:
        """Note a wrong password."""
        self._wrong.append((self._clock(), address))

    def too_many(self, address: str) -> bool:
        """Whether this address, or all together, have to wait."""
        since = self._clock() - WINDOW
        recent = [who for at, who in self._wrong if at > since]
        return recent.count(address) >= MOST_OF_ONE or len(recent) >= MOST_OF_ALL


class Login:
    """Shows everybody else's requests the login page, and their sockets the door."""

    def __init__(self, app: ASGIApp, sessions: Sessions, clock: Clock) -> None:
        self.app, self._sessions = app, sessions
        self._attempts = Attempts(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, or ask for the password."""
        if scope["type"] == "lifespan" or self._open(HTTPConnection(scope)):
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await refuse(scope, receive, send)
        answer = await self._answer(Request(scope, receive))
        return await answer(scope, receive, send)

    def _open(self, connection: HTTPConnection) -> bool:
        public = connection.url.path.startswith("/assets/")
        return public or self._sessions.valid(connection.cookies.get(COOKIE, ""))

    async def _answer(self, request: Request) -> Response:
        if request.url.path != "/login":
            wants_page = "text/html" in request.headers.get("accept", "")
            return (
                RedirectResponse("/login", 303)
                if wants_page
                else PlainTextResponse("Log in first.", 401)
            )
        if request.method != "POST":
            return _page("")
        address = request.client.host if request.client else ""
        if self._attempts.too_many(address):
            return _page("Too many attempts. Please wait a minute.", 429)
        if self._sessions.opens(await _typed(request)):
            return self._welcome(request)
        self._attempts.add(address)
        return _page("That is not the password.", 401)

    def _welcome(self, request: Request) -> Response:
        answer = RedirectResponse("/", 303)
        secure = "https" in {request.url.scheme, request.headers.get("x-forwarded-proto")}
        seconds = int(STAYS.total_seconds())
        answer.set_cookie(
            COOKIE,
            self._sessions.token(),
            max_age=seconds,
            httponly=True,
            samesite="strict",
            secure=secure,
        )
        return answer


async def _typed(request: Request) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            return ""
    return parse_qs(body.decode(errors="replace")).get("password", [""])[0]


def _page(problem: str, status: int = 200) -> Response:
    """The login page; its own form says where it comes from, which our guard wants to see."""
    html = _PAGE.read_text("utf-8").replace("{problem}", problem)
    return HTMLResponse(
        html, status, {"Referrer-Policy": "same-origin", "Cache-Control": "no-store"}
    )
