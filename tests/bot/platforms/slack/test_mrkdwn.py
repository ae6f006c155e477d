from __future__ import annotations

import pytest

from bot.platforms.slack.mrkdwn import bold, escape, is_safe, mrkdwn


@pytest.mark.parametrize(
    "words", ["basic", "learning_rate", "3 of 5, 60 %", "a > b", "<@U1>", "9:30", "R&D", "f(x) = y"]
)
def test_words_without_signs_at_their_borders_are_safe(words: str) -> None:
    assert is_safe(words)


@pytest.mark.parametrize(
    "words",
    ["*b*", "a *", "_i_", "_x", "x_ y", "~s~", "`c`", ":tada:", ":+1:", "> q", "  > q", "a\nb"],
)
def test_words_that_might_format_themselves_are_not(words: str) -> None:
    assert not is_safe(words)


def test_pings_and_links_are_escaped() -> None:
    assert escape("<!channel> & <https://a.example|b>") == (
        "&lt;!channel&gt; &amp; &lt;https://a.example|b&gt;"
    )


def test_bold_words_are_escaped_and_nothing_stays_nothing() -> None:
    assert bold(" R&D ") == "*R&amp;D*"
    assert bold(" ") == ""


def test_names_and_addresses_stay_words() -> None:
    assert mrkdwn("#general") == {"type": "mrkdwn", "text": "#general", "verbatim": True}
