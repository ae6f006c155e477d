"""The card of one entry: its views, its buttons, and the state that these carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self, get_args

from bot.chat.errors import StaleError
from bot.chat.event import Action
from bot.chat.markup import blocks, literal
from bot.chat.reply import (
    MAX_FILES,
    Block,
    Button,
    Buttons,
    Choice,
    Facts,
    Picture,
    Reply,
    Select,
    Text,
)
from knowledge.bank import Bank, UnknownQuestionError
from knowledge.question import Question, Source

View = Literal["answer", "more", "points", "mistake"]
Vote = Literal["", "up", "down"]
Pictures = Callable[[str], str | None]
"""LaTeX of a formula to the key of its picture, where there is one."""
ExtraButton = Callable[[Question], Button | None]
"""Another feature's button on the card, such as "Quiz me on this"."""

ASK_AGAIN = "Please ask again with /ask."
_VIEWS: dict[str, View] = {view: view for view in get_args(View)}
_VOTES: dict[str, Vote] = {vote: vote for vote in get_args(Vote)}
_LABELS: dict[View, str] = {
    "answer": "Back to the answer",
    "more": "More",
    "points": "Key points",
    "mistake": "Common mistake",
}


@dataclass(frozen=True, slots=True)
class CardState:
    """All that a button of the card has to remember."""

    entry: str
    sure: int | None = None
    """How sure the search was, in per cent; None when a person picked the entry."""
    shared: bool = False
    """Whether the card stands where everybody can read it."""
    view: View = "answer"
    vote: Vote = ""

    def action(self, verb: str) -> Action:
        """What a button with this verb does, from this state."""
        sure = "" if self.sure is None else str(self.sure)
        parts = (self.entry, sure, "s" if self.shared else "", self.view, self.vote)
        return Action("ask", verb, "/".join(parts))

    @classmethod
    def of(cls, action: Action) -> Self:
        """The state a button carried.

        Raises:
            StaleError: it is not one of ours.
        """
        match action.argument.split("/"):
            case [entry, sure, ("" | "s") as shared, view, vote] if (
                view in _VIEWS and vote in _VOTES and _is_percent(sure)
            ):
                percent = int(sure) if sure else None
                return cls(entry, percent, bool(shared), _VIEWS[view], _VOTES[vote])
            case _:
                raise StaleError(ASK_AGAIN)


def _is_percent(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and int(text) <= 100)


class EntryCards:
    """Draws the cards of a bank's entries."""

    def __init__(self, bank: Bank, pictures: Pictures, extras: Sequence[ExtraButton] = ()) -> None:
        self.bank, self._pictures, self._extras = bank, pictures, extras

    def entry(self, entry_id: str) -> Question:
        """The entry of a button.

        Raises:
            StaleError: it is no longer in the bank.
        """
        try:
            return self.bank.get(entry_id)
        except UnknownQuestionError:
            raise StaleError(f"Its entry is no longer in the bank. {ASK_AGAIN}") from None

    def card(self, state: CardState, *, alone: bool = False) -> Reply:
        """The card in a state, for everyone when it is shared and for the asker when not.

        `alone`: nobody else reads in this place, so that there is nobody to share it with.
        """
        entry = self.entry(state.entry)
        body = (*self._body(entry, state.view), *_small_print(entry, state))
        audience: Literal["everyone", "asker"] = "everyone" if state.shared else "asker"
        controls = (
            self._views(entry, state),
            _votes(state, may_share=not (alone or state.shared)),
            *self._related(entry),
        )
        return Reply(entry.stem, (*body, *controls), audience)

    def _body(self, entry: Question, view: View) -> Iterator[Block]:
        markdown = {
            "answer": entry.answer or "This entry has no answer yet.",
            "more": entry.details,
            "points": _points(entry),
            "mistake": _mistakes(entry),
        }
        drawn = blocks(markdown[view], self._pictures)
        too_many = sum(isinstance(block, Picture) for block in drawn) > MAX_FILES
        yield from blocks(markdown[view], _no_picture) if too_many else drawn

    def _views(self, entry: Question, state: CardState) -> Buttons:
        """The views that are not open, then the buttons of other features."""
        extras = (button for make in self._extras if (button := make(entry)))
        return Buttons((*_other_views(entry, state), *extras))

    def _related(self, entry: Question) -> Iterator[Block]:
        if known := [self.bank.get(other) for other in entry.related if other in self.bank]:
            yield entry_select("Related questions", known)


def _no_picture(_: str) -> None:
    """Formulas in a line of text, for a document with more of them than a message takes files."""


def entry_select(prompt: str, entries: Sequence[Question]) -> Select:
    """A menu of entries; the one picked is shown."""
    choices = tuple(Choice(entry.stem, entry.id, entry.level) for entry in entries)
    return Select(prompt, choices, Action("ask", "pick"))


def _other_views(entry: Question, state: CardState) -> Iterator[Button]:
    """A button for every view but the one that is open and those that would be empty."""
    has: dict[View, bool] = {
        "answer": True,
        "more": bool(entry.details),
        "points": bool(entry.points),
        "mistake": bool(entry.misconceptions),
    }
    for view, filled in has.items():
        if filled and view != state.view:
            yield Button(_LABELS[view], replace(state, view=view).action("see"))


def _votes(state: CardState, *, may_share: bool) -> Buttons:
    """Helpful or not, once; then what was said, greyed out."""
    said = {"up": "Marked helpful", "down": "Marked not helpful"}
    votes = (
        (Button(said[state.vote], state.action("helpful"), disabled=True),)
        if state.vote
        else (
            Button("Helpful", state.action("helpful")),
            Button("Not helpful", state.action("unhelpful")),
        )
    )
    return Buttons((*votes, Button("Share", state.action("share"))) if may_share else votes)


def _points(entry: Question) -> str:
    vital = [f"- {point.text}" for point in entry.points if point.vital]
    further = [f"- {point.text}" for point in entry.points if not point.vital]
    parts = [("**A good answer says**", vital), ("**A very good one adds**", further)]
    return "\n\n".join(f"{title}\n\n" + "\n".join(lines) for title, lines in parts if lines)


def _mistakes(entry: Question) -> str:
    return "\n\n".join(
        f"> {wrong.claim}\n\n**In truth:** {wrong.correction}" for wrong in entry.misconceptions
    )


def _small_print(entry: Question, state: CardState) -> Iterator[Block]:
    sources = entry.sources if state.view == "more" else entry.sources[:1]
    if len(sources) > 1:
        yield Text("**Sources**\n\n" + "\n".join(f"- {_source(source)}" for source in sources))
    elif sources:
        yield Text(f"Source: {_source(sources[0])}")
    facts = [("Level", entry.level), ("Topic", entry.topic)]
    if state.sure is not None:
        facts.append(("How sure", f"{state.sure} %"))
    if entry.status == "draft":
        facts.append(("Status", "an imported draft, not reviewed"))
    yield Facts(tuple(facts))


def _source(source: Source) -> str:
    by = f"{literal(source.authors)}, " if source.authors else ""
    return f"{by}_{literal(source.title)}_ ({source.year}) <{source.address}>"
