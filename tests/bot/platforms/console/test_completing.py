from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.console.completing import Offer, offers
from tests.bot.platforms.console.sample import SampleConversation


async def labels(line: str) -> list[str]:
    return [offer.label async for offer in offers(line, SampleConversation())]


async def completed(line: str, label: str) -> str:
    """The line after taking an offer."""
    [offer] = [one async for one in offers(line, SampleConversation()) if one.label == label]
    return line[: len(line) - offer.instead_of] + offer.text


async def test_a_slash_offers_every_command_with_what_it_does() -> None:
    [first, *others] = [offer async for offer in offers("/", SampleConversation())]

    assert first == Offer("ask ", 0, "/ask", "Ask a question in your own words")
    assert [one.label for one in others] == ["/quiz", "/daily setup", "/daily stop", "/help"]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("/q", ["/quiz"]),
        ("/daily st", ["/daily stop"]),
        ("/daily ", ["/daily setup", "/daily stop"]),
        ("/quiz ", ["topic:", "count:", "hints:"]),
        ("/quiz co", ["Convolutional networks", "count:"]),
        ("/quiz cn", ["Convolutional networks"]),
        ("/quiz topic: ", ["Convolutional networks", "Sequences", "count:", "hints:"]),
        ("/quiz topic: seq", ["Sequences"]),
        ("/quiz hints: n", ["no"]),
        ("/quiz topic: cnn count: 5 h", ["hints:"]),
        ("/help ", []),
        ("/help x", []),
        ("/nothing ", []),
        ("quiz", []),
        ("why /ask", []),
    ],
)
async def test_offers_fit_what_is_typed(line: str, offered: list[str]) -> None:
    assert await labels(line) == offered


async def test_taking_an_offer_replaces_what_was_begun() -> None:
    assert await completed("/quiz topic: seq", "Sequences") == "/quiz topic: rnn"
    assert await completed("/quiz topic: cnn cou", "count:") == "/quiz topic: cnn count: "
    stem = "Why do gradients vanish in deep networks?"
    assert await completed("/ask why do", stem) == f"/ask {stem}"
    assert await completed('/ask question: "why do', stem) == f"/ask question: {stem}"


@settings(deadline=None)
@given(st.text(st.sampled_from('/askquizdaily topcnth:"“” 0123')).map("/".__add__))
async def test_any_beginning_can_be_completed(line: str) -> None:
    for offer in [one async for one in offers(line, SampleConversation())]:
        assert 0 <= offer.instead_of <= len(line)
