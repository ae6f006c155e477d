from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.clock import utc_now
from bot.platforms.web.transcript import Message, Transcript
from bot.platforms.web.window import PAGE
from tests.journeys.playground import (
    PATIENCE_MS,
    Server,
    ask,
    chromium,
    data_folder,
    look,
    running,
    settled,
)

STEM = "What is dropout, and how does it work?"
EARLIER = 60
ONLY_YOU = "Only you can see this"
DROP = "socket.io.skipReconnect = true; socket.io.engine.close()"
RECONNECT = "socket.io.skipReconnect = false; socket.io.reconnect()"
"""What socket.io does by itself a second after it has noticed; here it waits for the test."""
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = data_folder(tmp_path_factory.mktemp("data"))
    remember(data, EARLIER)
    with running(data) as server:
        yield server


def remember(data: Path, count: int) -> None:
    """Leave so many messages in #quiz, as from a server that ran here before."""
    (data / "web").mkdir()
    quiz = Transcript.load(data / "web" / "quiz.jsonl")
    for number in range(count):
        text = f"message {number} of {count}"
        quiz.put(Message(id=f"m{number}", sent=utc_now(), author="x", name="Zoe", text=text))


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for all, whose cache spares loading the page's files again."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme="light", reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture
def ana(context: BrowserContext, server: Server) -> Iterator[Page]:
    with closing(context.new_page()) as page:
        yield named(look(page, server.address), "Ana")


@pytest.fixture
def ben(ana: Page, context: BrowserContext, server: Server) -> Iterator[Page]:
    with closing(context.new_page()) as page:
        yield named(look(page, server.address), "Ben")


def named(page: Page, name: str) -> Page:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your name").press("Enter")
    return page


def question(page: Page) -> Locator:
    """The option of /ask."""
    return page.get_by_role("combobox", name="question", exact=True)


def newest(page: Page) -> Locator:
    return page.get_by_role("article").last


def answered(page: Page) -> Locator:
    """The newest message, once it is the answer to what was asked here."""
    expect(newest(page)).to_contain_text("used /ask")
    expect(newest(page)).to_contain_text("How sure")
    return newest(page)


def test_a_question_is_asked_and_answered_by_keyboard_alone(ana: Page) -> None:
    press = ana.keyboard.press
    ana.get_by_label("Message", exact=True).focus()
    ana.keyboard.type("/")
    expect(ana.get_by_role("listbox", name="Commands")).to_contain_text("/help")
    press("Enter")
    expect(question(ana)).to_be_focused()
    ana.keyboard.type("what is dropo")
    expect(ana.get_by_role("option", name=STEM)).to_be_visible()
    press("ArrowDown")
    press("Enter")
    expect(question(ana)).to_have_value(STEM)
    press("Enter")

    expect(newest(ana)).to_contain_text(f"Ana used /ask question: {STEM}")
    expect(newest(ana)).to_contain_text("regulariser")
    expect(newest(ana)).to_contain_text(ONLY_YOU)
    expect(ana.get_by_label("Message", exact=True)).to_be_focused()


def test_a_command_that_needs_no_more_is_sent_by_one_enter(ana: Page) -> None:
    ana.get_by_label("Message", exact=True).click()
    ana.keyboard.type("/help")
    ana.keyboard.press("Enter")

    expect(newest(ana)).to_contain_text("Ana used /help")
    expect(ana.get_by_label("Message", exact=True)).to_have_value("")


def test_half_a_command_and_the_tab_key_open_the_options(ana: Page) -> None:
    topic = ana.get_by_role("combobox", name="topic", exact=True)
    ana.get_by_label("Message", exact=True).click()
    ana.keyboard.type("/qui")
    ana.keyboard.press("Enter")
    expect(topic).to_be_focused()
    ana.keyboard.press("Backspace")
    expect(topic).to_be_hidden()

    ana.keyboard.type("/quiz")
    expect(ana.get_by_text("opens its options")).to_be_visible()
    ana.keyboard.press("Tab")

    expect(topic).to_be_focused()


