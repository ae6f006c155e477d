"""Quizzes in the playground of `backprep run`: alone, and two people in a channel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.playground import (
    PATIENCE_MS,
    Server,
    chromium,
    data_folder,
    look,
    running,
)

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(data_folder(tmp_path_factory.mktemp("data"))) as server:
        yield server


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


def person(context: BrowserContext, server: Server, name: str) -> Page:
    page = look(context.new_page(), f"{server.address}/c/quiz")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your name").press("Enter")
    return page


@pytest.fixture
def ana(context: BrowserContext, server: Server) -> Iterator[Page]:
    with closing(person(context, server, "Ana")) as page:
        yield page


@pytest.fixture
def ben(ana: Page, context: BrowserContext, server: Server) -> Iterator[Page]:
    with closing(person(context, server, "Ben")) as page:
        yield page


def start(page: Page, **options: str) -> None:
    """Use /quiz with these options, which are chosen by their buttons."""
    page.get_by_label("Message", exact=True).click()
    page.keyboard.type("/quiz ")
    for name, value in options.items():
        page.get_by_role("button", name=f"Add {name}:").click()
        field = page.get_by_role("combobox", name=name, exact=True)
        field.fill(value)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Send /quiz").click()


def card(page: Page, words: str) -> Locator:
    """The newest message with these words."""
    return page.get_by_role("article").filter(has_text=words).last


def press(message: Locator, label: str) -> None:
    message.get_by_role("button", name=label, exact=True).click()


def test_a_quiz_alone_goes_from_its_question_over_a_verdict_to_the_score(ana: Page) -> None:
    start(ana, kind="multiple choice", count="1")
    question = card(ana, "Question 1 of 1")
    press(question, "Hint")
    expect(question).to_contain_text("Hint:")

    press(question, "B")
    verdict = ana.get_by_role("article").last
    expect(verdict).to_contain_text("B · ")
    expect(verdict).to_contain_text("your answer")
    press(verdict, "Score")

    expect(ana.get_by_role("article").last).to_contain_text("Your score:")


def test_a_typed_answer_that_cannot_be_read_may_be_sent_again(ana: Page) -> None:
    start(ana, kind="calculation", count="1")
    question = card(ana, "Question 1 of 1")
    dialog = ana.get_by_role("dialog")

    for typed in ("a dozen", "12"):
        press(question, "Type your answer")
        dialog.get_by_role("textbox").fill(typed)
        dialog.get_by_role("button", name="Answer").click()
        if typed == "a dozen":
            expect(card(ana, "cannot be read as a number")).to_be_visible()

    expect(card(ana, "You answered").or_(card(ana, "Right answer"))).to_be_visible()


def test_two_people_answer_in_private_and_see_how_it_went(ana: Page, ben: Page) -> None:
    start(ana, kind="multiple choice", count="2", channel="yes", seconds="600")
    for page, letters in ((ana, "A"), (ben, "BAC")):
        for letter in letters:
            press(card(page, "Question 1 of 2"), letter)
    expect(card(ben, "You have changed your answer once; it stays A.")).to_be_visible()
    expect(ana.get_by_role("article").filter(has_text="it stays A")).to_have_count(0)

    press(card(ben, "Question 1 of 2"), "Reveal")
    expect(card(ben, "Only the person who started this quiz")).to_be_visible()
    press(card(ana, "Question 1 of 2"), "Reveal")

    for page in (ana, ben):
        closed = card(page, "Closed · Question 1 of 2")
        expect(closed.get_by_role("img")).to_have_attribute(
            "alt", re.compile("How many chose each letter")
        )
        expect(closed.get_by_role("row")).to_have_count(3)


def test_a_question_closes_by_itself_after_its_time_for_all_who_look(ana: Page, ben: Page) -> None:
    start(ana, kind="true or false", count="1", channel="yes", seconds="10")
    press(card(ben, "Question 1 of 1"), "True")

    for page in (ana, ben):
        expect(card(page, "Closed · Question 1 of 1")).to_contain_text("Final standings")


def test_a_question_that_was_open_while_the_server_stood_still_is_closed_after_it(
    ana: Page, server: Server
) -> None:
    start(ana, kind="multiple choice", count="1", channel="yes", seconds="10")
    press(card(ana, "Question 1 of 1"), "A")
    expect(card(ana, "Noted: A")).to_be_visible()

    server.stop()
    server.start()

    expect(card(ana, "Closed · Question 1 of 1")).to_contain_text("Ana")
