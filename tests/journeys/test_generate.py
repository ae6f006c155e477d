"""What people generate in the playground, with `backprep run` and its worker."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.playground import PATIENCE_MS, Server, chromium, data_folder, look, running

expect.set_options(timeout=PATIENCE_MS * 3)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(data_folder(tmp_path_factory.mktemp("data")), BACKPREP_WORKERS="1") as server:
        yield server


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    page = browser.new_context(viewport={"width": 390, "height": 900}).new_page()
    yield look(page, server.address)
    page.context.close()


def use(page: Page, command: str) -> None:
    """Paste a command and send it."""
    page.get_by_label("Message", exact=True).click()
    page.keyboard.insert_text(command)
    page.get_by_role("button", name=re.compile("^Send")).click()


def last(page: Page, title: str) -> Locator:
    """The newest card with this title."""
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=title)).last


def test_a_text_is_written_and_asked_how_it_chose(page: Page) -> None:
    use(page, "/generate text prompt:The king length:60 temperature:0.5 seed:7")

    card = last(page, "In the manner of Shakespeare")
    expect(card).to_contain_text("The king")
    expect(card).to_contain_text("/generate text prompt:The king length:60 temperature:0.5 seed:7")
    card.get_by_role("button", name="How it chose").click()
    expect(last(page, "How it chose").get_by_role("img")).to_be_attached()


def test_images_are_drawn_and_looked_at_from_all_sides(page: Page) -> None:
    use(page, "/generate image count:9 class:bag seed:3")

    card = last(page, "Drawn by a GAN")
    expect(card.get_by_role("img")).to_be_attached()
    for button, title in (
        ("Vary", "Variations"),
        ("Interpolate", "Interpolation"),
        ("Latent map", "Latent map"),
        ("Real or fake?", "Real or fake?"),
    ):
        card.get_by_role("button", name=button, exact=True).click()
        expect(last(page, title).get_by_role("img")).to_be_attached()
    last(page, "Real or fake?").get_by_role("button", name="3", exact=True).click()
    expect(page.get_by_role("button", name="Another six")).to_be_visible()


def test_an_entry_with_a_demo_can_be_seen_run(page: Page) -> None:
    use(page, "/ask What is a variational autoencoder?")

    page.get_by_role("button", name="See it run").last.click()

    expect(last(page, "Drawn by a VAE").get_by_role("img")).to_be_attached()


def children(pid: int) -> dict[int, str]:
    """Processes that a process started, with their command lines."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in listed}


def kill_bot(server: Server) -> None:
    """As `kill -9` does; the supervisor starts it again."""
    assert server._program
    [bot] = [pid for pid, line in children(server._program.pid).items() if "run-bot" in line]
    os.kill(bot, signal.SIGKILL)


def test_what_was_asked_for_before_the_bot_was_killed_arrives_after_its_restart_once(
    page: Page, server: Server
) -> None:
    use(page, "/generate text prompt:Before the crash length:4000 seed:7")
    expect(page.get_by_text("On it").last).to_be_visible()

    kill_bot(server)

    cards = page.get_by_role("article").filter(has_text="Before the crash")
    expect(cards.get_by_role("heading", name="In the manner of Shakespeare")).to_have_count(1)
