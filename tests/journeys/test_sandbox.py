"""A week of daily posts in a minute: a visitor's own server, whose clock they move, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.playground import (
    PATIENCE_MS,
    Server,
    chromium,
    data_folder,
    look,
    running,
    settled,
)

expect.set_options(timeout=PATIENCE_MS)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(data_folder(tmp_path_factory.mktemp("data"))) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def ana(browser: Browser, server: Server) -> Iterator[Page]:
    with browser.new_context(timezone_id="Europe/Berlin") as context:
        yield look(context.new_page(), f"{server.address}/c/sandbox")


def set_up(page: Page) -> None:
    """Agree on a post each morning, from the button of the empty channel, by keyboard."""
    page.get_by_role("button", name="/daily setup").click()
    page.get_by_label("time", exact=True).fill("09:00")
    page.get_by_label("zone", exact=True).fill("Europe/Berlin")
    page.get_by_role("button", name="Send /daily setup").click()
    expect(page.get_by_role("heading", name="Daily quiz in #sandbox")).to_be_visible()


def clock(page: Page) -> str:
    return page.locator(".clock time").inner_text()


def test_a_week_of_posts_passes_in_a_minute_and_can_be_answered(ana: Page) -> None:
    set_up(ana)

    ana.get_by_role("button", name="1 week").click()

    for day in DAYS:
        expect(ana.get_by_role("heading", name=re.compile(f"Daily quiz · {day}"))).to_have_count(1)
    expect(ana.get_by_text("Nobody answered in time.").first).to_be_attached()


def test_the_clock_moves_for_this_visitor_alone_and_stays_after_a_reload(
    ana: Page, browser: Browser, server: Server
) -> None:
    before = clock(ana)
    ana.get_by_role("button", name="1 day").click()
    expect(ana.locator(".clock time")).not_to_have_text(before)
    moved = clock(ana)

    with browser.new_context(timezone_id="Europe/Berlin") as context:
        ben = look(context.new_page(), f"{server.address}/c/sandbox")
        assert clock(ben).split(",")[1] != moved.split(",")[1]
    ana.reload()
    settled(ana)

    assert clock(ana).split(",")[1] == moved.split(",")[1]


def test_elsewhere_there_is_no_clock(ana: Page) -> None:
    ana.get_by_role("link", name="general").click()

    expect(ana.locator(".clock")).to_have_count(0)
    expect(ana.get_by_role("heading", name="Ask me anything about deep learning")).to_be_visible()
