"""A person in a chat, for tests: uses commands, presses what the last reply shows, reads it as words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypedDict

from bot.chat.event import (
    Action,
    ActionChosen,
    CommandUsed,
    FormSent,
    OptionValue,
    Person,
    Place,
    Power,
    TextSent,
)
from bot.chat.feature import Form
from bot.chat.markup import plain
from bot.chat.platform import Conversation
from bot.chat.reply import (
    Button,
    Buttons,
    Code,
    Facts,
    Picture,
    Progress,
    Reply,
    Select,
    Table,
    Text,
)

ANA = Person("web", "ana", "Ana")
BEN = Person("web", "ben", "Ben")
CHANNEL = Place("web", "", "general")
DIRECT = Place("web", "", "dm-ana", private=True)
_IDS = count()


class Common(TypedDict):
    """What every event says."""

    id: str
    who: Person
    where: Place
    powers: frozenset[Power]


@dataclass
class Talk:
    """One person's side of a conversation in one place; `last` is what the bot said last."""

    conversation: Conversation
    who: Person = ANA
    where: Place = CHANNEL
    powers: frozenset[Power] = frozenset()
    last: Reply = field(default_factory=Reply)
    form: Form | None = None

    async def use(self, name: str, **options: OptionValue) -> Reply:
        return await self._say(CommandUsed(name=name, options=options, **self._common()))

    async def write(self, text: str) -> Reply:
        return await self._say(TextSent(text=text, **self._common()))

    async def press(self, label: str) -> Reply:
        return await self.act(self.button(label).action)

    async def act(self, action: Action, *values: str) -> Reply:
        return await self._say(ActionChosen(action=action, values=values, **self._common()))

    async def pick(self, value: str) -> Reply:
        [select] = [s for s in self.selects() if value in {c.value for c in s.choices}]
        return await self.act(select.action, value)

    async def fill(self, **values: str) -> Reply:
        assert self.form, "no form is open"
        sent = FormSent(action=self.form.action, values=values, **self._common())
        return await self._say(sent)

    def as_(self, who: Person) -> Talk:
        """Another person who sees the same message."""
        return replace(self, who=who)

    def button(self, label: str) -> Button:
        return next(button for button in self.buttons() if button.label == label)

    def buttons(self) -> list[Button]:
        return [c for b in self.last.blocks if isinstance(b, Buttons) for c in b.choices]

    def selects(self) -> list[Select]:
        return [block for block in self.last.blocks if isinstance(block, Select)]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons()]

    @property
    def words(self) -> str:
        return words(self.last)

    def _common(self) -> Common:
        return {
            "id": f"event-{next(_IDS)}",
            "who": self.who,
            "where": self.where,
            "powers": self.powers,
        }

    async def _say(self, event: CommandUsed | ActionChosen | FormSent | TextSent) -> Reply:
        answer = await self.conversation.dispatch(event)
        self.form = answer if isinstance(answer, Form) else None
        if isinstance(answer, Reply):
            self.last = answer
        return self.last


def words(reply: Reply) -> str:
    """Everything a person can read in a reply, block by block."""
    return "\n".join([reply.title, *map(_words, reply.blocks)])


def _words(block: object) -> str:  # noqa: PLR0911 - one line a kind of block
    match block:
        case Text(markdown):
            return plain(markdown)
        case Code(source):
            return source
        case Facts(pairs):
            return "\n".join(f"{label}: {value}" for label, value in pairs)
        case Table(header, rows):
            return "\n".join(" | ".join(row) for row in (header, *rows))
        case Picture(alt=alt):
            return alt
        case Progress(done, label):
            return f"{label} {done:.0%}"
        case _:
            return ""
