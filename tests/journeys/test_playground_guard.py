from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.journeys.playground import Server, chromium, data_folder, running, settled

PASSWORD = "open sesame"  # noqa: S105 - of nobody
SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport="


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = data_folder(tmp_path_factory.mktemp("data"))
    with running(data, WEB_PASSWORD=PASSWORD) as server:
        yield server


def status(server: Server, path: str, **headers: str) -> int:
    connection = HTTPConnection(urlsplit(server.address).netloc, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/login", "/c/general", SOCKET + "polling", "/assets/style.css"])
def test_a_foreign_host_or_page_is_refused_whatever_it_wants(server: Server, path: str) -> None:
    assert status(server, path, Host="evil.example") == 403
    assert status(server, path, Origin="http://evil.example") == 403
    assert status(server, path, Origin="null") == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {}], ids=str
)
def test_a_socket_of_a_foreign_page_or_a_stranger_never_opens(
    server: Server, headers: dict[str, str]
) -> None:
    address = server.address.replace("http", "ws") + SOCKET + "websocket"

    with (
        pytest.raises(InvalidStatus) as refused,
        connect(address, additional_headers=headers, proxy=None),
    ):
        pass

    assert refused.value.response.status_code == 403


def test_nothing_but_the_login_page_is_shown_to_strangers(server: Server) -> None:
    assert status(server, "/c/general") == 401
    assert status(server, SOCKET + "polling") == 401
    assert status(server, "/c/general", Accept="text/html") == 303
    assert status(server, "/login") == 200


def test_whoever_knows_the_password_comes_in_and_stays_in(server: Server) -> None:
    with chromium() as browser:
        page = browser.new_page()
        page.goto(server.address)
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_have_text("That is not the password.")

        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        settled(page)
        page.goto(f"{server.address}/c/quiz")
        settled(page)

        expect(page.get_by_role("heading", name="Ask me anything")).to_be_visible()
