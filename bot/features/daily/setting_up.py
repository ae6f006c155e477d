"""From the options of /daily setup to what is agreed on."""

from __future__ import annotations

from bot.chat.errors import ChatError
from bot.chat.event import CommandUsed
from bot.chat.feature import Option
from bot.chat.reply import Choice
from bot.features.daily.planner import pool
from bot.features.daily.reading import (
    offered_days,
    offered_topics,
    read_days,
    read_time,
    read_topics,
)
from bot.planning import Timetable
from bot.storage.ports import Terms
from bot.zones import offered_zones, read_zone
from knowledge.bank import Bank
from knowledge.question import LEVELS

MOST_HOURS, MOST_LATE = 72, 720
CHANNEL = Option("channel", "Which channel; this one when left out", "channel")


def setup_options(bank: Bank) -> tuple[Option, ...]:
    """What /daily setup takes."""

    async def zones(typed: str) -> list[Choice]:
        return list(offered_zones(typed))

    async def days(typed: str) -> list[Choice]:
        return list(offered_days(typed))

    async def topics(typed: str) -> list[Choice]:
        return list(offered_topics(typed, bank.topics))

    return (
        Option("time", "The hour there, such as 09:00", required=True, longest=20),
        Option(
            "zone",
            "A place whose clocks count, such as Europe/Berlin",
            required=True,
            suggest=zones,
            longest=60,
        ),
        CHANNEL,
        Option("days", "Which days; every day when left out", suggest=days, longest=100),
        Option("topics", "What about, with commas between; anything when left out", suggest=topics),
        Option("level", "How hard", choices=tuple(Choice(x.capitalize(), x) for x in LEVELS)),
        Option("role", "Who is pinged at each question; nobody when left out", "role"),
        Option(
            "close",
            "Hours until it closes and shows how it went; 8 when left out",
            "whole",
            least=1,
            most=MOST_HOURS,
        ),
        Option(
            "reveal",
            "Where it shows how it went; in the question's place when left out",
            choices=(
                Choice("In the question's place", "post"),
                Choice("In a new message", "message"),
            ),
        ),
        Option("thread", "Open a thread under the question once it closes", "yes-no"),
        Option(
            "late",
            "Minutes a question may be late after an outage; 120 when left out",
            "whole",
            least=0,
            most=MOST_LATE,
        ),
    )


def read_terms(event: CommandUsed, bank: Bank) -> Terms:
    """What was asked for, checked.

    Raises:
        ChatError: something cannot be read; says how to write it.
        CannotAnswerError: no question fits.
    """
    options = event.options
    timetable = Timetable(
        read_time(str(options["time"])),
        read_zone(str(options["zone"])),
        read_days(str(options.get("days", ""))),
    )
    terms = Terms(
        timetable,
        read_topics(str(options.get("topics", "")), bank.topics),
        str(options.get("level", "")),
        _role(event),
        int(options.get("close", 8)),
        int(options.get("late", 120)),
        "message" if options.get("reveal") == "message" else "post",
        bool(options.get("thread", False)),
    )
    if not any(True for _ in pool(bank, terms)):
        raise ChatError("No quiz question fits that choice. Leave out the level, or add topics.")
    return terms


def _role(event: CommandUsed) -> str:
    role = str(event.options.get("role", ""))
    if role and role == event.where.community:  # on Discord @everyone has the server's id
        raise ChatError("Everyone cannot be pinged every day. Choose a role that people can leave.")
    return role
