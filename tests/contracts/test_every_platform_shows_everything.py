from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat import limits
from bot.chat.event import Action, Person
from bot.chat.reply import (
    Block,
    Button,
    Buttons,
    Choice,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Role,
    Select,
    Table,
    Text,
    actions,
)
from bot.features.pages import pages_of
from tests.contracts.platforms import FOLDER, NAMES, can_choose, render_of, words_in
from tests.hostile import words
from tests.replies import replies

EACH = pytest.mark.parametrize("platform", NAMES)
thorough = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
KEY = f"{'ab' * 32}.png"
DO = Action("ask", "see", "softmax")
MARKDOWN = "**alpha** *beta* `gamma` ~~delta~~ [epsilon](https://zeta.example)\n\n- eta\n  - theta\n\n> iota"
ONE_OF_EACH: tuple[tuple[Block, str], ...] = (
    (Text(MARKDOWN), "alpha beta gamma delta epsilon zeta example eta theta iota"),
    (Code("def kappa(x): return x", "python"), "def kappa x return"),
    (Facts((("Level", "hard"), ("Topic", "vision"))), "Level hard Topic vision"),
    (
        Table(("Model", "Loss"), (("LSTM", "2.09"), ("VAE", "98.5"))),
        "Model Loss LSTM 2.09 VAE 98.5",
    ),
    (Picture(KEY, "a dog made of eyes"), "a dog made of eyes"),
    (File(KEY, "export.json", "all about you"), "export json all about you"),
    (Buttons((Button("Show me", DO), Button("Gone", DO, "danger", disabled=True))), "Show me Gone"),
    (Select("Which one", (Choice("First", "1", "easy"),), DO), "Which one First easy"),
    (Progress(0.42, "training"), "42 training"),
)


def test_the_list_above_has_one_of_each() -> None:
    assert {type(block) for block, _ in ONE_OF_EACH} == set(get_args(Block))


@EACH
@pytest.mark.parametrize(("block", "expected"), ONE_OF_EACH, ids=lambda x: type(x).__name__)
def test_no_platform_loses_words(platform: str, block: Block, expected: str) -> None:
    shown = words_in(render_of(platform)(Reply("A title", (block,))))

    assert "A title" in shown
    assert not [word for word in expected.split() if word not in shown]


@EACH
def test_who_is_pinged_is_shown(platform: str) -> None:
    people = (Person(platform, "117", "Ana"), Role("118"))

    shown = words_in(render_of(platform)(Reply("Hello", notify=people)))

    assert "Ana" in shown or "117" in shown
    assert "118" in shown


@EACH
@given(replies(words))
@thorough
def test_all_that_can_be_chosen_is_in_what_is_rendered(platform: str, reply: Reply) -> None:
    rendered = render_of(platform)(reply)

    encoded = {action.encode() for action, _ in actions(reply)}
    assert not [one for one in encoded if not can_choose(rendered, one)]
    assert not [value for _, value in actions(reply) if value and not can_choose(rendered, value)]


@EACH
@given(replies(words))
@thorough
def test_no_word_is_lost_without_a_way_to_the_whole(platform: str, reply: Reply) -> None:
    rendered = render_of(platform)(reply)

    neat = limits.tidy(reply)
    if not can_choose(rendered, f"pages:show:{limits.key(reply)}"):
        shown = re.sub(r"\s", "", words_in(rendered))
        assert not [word for word in _words_of(neat) if word not in shown]


def _words_of(reply: Reply) -> set[str]:
    """The words of a reply that stand in it as they are."""
    found = [reply.title]
    for block in reply.blocks:
        match block:
            case Facts(pairs):
                found += [word for pair in pairs for word in pair]
            case Table(header, rows):
                found += [cell for row in (header, *rows) for cell in row]
            case Code(source):
                found.append(source)
            case Buttons(choices):
                found += [button.label for button in choices]
            case Select(prompt, choices):
                found += [prompt, *(choice.label for choice in choices)]
            case Picture(alt=words) | Progress(label=words) | File(summary=words):
                found.append(words)
            case _:
                pass
    return set(re.findall(r"[^\W_]+", " ".join(found)))


@EACH
@given(replies(words))
@thorough
def test_what_a_platform_shortens_is_kept_and_its_pages_are_not_shortened(
    platform: str, reply: Reply
) -> None:
    render = render_of(platform)
    pages = pages_of(limits.tidy(reply), limits.key(reply))

    if can_choose(render(reply), "pages:show:"):
        assert limits.is_long(reply)
    assert not [page for page in pages if can_choose(render(page), "pages:show:")]


@EACH
def test_every_platform_has_the_same_files(platform: str) -> None:
    files = {file.name for file in (FOLDER / platform).glob("*.py")}

    assert files >= {"__init__.py", "platform.py", "parse.py", "render.py"}
