"""Somebody installs the bot with a browser: from its page over Slack's and back."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from tests.loopback_slack.world import CLIENT_ID, Grant

if TYPE_CHECKING:
    from tests.loopback_slack.slack import LoopbackSlack

_AUTHORIZE = re.compile(r"https?://[^\s\"'<>]+/oauth/v2/authorize\?[^\s\"'<>]*")


@dataclass
class Browser:
    """One browser with its cookies, at the bot's address."""

    slack: LoopbackSlack
    address: str

    async def __aenter__(self) -> Browser:
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[self.address])
        self._session = aiohttp.ClientSession(cookie_jar=jar)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def wants_to_install(self) -> dict[str, str]:
        """Open the install page; what its link asks Slack for."""
        url = f"{self.address}/slack/install"
        async with self._session.get(url, allow_redirects=False) as page:
            found = f"{page.headers.get('Location', '')} {html.unescape(await page.text())}"
        link = _AUTHORIZE.search(found)
        assert link, found
        asked = dict(parse_qsl(urlsplit(link[0]).query))
        assert asked["client_id"] == CLIENT_ID
        return asked

    def allows(self, asked: dict[str, str], team: str, token: str) -> str:
        """Press Allow at Slack; the code that leads back."""
        code = self.slack.world.next("code-")
        scopes = frozenset(asked["scope"].split(","))
        self.slack.world.codes[code] = Grant(token, team, scopes)
        return code

    async def comes_back(self, code: str, state: str) -> tuple[int, str]:
        """Follow Slack back to the bot: status and page."""
        url, back = f"{self.address}/slack/oauth_redirect", {"code": code, "state": state}
        async with self._session.get(url, params=back) as page:
            return page.status, await page.text()

    async def installs(self, team: str, token: str) -> tuple[int, str]:
        """All of it."""
        asked = await self.wants_to_install()
        return await self.comes_back(self.allows(asked, team, token), asked["state"])