def test_a_value_that_is_missing_is_said_at_its_option(ana: Page) -> None:
    ask(ana, "")

    expect(ana.get_by_role("alert").first).to_have_text("question: Please fill this in.")
    expect(question(ana)).to_have_attribute("aria-invalid", "true")
    expect(question(ana)).to_be_focused()


def test_what_was_written_before_comes_back_with_the_up_key(ana: Page) -> None:
    ask(ana, "what is dropout")
    answered(ana)

    ana.keyboard.press("ArrowUp")

    expect(question(ana)).to_have_value("what is dropout")


def test_a_private_answer_is_not_in_the_other_tab_until_it_is_shared(ana: Page, ben: Page) -> None:
    ask(ana, "what is dropout")
    card = answered(ana)
    expect(card).to_contain_text(ONLY_YOU)
    before = ben.get_by_role("article").count()

    card.get_by_role("button", name="Share").click()

    expect(newest(ben)).to_contain_text("Shared by Ana")
    expect(newest(ben)).not_to_contain_text(ONLY_YOU)
    assert ben.get_by_role("article").count() == before + 1


def test_words_in_a_channel_are_answered_for_everybody(ana: Page, ben: Page) -> None:
    ana.get_by_label("Message", exact=True).fill("what is dropout?")
    ana.keyboard.press("Enter")

    expect(ben.get_by_role("article").filter(has_text="what is dropout?").last).to_contain_text(
        "Ana"
    )
    expect(newest(ben)).to_contain_text(STEM)


def test_a_button_turns_its_card_where_it_stands(ana: Page) -> None:
    ask(ana, "what is dropout")
    card = answered(ana)
    before = ana.get_by_role("article").count()

    card.get_by_role("button", name="Key points").press("Enter")

    expect(newest(ana)).to_contain_text("A good answer says")
    expect(newest(ana).get_by_role("button", name="Back to the answer")).to_be_enabled()
    assert ana.get_by_role("article").count() == before


def test_a_form_is_opened_filled_in_and_sent(ana: Page) -> None:
    ask(ana, "what is dropout")
    answered(ana).get_by_role("button", name="Not helpful").click()
    dialog = ana.get_by_role("dialog")
    expect(dialog).to_be_visible()
    ana.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    newest(ana).get_by_role("button", name="Not helpful").click()
    dialog.get_by_role("textbox").fill("Say more about test time.")
    dialog.get_by_role("button", name="Send").click()

    expect(dialog).to_be_hidden()
    expect(newest(ana).get_by_role("button", name="Marked not helpful")).to_be_disabled()


def test_a_related_question_is_chosen_from_a_menu_by_keyboard(ana: Page) -> None:
    ask(ana, "what is dropout")
    menu = answered(ana).get_by_role("combobox", name="Related questions")
    menu.focus()
    marked = newest(ana).locator("[role=option][aria-selected=true] span")
    ana.keyboard.press("ArrowDown")
    first = marked.inner_text()
    ana.keyboard.press("ArrowDown")
    expect(marked).not_to_have_text(first)
    wanted = marked.inner_text()
    ana.keyboard.press("Enter")

    expect(newest(ana).get_by_role("heading", name=wanted)).to_be_visible()
    expect(newest(ana)).to_contain_text(f"Ana chose {wanted[:40]}")


def test_a_private_answer_can_be_dismissed(ana: Page) -> None:
    ask(ana, "what is dropout")
    card = answered(ana)
    key = card.get_attribute("data-id")

    card.get_by_role("button", name="Dismiss").click()

    expect(ana.locator(f"[data-id='{key}']")).to_have_count(0)


def test_the_json_of_every_renderer_is_shown_in_tabs(ana: Page) -> None:
    ask(ana, "what is dropout")
    card = answered(ana)

    card.get_by_role("button", name="JSON").click()

    expect(card.get_by_role("tab")).to_have_text(["web", "discord", "slack", "console"])
    expect(card.get_by_role("tabpanel")).to_contain_text('"type": "text"')
    card.get_by_role("tab", name="web").press("ArrowRight")
    expect(card.get_by_role("tab", name="discord")).to_be_focused()
    expect(card.get_by_role("tabpanel", name="discord JSON")).to_be_visible()


