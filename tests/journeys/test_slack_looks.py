"""The playground draws every card as Slack does, with all its words and none of their effects."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from bot.chat.event import Action, Person
from bot.chat.feature import Field, Form
from bot.chat.markup import literal
from bot.chat.reply import (
    Button,
    Buttons,
    Choice,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Select,
    Table,
    Text,
)
from generators.blobs import Blob
from tests.journeys.playground import CHROMIUM, FLAGS, PATIENCE_MS, ROOT
from tests.looks.slack import draw, rendered

DO = Action("ask", "see", "softmax")
ANA = Person("slack", "U7", "Ana")
KEY = "picture.png"
FILES = {KEY: Blob((ROOT / "generators/live/example-vae.png").read_bytes(), "image/png")}
EVERYTHING = Reply(
    "Title",
    (
        Text("**bold** *italic* ~~gone~~ `code` [words](https://a.example/b)\n\n> quoted"),
        Text("1. first\n   - inner\n2. second"),
        Code("def f(x): return x", "python"),
        Facts((("Level", "R&D"), ("Topic", "vision"))),
        Table(("Model", "Loss"), (("LSTM", "2.09"), ("VAE", ""))),
        Table(("Second", "Table"), (("as", "words"),)),
        Picture(KEY, "a dog made of eyes"),
        File("k", "export.json", "all about you"),
        Progress(0.42, "training"),
        Buttons((Button("Go", DO, "primary"), Button("Delete", DO, "danger"))),
        Select("Which one", (Choice("First", "1"), Choice("Second", "2")), DO, "2"),
        Facts((("Seed", "7"),)),
    ),
    notify=(ANA,),
)
SAID = """@U7 Title bold italic gone code words (https://a.example/b) quoted first inner second
def f(x): return x Level R&D Topic vision Model Loss LSTM 2.09 VAE Second Table as words
export.json all about you 42 % training Go Delete Seed 7"""


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = CHROMIUM if CHROMIUM.exists() else None
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    page = await browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    await page.close()


async def test_every_block_is_drawn_with_its_words_and_its_picture(page: Page) -> None:
    shown = await draw(page, rendered("card", EVERYTHING), FILES)

    said = " ".join((await shown.inner_text()).split())
    assert not [word for word in SAID.split() if word not in said]
    picture = shown.get_by_alt_text("a dog made of eyes")
    assert await picture.evaluate("image => image.naturalWidth") > 0
    marked = {tag: await shown.locator(tag).first.inner_text() for tag in ("b", "i", "s", "code")}
    assert marked == {"b": "Backprep", "i": "italic", "s": "gone", "code": "code"}
    assert await shown.locator("ol").nth(1).get_attribute("start") == "2"
    assert await shown.locator(".static_select").inner_text() == "Second"


async def test_a_form_and_a_home_page_are_drawn(page: Page) -> None:
    fields = (Field("why", "Why?", kind="paragraph", placeholder="In a sentence", required=False),)
    form = await draw(page, rendered("form", Form("Feedback", fields, DO, send="Tell us")), {})
    said = " ".join((await form.inner_text()).split())
    assert said == "Feedback Why? (optional) In a sentence Cancel Tell us"

    home = await draw(page, rendered("home", EVERYTHING), FILES)
    assert "Model  Loss" in await home.inner_text()


async def test_words_that_look_like_markup_stay_words(page: Page) -> None:
    live = "<img src=x onerror=document.title='owned'> <!channel> *b* {{ 7 * 7 }}"
    blocks = (Text(literal(live)), Code(live), Facts(((live, live), ("a", "b"))))
    shown = await draw(page, rendered("card", Reply(live, blocks)), {})

    assert live in await shown.inner_text()
    assert await page.title() != "owned"
    assert "49" not in await shown.inner_text()


async def test_a_card_fits_a_phone(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    shown = await draw(page, rendered("card", EVERYTHING), FILES)
    await page.add_style_tag(content="#app { width: auto !important; }")

    assert await shown.evaluate("box => box.scrollWidth <= box.clientWidth")
