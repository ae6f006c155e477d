"""Messages, modals and home pages drawn by the playground as Slack draws them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import nicegui
from playwright.async_api import Locator, Page, Route

from bot.chat.feature import Form
from bot.chat.reply import Reply
from bot.platforms.slack.home import home
from bot.platforms.slack.modals import modal
from bot.platforms.slack.render import render
from bot.platforms.web.elements import ASSETS
from generators.blobs import Blob
from tests.journeys.playground import PATIENCE_MS

ADDRESS = "http://looks.invalid"
VUE = Path(nicegui.__file__).parent / "static" / "vue.esm-browser.prod.js"
PAGE = Path(__file__).with_name("slack.html")


def rendered(name: str, card: Reply | Form) -> dict[str, object]:
    """The Block Kit JSON of a card or a form; the one of the name `home` is a page."""
    if isinstance(card, Form):
        return modal(card)
    return home(card) if name == "home" else render(card)


async def draw(page: Page, view: Mapping[str, object], files: Mapping[str, Blob]) -> Locator:
    """What the page shows of a message, a modal or a home page; nothing comes from a network."""

    async def answer(route: Route) -> None:
        match route.request.url.removeprefix(ADDRESS).split("/")[1:]:
            case [""]:
                await route.fulfill(path=PAGE)
            case ["view.json"]:
                await route.fulfill(json=json.loads(json.dumps(view)))
            case ["vue.js"]:
                await route.fulfill(path=VUE)
            case ["blobs", key] if key in files:
                await route.fulfill(body=files[key].content)
            case ["assets", name]:
                await route.fulfill(path=ASSETS / name)
            case _:
                await route.fulfill(status=404)

    await page.unroute_all()
    await page.route(f"{ADDRESS}/**", answer)
    await page.goto(f"{ADDRESS}/")
    await page.locator("body[data-drawn]").wait_for(timeout=PATIENCE_MS)
    await page.wait_for_load_state("networkidle")
    return page.locator("#app")