def test_each_channel_has_its_address_and_its_own_conversation(ana: Page) -> None:
    ana.get_by_role("link", name="Direct message").click()
    expect(ana.get_by_role("heading", name="Ask me anything")).to_be_visible()
    assert ana.url.endswith("/c/direct")
    ask(ana, "what is dropout")
    expect(answered(ana)).not_to_contain_text(ONLY_YOU)

    ana.go_back()
    expect(ana.get_by_role("link", name="general")).to_have_attribute("aria-current", "page")
    ana.go_forward()

    expect(newest(ana)).to_contain_text(STEM)


def test_long_conversations_are_shown_from_their_end(ana: Page, server: Server) -> None:
    look(ana, f"{server.address}/c/quiz")
    messages = ana.get_by_role("article")
    expect(messages).to_have_count(PAGE)
    expect(newest(ana)).to_contain_text(f"message {EARLIER - 1} of")
    expect(newest(ana)).to_be_in_viewport()

    ana.get_by_role("button", name="Show earlier messages").click()

    expect(messages).to_have_count(EARLIER)
    expect(messages.first).to_contain_text("message 0 of")
    expect(messages.nth(EARLIER - PAGE - 1)).to_contain_text(f"message {EARLIER - PAGE - 1} of")
    expect(ana.get_by_role("button", name="Show earlier messages")).to_be_hidden()


def test_a_newcomer_is_shown_what_to_try(browser: Browser, server: Server) -> None:
    page = look(browser.new_page(), f"{server.address}/c/direct")
    expect(page.get_by_role("list", name="Commands to try")).to_contain_text("/ask")

    page.get_by_role("list", name="Questions to try").get_by_role("button").first.click()

    expect(newest(page)).to_contain_text("Backprep")
    expect(page.get_by_role("heading", name="Ask me anything")).to_be_hidden()
    page.close()


def test_a_reload_loses_neither_the_conversation_nor_the_draft(ana: Page) -> None:
    ask(ana, "what is dropout, once more")
    expect(newest(ana)).to_contain_text("once more")
    said = answered(ana).inner_text()
    ana.keyboard.type("half a thou")

    ana.reload()
    settled(ana)

    expect(newest(ana)).to_contain_text(STEM)
    assert newest(ana).inner_text() == said
    expect(ana.get_by_label("Message", exact=True)).to_have_value("half a thou")
    expect(ana.get_by_label("Your name")).to_have_value("Ana")


def test_a_dropped_connection_is_said_and_comes_back_with_everything(ana: Page, ben: Page) -> None:
    ana.evaluate(DROP)
    expect(ana.get_by_text("Reconnecting …")).to_be_visible()
    ask(ana, "what is dropout")
    on_its_way = ana.get_by_text("It goes out as soon as the connection is back.")
    expect(on_its_way).to_contain_text("/ask what is dropout")

    ben.get_by_label("Message", exact=True).fill("Are you there, dropout?")
    ben.keyboard.press("Enter")
    expect(ben.get_by_text("Are you there, dropout?")).to_be_visible()
    ana.evaluate(RECONNECT)

    expect(ana.get_by_text("Reconnecting …")).to_be_hidden()
    expect(ana.get_by_text("Are you there, dropout?")).to_be_visible()
    expect(ana.get_by_text("Ana used /ask question: what is dropout").last).to_be_visible()


def test_what_was_sent_while_offline_goes_out_after_a_reload(ana: Page) -> None:
    ana.evaluate(DROP)
    expect(ana.get_by_text("Reconnecting …")).to_be_visible()
    ask(ana, "what is dropout at test time")

    ana.reload()

    expect(newest(ana)).to_contain_text("Ana used /ask question: what is dropout at test time")
    expect(ana.get_by_label("Message", exact=True)).to_have_value("")


