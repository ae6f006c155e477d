"""Nothing that a person, a document or a model says does anything on any platform."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat.event import Action, Person
from bot.chat.markup import clean, literal
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
from tests.contracts.inert import CHECKS, faults, formats
from tests.contracts.platforms import FOLDER, NAMES, render_of, words_in
from tests.hostile import CASES, CORPUS, words

EACH = pytest.mark.parametrize("platform", NAMES)
KEY = f"{'ab' * 32}.png"


def everywhere(word: str) -> Reply:
    """A reply with the word in every place where a person's words may stand."""
    quoted, alt = literal(word), clean(word).strip() or "alt"
    blocks = (
        Text(
            f"# {quoted}\n\n**{quoted}** [{quoted}](https://good.example)\n\n- {quoted}\n\n> {quoted}"
        ),
        Code(word, "python"),
        Facts(((word, word), ("a", word))),
        Table((word, "n"), ((word, "1"), ("b", word))),
        Picture(KEY, alt),
        File(KEY, word, word),
        Buttons((Button(word, Action("f", "do")), Button(f"{word}!", Action("f", "do", "2")))),
        Select(word, (Choice(word, "1", word), Choice(word, "2")), Action("f", "pick")),
        Progress(0.5, word),
    )
    return Reply(word, blocks, notify=(Person("discord", "7007", word),))


def test_every_platform_has_a_check() -> None:
    assert set(NAMES) == set(CHECKS)


@EACH
@given(words)
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_words_are_live_wherever_they_stand(platform: str, word: str) -> None:
    rendered = render_of(platform)(everywhere(word))

    assert not faults(platform, rendered)
    assert json.dumps(rendered, ensure_ascii=False).encode()


@EACH
@given(words)
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_words_format_themselves(platform: str, word: str) -> None:
    rendered = render_of(platform)(Reply("", (Text(literal(word)),)))

    assert not formats(rendered)


@EACH
@pytest.mark.parametrize("word", CORPUS, ids=range(len(CORPUS)))
def test_hostile_words_are_shown_all_the_same(platform: str, word: str) -> None:
    shown = words_in(render_of(platform)(Reply("", (Text(literal(word)),))))

    letters = re.sub(r"[\W_]", "", clean(word))
    assert letters in re.sub(r"[\W_]", "", shown)


def test_the_checks_find_what_is_live() -> None:
    card = {"title": "", "tone": "plain", "audience": "asker", "marks": [], "notify": []}
    link = {
        "text": "x",
        "bold": False,
        "italic": False,
        "code": False,
        "strike": False,
        "marks": [],
    }
    line = {
        "kind": "paragraph",
        "level": 0,
        "number": 0,
        "spans": [link | {"link": "javascript:x"}],
    }
    message: dict[str, object] = {"allowed_mentions": {"parse": []}}
    for live in (
        "<@1>",
        "@everyone",
        "[a](b)",
        "||x||",
        "```",
        "<t:1:R>",
        "<:a:1>",
        "\u202e",
        "<b>",
    ):
        assert faults("discord", message | {"components": [{"content": live}]}), live
    for inert in (
        r"\<@1\>",
        "`<@1>`",
        "```\n@everyone\n```",
        "`` ` <@1> ``",
        "<https://a.example>",
    ):
        assert not faults("discord", message | {"components": [{"content": inert}]}), inert
    for live in (
        "<!channel>",
        "<https://a.example|b>",
        "a *b* c",
        "_b_",
        "`b`",
        ":tada:",
        "&gt; b",
    ):
        words = {"type": "mrkdwn", "text": live, "verbatim": True}
        assert faults("slack", {"text": "", "blocks": [words]}), live
    for inert in ("*Level* &lt;!channel&gt;", "learning_rate", "a &gt; b", "at 9:30"):
        words = {"type": "mrkdwn", "text": inert, "verbatim": True}
        assert not faults("slack", {"text": "", "blocks": [words]}), inert
    for part in (
        {"type": "plain_text", "text": ":tada:"},
        {"type": "link", "url": "https://a.example", "text": "b"},
        {"type": "broadcast", "range": "channel"},
    ):
        assert faults("slack", {"text": "", "blocks": [part]}), part
    assert faults("slack", {"text": "<!channel>", "blocks": []})
    assert faults("web", card | {"blocks": [{"type": "text", "lines": [line]}]})
    assert faults("web", card | {"blocks": [{"type": "picture", "url": "https://x.example/p"}]})
    assert faults("console", card | {"title": "\x1b]8;;https://x.example\x1b\\", "blocks": []})


LIVE_SCRIPT = re.compile(
    r"v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
)


def test_the_pages_scripts_never_take_words_for_html() -> None:
    scripts = list((FOLDER / "web").rglob("*.js"))

    assert scripts
    assert not [file.name for file in scripts if LIVE_SCRIPT.search(file.read_text())]
