"""What becomes of a reply that Discord does not take."""

from __future__ import annotations

import pytest

from bot.chat.reply import Reply, Text
from bot.platforms.discord.outbox import in_short


@pytest.mark.parametrize("text", ["", "Short.", "x" * 600, "*a* `b` <c> & d_e_ " * 60, "a\n\n# b"])
def test_what_is_in_short_already_stays_as_it_is(text: str) -> None:
    shortened = in_short(Reply("Title", (Text(text),)))

    assert in_short(shortened) == shortened
