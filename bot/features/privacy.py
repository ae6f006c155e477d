"""What is kept about a person: all of it as a file, or all of it gone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.event import Action, ActionChosen, CommandUsed, Person
from bot.chat.feature import Command, Feature
from bot.chat.platform import Keeper
from bot.chat.reply import Block, Button, Buttons, Facts, File, Reply, Text
from bot.features.accounts import listed
from bot.storage.ports import Accounts, Learners, PersonalData
from generators.blobs import BlobStore

_FORGET = Action("privacy", "forget")
_WORDS = {
    "quiz_answer": "quiz answers",
    "quiz_round": "quizzes",
    "feedback": "votes",
    "missed_question": "questions I could not answer",
    "account": "accounts",
    "link_code": "link codes",
    "time_zone": "time zone",
    "hidden_learner": "wish to be on no list",
}
"""What rows are to the person they are about, by table."""
_ALREADY_SHOWN = (
    "What a channel was shown before stays there with your name;"
    " what I show from now on leaves you out."
)
_TIES = {"learner", "personal_blob"}
"""Tables that only tie a person's rows and files together."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """Exports and forgets."""

    learners: Learners
    accounts: Accounts
    personal: PersonalData
    blobs: BlobStore
    keepers: Sequence[Keeper] = ()
    """Whatever else keeps things about people."""

    async def export(self, event: CommandUsed) -> Reply:
        """Handle /privacy export: every row about the person, as JSON."""
        learner = await self.learners.of(event.who)
        rows = await self.personal.export(learner)
        accounts = await self.accounts.of(event.who)
        kept = {
            each.keeps: [row for account in accounts for row in await each.kept_of(account)]
            for each in self.keepers
        }
        everything: dict[str, Sequence[object]] = {**rows}
        everything |= {name: things for name, things in kept.items() if things}
        text = json.dumps(everything, ensure_ascii=False, indent=2, default=str)
        key = await self.blobs.put(text.encode(), "application/json")
        await self.personal.owns_blob(learner, key)
        count = sum(map(len, everything.values()))
        file = File(key, "backprep-about-me.json", f"{count} rows about you, as JSON")
        return Reply("What I keep about you", (*_covers(accounts, "It covers"), file), "asker")

    async def ask_to_forget(self, event: CommandUsed) -> Reply:
        """Handle /privacy forget: nothing goes before it is confirmed."""
        words = (
            "This deletes your answers, scores, votes and settings on every account you linked."
            f" It cannot be undone. Scores of others stay as they are. {_ALREADY_SHOWN}"
        )
        accounts = await self.accounts.of(event.who)
        sure = Button("Delete everything about me", _FORGET, "danger")
        blocks: tuple[Block, ...]
        blocks = (Text(words), *_covers(accounts, "That covers"), Buttons((sure,)))
        return Reply("Forget me?", blocks, "asker")

    async def forget(self, event: ActionChosen) -> Reply:
        """Delete every row and blob of the person; the receipt says how many.

        Rows go last: a job that ends meanwhile has its files among them, and a second try still knows all accounts.
        """
        accounts = await self.accounts.of(event.who)
        also = [
            (each.keeps, sum([await each.forget(account) for account in accounts]))
            for each in self.keepers
        ]
        gone = await self.personal.forget(await self.learners.of(event.who))
        for key in gone.blobs:
            await self.blobs.delete(key)
        rows = [(_named(table), n) for table, n in gone.rows.items() if table not in _TIES]
        counts = [*rows, ("files", len(gone.blobs)), *also]
        facts = tuple((words.capitalize(), str(n)) for words, n in counts if n)
        blocks: tuple[Block, ...] = (
            Text(f"Deleted. If you come back, we start afresh. {_ALREADY_SHOWN}"),
            *_covers(accounts, "That covered"),
            Facts(facts),
        )
        return Reply("Forgotten", blocks, "asker", update=True)


def _covers(accounts: Sequence[Person], what: str) -> Iterator[Text]:
    """Which accounts something is about, where there are several."""
    if len(accounts) > 1:
        yield Text(f"{what} {listed(accounts)}.")


def _named(table: str) -> str:
    return _WORDS.get(table, table.replace("_", " "))


def privacy(handlers: Privacy) -> Feature:
    """Declare the feature."""
    commands = (
        Command("privacy export", "Everything I keep about you, as a file", handlers.export),
        Command("privacy forget", "Delete everything I keep about you", handlers.ask_to_forget),
    )
    return Feature("privacy", commands, {"forget": handlers.forget})