def test_what_is_typed_while_something_is_on_its_way_is_kept(ana: Page) -> None:
    ana.evaluate(DROP)
    expect(ana.get_by_text("Reconnecting …")).to_be_visible()

    ask(ana, "what is dropout, typed ahead")
    ana.keyboard.type("still writing")
    ana.evaluate(RECONNECT)

    expect(newest(ana)).to_contain_text("what is dropout, typed ahead")
    expect(ana.get_by_label("Message", exact=True)).to_have_value("still writing")


def test_what_was_refused_comes_back_unless_something_else_was_begun(ana: Page) -> None:
    ana.evaluate(DROP)
    expect(ana.get_by_text("Reconnecting …")).to_be_visible()

    ana.get_by_label("Message", exact=True).click()
    ana.keyboard.type("/quiz count: 9999")
    ana.keyboard.press("Enter")
    ana.keyboard.type("something else")
    ana.evaluate(RECONNECT)

    expect(ana.get_by_role("alert")).to_contain_text("What you sent before was not taken")
    expect(ana.get_by_label("Message", exact=True)).to_have_value("something else")


def test_a_restart_of_the_server_loses_nothing(ana: Page, server: Server) -> None:
    ask(ana, "what is dropout")
    answered(ana)
    ana.keyboard.type("still writing")

    assert server.stop() == 0
    expect(ana.get_by_text("Reconnecting …")).to_be_visible()
    server.start()

    expect(ana.get_by_text("Reconnecting …")).to_be_hidden()
    settled(ana)
    expect(newest(ana)).to_contain_text(STEM)
    expect(ana.get_by_label("Message", exact=True)).to_have_value("still writing")
    newest(ana).get_by_role("button", name="More").click()
    expect(newest(ana).get_by_role("button", name="Back to the answer")).to_be_visible()


def test_dark_and_light_follow_the_system_until_one_is_chosen(ana: Page) -> None:
    def background() -> str:
        return str(ana.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = background()
    ana.emulate_media(color_scheme="dark")
    dark = background()
    ana.get_by_text("light", exact=True).click()

    assert dark != light
    assert background() == light
    ana.reload()
    settled(ana)
    assert background() == light
    ana.get_by_text("system", exact=True).click()
    assert background() == dark


def test_a_phone_shows_everything_without_scrolling_sideways(ana: Page) -> None:
    page = ana
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.get_by_label("Your name")).to_be_hidden()
    page.get_by_role("button", name="Channels and settings").click()
    expect(page.get_by_label("Your name")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Channels and settings")).to_be_focused()

    ask(page, "what is dropout")
    answered(page)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('.scroll').scrollWidth <= innerWidth")


def test_every_control_has_a_name_and_every_picture_words(ana: Page) -> None:
    ask(ana, "what is dropout")
    answered(ana).get_by_role("button", name="JSON").click()
    expect(newest(ana).get_by_role("tab").first).to_be_visible()

    controls = ana.locator("button, input, textarea, select, a[href], [role=option]:visible")
    snapshot = ana.locator("body").aria_snapshot()

    assert controls.count() > 15
    unnamed = re.findall(
        r"^\s*- (?:button|textbox|combobox|link|switch|radio|option|tab)(?: \[.*)?:?$",
        snapshot,
        re.MULTILINE,
    )
    assert unnamed == []
    assert ana.locator("img:not([alt])").count() == 0
    expect(ana.get_by_role("log")).to_have_attribute("aria-live", "polite")
    assert ana.get_by_role("main").count() == ana.locator("h1").count() == 1
    assert ana.locator("html").get_attribute("lang") == "en-US"


def test_words_stand_out_from_what_is_behind_them(ana: Page) -> None:
    ask(ana, "what is dropout")
    answered(ana)

    for scheme in ("light", "dark"):
        ana.get_by_text(scheme, exact=True).click()
        assert ana.evaluate(WORST_CONTRAST) >= 4.5
    ana.get_by_text("system", exact=True).click()


WORST_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const ratio = (element) => {
    const [one, other] = [rgba(getComputedStyle(element).color), behind(element)].map(luminance);
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const words = [...document.querySelectorAll(".shell *")].filter((element) =>
    element.checkVisibility() && !element.closest(":disabled")
    && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return Math.min(...words.map(ratio));
}"""
