from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.platforms.web.login import COOKIE, MOST_OF_ONE, STAYS, Login, Sessions, secret_key
from tests.bot.platforms.web.samples import NOW

PASSWORD = "correct hörse"  # noqa: S105 - of nobody
PAGE = {"accept": "text/html"}


class Watch:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def inside(_: object) -> PlainTextResponse:
    return PlainTextResponse("inside")


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def client(watch: Watch) -> Iterator[TestClient]:
    app = Starlette(routes=[Route("/", inside), WebSocketRoute("/ws", socket)])
    sessions = Sessions(PASSWORD, b"key", watch)
    with TestClient(Login(app, sessions, watch), follow_redirects=False) as client:
        yield client


def log_in(client: TestClient, password: str) -> int:
    return client.post("/login", data={"password": password}).status_code


def test_a_stranger_is_shown_the_login_page(client: TestClient) -> None:
    answer = client.get("/", headers=PAGE)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "Password" in client.get("/login").text


def test_a_stranger_s_other_requests_and_sockets_are_refused(client: TestClient) -> None:
    assert client.get("/").status_code == 401
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws"):
        pass


def test_whoever_knows_the_password_comes_in(client: TestClient) -> None:
    assert log_in(client, PASSWORD) == 303
    assert client.get("/").text == "inside"
    with client.websocket_connect("/ws"):
        pass


def test_the_session_is_a_cookie_that_scripts_and_other_sites_cannot_use(
    client: TestClient,
) -> None:
    answer = client.post("/login", data={"password": PASSWORD})

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert PASSWORD not in cookie


def test_behind_tls_the_cookie_never_travels_without_it(client: TestClient) -> None:
    headers = {"x-forwarded-proto": "https"}

    answer = client.post("/login", data={"password": PASSWORD}, headers=headers)

    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_wrong_password_is_said_and_opens_nothing(client: TestClient) -> None:
    answer = client.post("/login", data={"password": "wrong"})

    assert answer.status_code == 401
    assert "That is not the password." in answer.text
    assert client.get("/").status_code == 401


def test_after_five_wrong_ones_even_the_right_one_waits_a_minute(
    client: TestClient, watch: Watch
) -> None:
    assert [log_in(client, "wrong") for _ in range(MOST_OF_ONE)] == [401] * MOST_OF_ONE
    assert log_in(client, PASSWORD) == 429

    watch.now += timedelta(seconds=61)

    assert log_in(client, PASSWORD) == 303


@pytest.mark.parametrize("token", ["", "x", "9999999999.", "9999999999.00", ".", "ü.ü"])
def test_a_token_that_was_not_signed_here_opens_nothing(token: str, watch: Watch) -> None:
    assert not Sessions(PASSWORD, b"key", watch).valid(token)


def test_a_token_runs_out(watch: Watch) -> None:
    sessions = Sessions(PASSWORD, b"key", watch)
    token = sessions.token()

    watch.now += STAYS - timedelta(seconds=1)
    assert sessions.valid(token)
    watch.now += timedelta(seconds=1)
    assert not sessions.valid(token)


def test_a_new_password_ends_every_session(watch: Watch) -> None:
    token = Sessions(PASSWORD, b"key", watch).token()

    assert not Sessions("another", b"key", watch).valid(token)


def test_a_body_without_end_is_not_read(client: TestClient) -> None:
    assert log_in(client, "x" * 100_000) == 401


def test_the_key_outlives_a_restart_and_is_the_owner_s(tmp_path: Path) -> None:
    folder = tmp_path / "web"

    key = secret_key(folder)

    assert secret_key(folder) == key
    assert len(key) == 32
    assert (folder / "session.key").stat().st_mode & 0o777 == 0o600


def test_the_cookie_has_our_name(client: TestClient) -> None:
    assert log_in(client, PASSWORD) == 303
    assert COOKIE in client.cookies
