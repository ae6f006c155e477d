"""People, places and commands that the tests of the playground share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.chat.event import Place
from bot.chat.feature import Command, Option
from bot.chat.reply import Choice, Reply, Text
from bot.platforms.web.channels import place, visitor
from bot.platforms.web.parse import Sender

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, BEN = visitor("token of Ana", "Ana"), visitor("token of Ben", "Ben")
HERE: Place = place("general", ANA)
FROM_ANA = Sender(ANA, HERE)


async def unused(_: object) -> Reply:
    raise AssertionError("the playground leaves handlers to the router")


async def suggest(_: str) -> Sequence[Choice]:
    return ()


ASK = Command("ask", "Ask", unused, (Option("question", "What", required=True, suggest=suggest),))
SETUP = Command(
    "daily setup",
    "Post every day",
    unused,
    (
        Option("hour", "When", kind="whole", required=True, least=0, most=23),
        Option("topic", "What about", choices=(Choice("Vision", "vision"), Choice("All", "all"))),
        Option("share", "How much", kind="number", least=0),
        Option("ping", "Ping the role", kind="yes-no"),
        Option("where", "Where", kind="channel"),
    ),
    audience="everyone",
)
COMMANDS = (ASK, SETUP)
DROPOUT = Reply("Dropout", (Text("It **drops** units."),))
