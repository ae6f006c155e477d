from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.platforms.web.guard import Guard, Hosts, is_loopback
from bot.platforms.web.hardening import Hardening

OURS = "localhost:8080"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens on it here
FOREIGN = ("evil.example", "localhost.evil.example", "localhost:9999", "127.0.0.1:80", "", "[::1")


async def page(_: object) -> HTMLResponse:
    return HTMLResponse("<script>ours()</script>")


async def plain(_: object) -> PlainTextResponse:
    return PlainTextResponse("<script")


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


@pytest.fixture
def client() -> Iterator[TestClient]:
    routes = [Route("/", page), Route("/assets/a.js", plain), WebSocketRoute("/ws", socket)]
    app = Guard(Hardening(Starlette(routes=routes)), Hosts("127.0.0.1", 8080))
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("host", [OURS, "127.0.0.1:8080", "[::1]:8080", "LOCALHOST:8080"])
def test_its_own_addresses_are_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 403


def test_a_page_of_ours_may_send_requests(client: TestClient) -> None:
    headers = {"host": OURS, "origin": f"http://{OURS}"}

    assert client.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:9999", f"http://{OURS}.evil.example"],
)
def test_a_foreign_page_is_refused(client: TestClient, origin: str) -> None:
    assert client.get("/", headers={"host": OURS, "origin": origin}).status_code == 403


def test_a_socket_of_a_page_of_ours_opens(client: TestClient) -> None:
    headers = {"host": OURS, "origin": f"http://{OURS}"}

    with client.websocket_connect("/ws", headers=headers) as opened:
        assert opened.receive_text() == "hello"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example", "origin": "http://evil.example"},
        {"host": OURS, "origin": "http://evil.example"},
        {"host": OURS, "origin": "null"},
    ],
)
def test_a_foreign_socket_never_opens(client: TestClient, headers: dict[str, str]) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/ws", headers=headers),
    ):
        pass


def test_two_hosts_in_one_request_are_none_of_ours(client: TestClient) -> None:
    headers = [("host", OURS), ("host", OURS)]

    assert client.get("/", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("192.168.1.7:8080", True),
        ("localhost:9000", True),
        ("bot.example", True),
        ("BOT.example:443", True),
        ("evil.example", False),
    ],
)
def test_a_server_for_others_takes_addresses_and_the_names_it_was_given(
    value: str, *, allowed: bool
) -> None:
    assert Hosts(EVERYWHERE, 8080, ("bot.example",)).allow(value) is allowed


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.2", True),
        ("::1", True),
        (EVERYWHERE, False),
        ("x.org", False),
    ],
)
def test_loopback_is_told_from_addresses_that_others_reach(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_scripts_of_a_page_run_by_nonce_only(client: TestClient) -> None:
    answers = [client.get("/", headers={"host": OURS}) for _ in range(2)]

    policies = [answer.headers["content-security-policy"] for answer in answers]
    nonces = [policy.split("'nonce-")[1].split("'")[0] for policy in policies]
    assert nonces[0] != nonces[1]
    for answer, nonce in zip(answers, nonces, strict=True):
        assert answer.text == f'<script nonce="{nonce}">ours()</script>'
        assert int(answer.headers["content-length"]) == len(answer.content)
    assert all("unsafe-inline" not in policy.split(";")[1] for policy in policies)


def test_answers_cannot_be_framed_sniffed_or_leak_addresses(client: TestClient) -> None:
    headers = client.get("/", headers={"host": OURS}).headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_files_of_the_page_are_asked_for_again_after_an_update(client: TestClient) -> None:
    answer = client.get("/assets/a.js", headers={"host": OURS})

    assert (answer.text, answer.headers["cache-control"]) == ("<script", "no-cache")
