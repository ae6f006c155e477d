from __future__ import annotations

import socket

import pytest

from bot.chat.errors import PlatformOffError
from bot.platforms.web.server import address, bind


def test_a_port_that_was_asked_for_is_taken_or_refused_in_words() -> None:
    with bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]

        with pytest.raises(PlatformOffError, match=f"Port {port} is taken. Set WEB_PORT"):
            bind("127.0.0.1", port)


def test_without_one_two_playgrounds_get_neighbouring_ports() -> None:
    with bind("127.0.0.1", None) as first, bind("127.0.0.1", None) as second:
        assert first.getsockname()[1] < second.getsockname()[1]


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    with pytest.raises(PlatformOffError, match="Set WEB_HOST and WEB_PORT"):
        bind("192.0.2.1", 0)


def test_a_name_nobody_knows_is_refused_in_words() -> None:
    with pytest.raises(PlatformOffError, match="Set WEB_HOST and WEB_PORT"):
        bind("no-such-host.invalid", 0)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://localhost:8080"),  # noqa: S104 - nothing listens on it here
        ("::1", "http://[::1]:8080"),
    ],
)
def test_the_address_is_one_to_open_in_a_browser(host: str, shown: str) -> None:
    assert address(host, 8080) == shown


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_ipv6_is_listened_on() -> None:
    with bind("::1", 0) as listener:
        assert listener.family == socket.AF_INET6
