"""A conversation that knows three questions, for tests of how the console holds one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NoReturn

from bot.chat.event import (
    Action,
    ActionChosen,
    ChatEvent,
    CommandUsed,
    FormSent,
    Person,
    Place,
    TextSent,
)
from bot.chat.feature import Command, Field, Form, Option
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
    Select,
    Table,
    Text,
)

STEMS = {
    "dropout-why": "Why does dropout reduce overfitting?",
    "batch-norm": "What does batch normalisation do at test time?",
    "vanishing": "Why do gradients vanish in deep networks?",
}
ANSWER = (
    "Each update trains a **random sub-network**, so no unit can rely on one other unit being there. "
    "At test time all units are used and their outputs are scaled by `1 - p`.\n\n"
    "- co-adaptation is broken up\n"
    "- it is *like* averaging many networks that share weights, which costs as much as training one\n\n"
    "> Dropout is off at test time.\n\n"
    "Source: [Srivastava et al.](https://jmlr.org/papers/v15/srivastava14a.html) (2014)"
)


async def _unused(event: object) -> NoReturn:
    raise AssertionError("the sample answers in `dispatch`")


def _command(name: str, summary: str, *options: Option) -> Command:
    return Command(name, summary, _unused, options)


async def _suggest(typed: str) -> Sequence[Choice]:
    return [Choice(s, key, "neurons") for key, s in STEMS.items() if typed.lower() in s.lower()]


TOPICS = (Choice("Convolutional networks", "cnn"), Choice("Sequences", "rnn"))
COMMANDS = (
    _command(
        "ask",
        "Ask a question in your own words",
        Option("question", "what you want to know", required=True, suggest=_suggest),
    ),
    _command(
        "quiz",
        "Answer a few questions",
        Option("topic", "what they are about", choices=TOPICS),
        Option("count", "how many", "whole", least=1, most=20),
        Option("hints", "whether hints are offered", "yes-no"),
    ),
    _command("daily setup", "Post a question every day", Option("channel", "where", "channel")),
    _command("daily stop", "Stop the daily question"),
    _command("help", "What the bot can do"),
)


def card() -> Reply:
    """An answer with everything that an answer has."""
    return Reply(
        STEMS["dropout-why"],
        (
            Text(ANSWER),
            Facts((("Level", "basic"), ("Topic", "training"), ("How sure", "93 %"))),
            Buttons(
                (
                    Button("More", Action("ask", "more", "dropout-why"), "primary"),
                    Button("Key points", Action("ask", "points", "dropout-why")),
                    Button("Marked helpful", Action("ask", "helpful"), disabled=True),
                    Button("Not helpful", Action("ask", "unhelpful", "dropout-why")),
                )
            ),
            Select(
                "Related questions",
                tuple(Choice(stem, key, "basic") for key, stem in list(STEMS.items())[1:]),
                Action("ask", "pick"),
            ),
        ),
        audience="asker",
    )


def gallery(picture: str = "0" * 64) -> Reply:
    """One of each block."""
    source = (
        "def dropout(x, p, rng):\n    # keeps the expected value\n"
        "    keep = rng.random(x.shape) >= p\n    return x * keep / (1 - p)"
    )
    table = (
        ("Adam", "0.001", "fast at first, may generalise worse"),
        ("SGD", "0.1", "slow, steady"),
    )
    return Reply(
        "One of each",
        (
            Text("## A heading\n\n1. first\n2. second\n   - inside"),
            Code(source, "python"),
            Facts((("Streak", "4 days"), ("Longest word", "backpropagation through time " * 3))),
            Table(("Optimiser", "Rate", "Remark"), table),
            Picture(picture, "a dog made of eyes"),
            File("1" * 64, "backprep.json", "everything the bot knows about you"),
            Progress(0.45, "Drawing the picture"),
            Buttons((Button("Delete it", Action("x", "delete"), "danger"),)),
        ),
        tone="good",
    )


class SampleConversation:
    """A Conversation without features: each event is kept in `seen` and answered from this file.

    To /help it never comes to an answer, which `busy` tells.
    """

    commands: Sequence[Command] = COMMANDS

    def __init__(self) -> None:
        self.seen: list[ChatEvent] = []
        self.busy = asyncio.Event()

    async def dispatch(self, event: ChatEvent) -> Reply | Form | None:
        self.seen.append(event)
        match event:
            case CommandUsed(name="help"):
                self.busy.set()
                await asyncio.Event().wait()
                return None
            case CommandUsed():
                return _used(event)
            case ActionChosen():
                return _chosen(event)
            case FormSent(values=values):
                return _echo(f"Thank you: {dict(values)}")
            case TextSent(text=text):
                return card() if "dropout" in text else _echo(text)

    def opens_form(self, action: Action) -> bool:
        return action.verb == "unhelpful"

    async def suggest(self, command: str, option: str, typed: str) -> Sequence[Choice]:
        return await _suggest(typed)

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Nobody watches."""

    async def home(self, who: Person, where: Place) -> Reply:
        return Reply("Home of " + who.name)


def _echo(text: str) -> Reply:
    return Reply("You said", (Text(literal(text)),))


def _used(event: CommandUsed) -> Reply:
    if event.name == "quiz":
        return gallery()
    known = event.options.get("question") == "dropout-why"
    return card() if known else _echo(str(dict(event.options)))


def _chosen(event: ActionChosen) -> Reply | Form:
    if event.action.verb == "unhelpful":
        what = Field("reason", "What is wrong?", placeholder="Be as short as you like", longest=40)
        about = Field("topic", "Topic", required=False, choices=TOPICS)
        return Form("Not helpful", (what, about), event.action)
    return Reply(f"You chose {event.action.verb}", (Text(", ".join(event.values)),), update=True)
