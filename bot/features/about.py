"""Who is speaking: the version, what is in the bank, and what is kept about a person."""

from __future__ import annotations

from bot.chat.event import CommandUsed
from bot.chat.feature import Command, Feature
from bot.chat.reply import Facts, Reply, Text
from knowledge.bank import Bank

HOW = (
    "I look up your question in a bank of interview questions written and checked by people, by meaning and by words."
    " When the bank has no answer, I say so; I never make one up."
)
KEPT = (
    "I keep your quiz answers, your votes, and questions I could not answer, so that editors can mend the bank; the"
    " playground keeps the last messages of each channel. Other questions are not kept."
    " /privacy shows you all of it, or deletes it."
)


def about(bank: Bank, version: str) -> Feature:
    """Declare the feature."""

    async def show(_: CommandUsed) -> Reply:
        drafts = sum(entry.status == "draft" for entry in bank)
        facts = [
            ("Version", version),
            ("Questions", f"{len(bank)} in {len(bank.topics)} topics"),
            ("Quiz items", str(sum(len(entry.quiz) for entry in bank))),
        ]
        if drafts:
            facts.append(("Drafts", f"{drafts} imported, not reviewed"))
        return Reply("Backprep", (Text(HOW), Facts(tuple(facts)), Text(KEPT)), "asker")

    return Feature("about", (Command("about", "What I am and what I keep", show),))
