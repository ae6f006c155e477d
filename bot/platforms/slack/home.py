"""Reply to the JSON of the App Home, the page that a person finds under the app's name.

https://docs.slack.dev/reference/views/home-tab-views
"""

from __future__ import annotations

from bot.chat.reply import Reply
from bot.platforms.slack.blocks import body
from bot.platforms.slack.ids import distinct
from bot.platforms.slack.parts import JsonDict
from bot.platforms.slack.render import fitted


def home(reply: Reply) -> JsonDict:
    """The view; tables stand in it as words, since only messages have table blocks."""
    return {"type": "home", "blocks": distinct(list(body(fitted(reply), tables=False)))}
