"""The web application: the page, its files and the blob store's pictures."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from nicegui import Client, ui
from nicegui import app as nicegui_app

from bot.platforms.web.elements import ASSETS
from bot.platforms.web.tab import Desk, Tab
from generators.blobs import BlobStore

RECONNECT_S = 20
"""How long a tab that lost its connection finds itself as it was; later it loads anew."""
HEAD = """
<meta name="description" content="Interview prep for deep learning: try the bot here">
<script src="/assets/theme.js"></script>
<link rel="stylesheet" href="/assets/style.css">
<link rel="stylesheet" href="/assets/blocks.css">
<link rel="stylesheet" href="/assets/composer.css">
<link rel="stylesheet" href="/assets/slack_card.css">
"""
DRAWN = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What a browser may show itself; every other blob is a file to be kept."""


def application(desk: Desk, blobs: BlobStore) -> FastAPI:
    """Everything the playground answers, before anybody is kept out."""
    app = FastAPI(openapi_url=None)
    app.mount("/assets", StaticFiles(directory=ASSETS), name="assets")

    @app.get("/")
    async def start() -> Response:
        return RedirectResponse("/c/general")

    @app.get("/blobs/{key}")
    async def blob(key: str, name: str = "") -> Response:
        return await _blob(blobs, key, name)

    @ui.page("/c/{channel}", title="Backprep playground")
    def show(channel: str, client: Client) -> None:
        _neutral(client)
        ui.add_head_html(HEAD)
        client.on_delete(Tab(desk, channel).leave)

    @nicegui_app.exception_handler(404)
    async def lost(_: object, __: object) -> Response:
        return PlainTextResponse("There is nothing here. The playground is at /c/general.", 404)

    ui.run_with(  # after our routes, since it takes every other path
        app,
        favicon=ASSETS / "favicon.svg",
        language="en-US",
        tailwind=False,
        reconnect_timeout=RECONNECT_S,
        binding_refresh_interval=None,
        show_welcome_message=False,
        gzip_middleware_factory=None,
    )
    return app


def _neutral(client: Client) -> None:
    """Take NiceGUI's padding and its <main> away; the shell has its own."""
    client.content.classes(replace="playground")
    if around := client.content.parent_slot:
        around.parent.props["role"] = "none"


async def _blob(blobs: BlobStore, key: str, name: str) -> Response:
    found = await blobs.get(key)
    if found is None:
        return PlainTextResponse("This picture is gone.", 404)
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    if found.media_type not in DRAWN:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name or key)}"
    return Response(found.content, media_type=found.media_type, headers=headers)
