"""/link and /unlink: one learner, whichever of their accounts they use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from bot.chat.errors import ChatError
from bot.chat.event import Action, ActionChosen, CommandUsed, Event, Person, Place
from bot.chat.feature import Command, Feature, Option
from bot.chat.reply import Block, Button, Buttons, Code, Reply, Text
from bot.clock import Clock
from bot.features.accounts import listed, named
from bot.rates import Rate, Rates
from bot.storage.ports import Accounts, Learners, PersonalData

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 (crockford.com/base32.html): nothing in it looks like anything else in it."""
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_LENGTH = 10
"""Of 5 bits each: at five tries in ten minutes nobody guesses one of 2^50."""
_HOLDS = timedelta(minutes=10)
CODES, TRIES = Rate(5, 600), Rate(5, 600)
"""Codes a person asks for, codes a person enters."""
_TIES = {"learner", "account", "link_code"}
"""Tables of a person about whom nothing else is kept."""

_VOID = (
    "This code does not hold. It may have been used, replaced by a newer one, mistyped, or be over ten minutes old."
    " /link on your other account gives a new one."
)
_OWN = "This is your own code: it is of {accounts}. Enter it with the account you want to add."
_ONE = (
    "Score, history and quizzes are one from now on: what you answered with one account is not put to you again with"
    " another. `/unlink` takes an account out again."
)


@dataclass(frozen=True, slots=True)
class LinkStores:
    """What linking looks at."""

    accounts: Accounts
    learners: Learners
    personal: PersonalData


class Link:
    """Gives codes and takes them."""

    def __init__(self, stores: LinkStores, clock: Clock, rng: Random) -> None:
        """`rng` draws the codes; it must be one that nobody can foresee."""
        self._stores, self._accounts = stores, stores.accounts
        self._clock, self._rng, self._rates = clock, rng, Rates(clock)

    async def link(self, event: CommandUsed) -> Reply:
        """Handle /link: without a code give one, with one become one with whoever it is from."""
        code = str(event.options.get("code", ""))
        return await (self._enter(event, code) if code else self._offer(event))

    async def join(self, event: ActionChosen) -> Reply:
        """Become one after having been asked."""
        code = _read(event.action.argument)
        await self._behind(event, code)
        return replace(await self._join(event, code), update=True)

    async def ask_to_unlink(self, event: CommandUsed) -> Reply:
        """Handle /unlink: nothing changes before it is confirmed."""
        others = await self._others(event.who)
        if not others:
            raise ChatError("This account is not linked to any other. /link links it.")
        words = (
            f"This account, {listed([event.who])}, will be on its own. Quizzes that you answered with it alone, and"
            f" its answers in channels, go with it. All else stays with {listed(others)}: other quizzes, votes, noted"
            " questions and files."
        )
        sure = Button("Unlink this account", Action("link", "part"), "danger")
        return Reply("Unlink?", (Text(words), Buttons((sure,))), "asker")

    async def unlink(self, event: ActionChosen) -> Reply:
        """Let this account go its own way."""
        others = await self._others(event.who)
        await self._accounts.part(event.who)
        words = "This account is on its own."
        if others:
            words += f" {listed(others)} {'stay' if len(others) > 1 else 'stays'} as before."
        return Reply("Unlinked", (Text(words),), "asker", update=True)

    async def home(self, who: Person, _: Place) -> Sequence[Block]:
        """Name the other accounts, where there are any."""
        others = await self._others(who)
        return [Text(f"Linked with {listed(others)}.")] if others else []

    async def _offer(self, event: Event) -> Reply:
        self._rates.use(f"code {event.who.key}", CODES)
        code, now = "".join(self._rng.choices(_LETTERS, k=_LENGTH)), self._clock()
        await self._accounts.offer(event.who, code, now, now + _HOLDS)
        blocks = (
            Text("With your other account, on any platform, use `/link` with this code:"),
            Code(f"{code[:5]}-{code[5:]}"),
            Text(
                "It holds for ten minutes and works once. Give it to nobody: whoever enters it shares your history, and"
                " can export and delete it."
            ),
        )
        return Reply("Link another account", blocks, "asker")

    async def _enter(self, event: Event, typed: str) -> Reply:
        code = _read(typed)
        accounts = await self._behind(event, code)
        if not await self._has_history(event.who):
            return await self._join(event, code)
        words = (
            f"This makes one of {listed([event.who])} and {listed(accounts)}: both will see, export and delete what is"
            " kept about either. Go on only if both are yours."
        )
        sure = Button("Both are mine: link them", Action("link", "join", code), "primary")
        return Reply("Link these accounts?", (Text(words), Buttons((sure,))), "asker")

    async def _behind(self, event: Event, code: str) -> Sequence[Person]:
        """Whose code it is.

        Raises:
            ChatError: nobody's any more, one's own, or too many were tried.
        """
        self._rates.use(f"try {event.who.key}", TRIES)
        accounts = await self._accounts.behind(code, self._clock())
        if not accounts:
            raise ChatError(_VOID)
        if event.who.key in {account.key for account in accounts}:
            raise ChatError(_OWN.format(accounts=" and ".join(map(named, accounts))))
        return accounts

    async def _join(self, event: Event, code: str) -> Reply:
        if not await self._accounts.join(event.who, code, self._clock()):
            raise ChatError(_VOID)
        linked = await self._accounts.of(event.who)
        return Reply("Linked", (Text(f"{listed(linked)} are one now."), Text(_ONE)), "asker")

    async def _has_history(self, who: Person) -> bool:
        rows = await self._stores.personal.export(await self._stores.learners.of(who))
        return bool(rows.keys() - _TIES)

    async def _others(self, who: Person) -> Sequence[Person]:
        return [account for account in await self._accounts.of(who) if account.key != who.key]


def _read(typed: str) -> str:
    """A code as it was given, whatever letters people took for others."""
    return typed.upper().translate(_MISREAD)


def link(handlers: Link) -> Feature:
    """Declare the feature."""
    code = Option("code", "The code I gave you on your other account; none to get one", longest=40)
    commands = (
        Command("link", "Make your accounts here and elsewhere one", handlers.link, (code,)),
        Command("unlink", "Take this account out of those you linked", handlers.ask_to_unlink),
    )
    actions = {"join": handlers.join, "part": handlers.unlink}
    return Feature("link", commands, actions, home=handlers.home)
