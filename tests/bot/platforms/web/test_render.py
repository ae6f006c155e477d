from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.event import Action
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
    Role,
    Select,
    Table,
    Text,
)
from bot.platforms.web.render import render
from tests.bot.platforms.web.samples import ANA
from tests.hostile import CORPUS

PRESS = Action("quiz", "answer", "7")


def test_every_block_becomes_data_of_its_own_type() -> None:
    reply = Reply(
        "All",
        (
            Text("words"),
            Code("x = 1", "python"),
            Facts((("Loss", "0.3"),)),
            Table(("a", "b"), (("1", "2"),)),
            Picture("key.png", "a curve"),
            File("key.json", "data.json", "all of it"),
            Progress(0.25, "Drawing"),
            Select("Topic", (Choice("Vision", "vision", "pictures"),), PRESS),
            Buttons((Button("Go", PRESS, "primary"),)),
        ),
    )

    assert render(reply)["blocks"][1:] == [
        {"type": "code", "source": "x = 1", "language": "python"},
        {"type": "facts", "pairs": [["Loss", "0.3"]]},
        {"type": "table", "header": ["a", "b"], "rows": [["1", "2"]]},
        {"type": "picture", "url": "/blobs/key.png", "alt": "a curve"},
        {"type": "file", "url": "/blobs/key.json", "name": "data.json", "summary": "all of it"},
        {"type": "progress", "percent": 25, "label": "Drawing"},
        {
            "type": "select",
            "prompt": "Topic",
            "action": "quiz:answer:7",
            "chosen": None,
            "choices": [{"label": "Vision", "value": "vision", "summary": "pictures"}],
        },
        {
            "type": "buttons",
            "buttons": [
                {
                    "label": "Go",
                    "action": "quiz:answer:7",
                    "style": "primary",
                    "disabled": False,
                }
            ],
        },
    ]


def test_words_become_spans_with_marks_and_the_whole_address() -> None:
    reply = Reply(blocks=(Text("**bold** and [paper](https://arxiv.org/abs/1706.03762)"),))

    (line,) = render(reply)["blocks"][0]["lines"]

    assert [(span["text"], span["marks"], span["link"]) for span in line["spans"]] == [
        ("bold", ["bold"], None),
        (" and ", [], None),
        ("paper", [], "https://arxiv.org/abs/1706.03762"),
    ]


def test_those_who_are_pinged_are_named() -> None:
    assert render(Reply("x", notify=(ANA, Role("learners"))))["notify"] == ["@Ana", "@learners"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(CORPUS) | st.text())
def test_hostile_words_stay_words_and_can_be_sent_as_json(words: str) -> None:
    reply = Reply(words, (Text(literal(words)), Code(words), Facts(((words, words),))))

    data = render(reply)

    json.dumps(data).encode("ascii")
    json.dumps(data, ensure_ascii=False).encode("utf-8")
    spans = [
        s for block in data["blocks"] for line in block.get("lines", ()) for s in line["spans"]
    ]
    assert not any(span["link"] for span in spans)
