"""Ask the bank: an answer with its card, a "did you mean", or an honest no."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.chat.errors import StaleError
from bot.chat.event import MAX_ACTION, Action, ActionChosen, CommandUsed, Event, FormSent, TextSent
from bot.chat.feature import Command, Feature, Field, Form, FormFlow, Option
from bot.chat.markup import literal
from bot.chat.reply import Button, Buttons, Choice, Reply, Select, Text
from bot.clock import Clock
from bot.features.entry_card import ASK_AGAIN, CardState, EntryCards, entry_select
from bot.rates import Rate, Rates
from bot.storage.ports import Feedback, Learners, MissedQuestions
from knowledge.question import LEVELS, Question
from knowledge.search.engine import Found

SearchBank = Callable[[str], Awaitable[Found]]
Complete = Callable[[str], Sequence[Question]]
Audience = Literal["everyone", "asker"]
MENU = 30
"""Entries of one level in a topic's menus; three menus keep within the choices of a reply."""

ASKS, SHARES = Rate(40, 60), Rate(6, 60)
"""Questions of a person, cards that are shared in a place."""


@dataclass(frozen=True, slots=True)
class AskStores:
    """What asking remembers."""

    learners: Learners
    feedback: Feedback
    missed: MissedQuestions


class Ask:
    """Answers questions. It keeps no state: that is in the stores and in the buttons."""

    def __init__(
        self,
        search: SearchBank,
        complete: Complete,
        cards: EntryCards,
        stores: AskStores,
        clock: Clock,
    ) -> None:
        self._search, self._complete, self._cards = search, complete, cards
        self._stores, self._clock, self._rates = stores, clock, Rates(clock)

    async def ask(self, event: CommandUsed) -> Reply:
        """Handle /ask: an entry that was offered is shown, other words are searched for."""
        question = str(event.options["question"])
        if question in self._cards.bank:
            return self._card(event, CardState(self._cards.bank.get(question).id))
        return await self._answer(event, question, shared=False)

    async def open(self, event: ActionChosen) -> Form:
        """Open a form for a question, from a welcome card's button."""
        what = Field("question", "What do you want to know?", kind="paragraph", longest=500)
        return Form("Ask a question", (what,), event.action, send="Ask")

    async def asked(self, event: FormSent) -> Reply:
        """Answer the question of the form, to its sender alone."""
        return await self._answer(event, event.values["question"], shared=False)

    async def mention(self, event: TextSent) -> Reply:
        """Handle words to the bot: in a channel the answer is for all who read along."""
        if not event.text.strip():
            return self._browse("Ask me anything about deep learning, or pick a topic.", "asker")
        return await self._answer(event, event.text, shared=not event.where.private)

    async def suggest(self, typed: str) -> Sequence[Choice]:
        """Offer entries while the question is typed."""
        entries = await asyncio.to_thread(self._complete, typed)
        return [Choice(entry.stem, entry.id, entry.topic) for entry in entries]

    async def see(self, event: ActionChosen) -> Reply:
        """Turn the card to another view; on a shared card the presser gets one of their own."""
        state = CardState.of(event.action)
        return replace(self._card(event, replace(state, shared=False)), update=not state.shared)

    async def pick(self, event: ActionChosen) -> Reply:
        """Show the entry that was picked from a menu."""
        return self._card(event, CardState(_only(event.values)))

    async def show(self, event: ActionChosen) -> Reply:
        """Show an entry that another card names, as a card of its own."""
        return self._card(event, CardState.of(event.action))

    async def choose(self, event: ActionChosen) -> Reply:
        """Show the entry that was meant in the place of the offers; where all see them, to the presser."""
        state = CardState.of(event.action)
        return replace(self._card(event, replace(state, shared=False)), update=not state.shared)

    async def none_of_these(self, event: ActionChosen) -> Reply:
        """Note that no offer was meant, and go on to the topics; offers that all see stay as they are."""
        shared, slash, question = event.action.argument.partition("/")
        if not slash or not question.strip() or shared not in ("", "s"):
            raise StaleError(ASK_AGAIN)
        await self._miss(event, question, ())
        return replace(self._not_in_the_bank((), "asker"), update=not shared)

    async def topic(self, event: ActionChosen) -> Reply:
        """List the entries of a topic."""
        topic = _only(event.values)
        entries = self._cards.bank.select(topic)
        if not entries:
            raise StaleError(f"That topic is no longer in the bank. {ASK_AGAIN}")
        menus = (
            entry_select(f"{level.capitalize()} ({len(found)})", found[:MENU])
            for level in LEVELS
            if (found := self._cards.bank.select(topic, level))
        )
        return Reply(f"{topic.capitalize()}: {len(entries)} questions", tuple(menus), "asker")

    async def share(self, event: ActionChosen) -> Reply:
        """Post the card for everybody in the place."""
        self._rates.use(f"share {event.where.key}", SHARES)
        card = self._card(event, replace(CardState.of(event.action), shared=True, vote=""))
        by = Text(f"_Shared by {literal(event.who.name)}_")
        return replace(card, blocks=(by, *card.blocks))

    async def helpful(self, event: ActionChosen) -> Reply:
        """Note that the entry helped."""
        return await self._vote(event, CardState.of(event.action), reason=None, helpful=True)

    async def unhelpful(self, event: ActionChosen) -> Form:
        """Ask what is wrong with the entry."""
        entry = self._cards.entry(CardState.of(event.action).entry)
        what = Field(
            "reason",
            "What is wrong or missing? (optional)",
            required=False,
            kind="paragraph",
            placeholder=entry.stem,
            longest=500,
        )
        return Form("Not helpful", (what,), event.action)

    async def complain(self, event: FormSent) -> Reply:
        """Note that the entry did not help, and why, if that was said."""
        reason = event.values.get("reason", "").strip() or None
        return await self._vote(event, CardState.of(event.action), reason=reason, helpful=False)

    async def _answer(self, event: Event, question: str, *, shared: bool) -> Reply:
        self._rates.use(f"ask {event.who.key}", ASKS)
        found = await self._search(question)
        audience: Audience = "everyone" if shared else "asker"
        if found.best:
            sure = min(99, round(found.probability * 100))  # never certain
            return self._card(event, CardState(found.best.id, sure, shared=shared))
        if found.suggestions:
            return _did_you_mean(found.suggestions, question, shared=shared)
        await self._miss(event, question, found.nearest_topics)
        return self._not_in_the_bank(found.nearest_topics, audience)

    def _card(self, event: Event, state: CardState) -> Reply:
        return self._cards.card(state, alone=event.where.private)

    async def _miss(self, event: Event, question: str, topics: Sequence[str]) -> None:
        learner = await self._stores.learners.of(event.who)
        await self._stores.missed.add(learner, question, topics, self._clock())

    async def _vote(
        self, event: Event, state: CardState, reason: str | None, *, helpful: bool
    ) -> Reply:
        """Keep the vote and say so: on one's own card in it, on a shared card privately."""
        entry = self._cards.entry(state.entry)
        learner = await self._stores.learners.of(event.who)
        await self._stores.feedback.add(
            learner, entry.id, helpful=helpful, reason=reason, now=self._clock()
        )
        if state.shared:
            thanks = "Noted, thank you." if helpful else "Noted, thank you. An editor will see it."
            return Reply("", (Text(thanks),), "asker")
        vote: Literal["up", "down"] = "up" if helpful else "down"
        return replace(self._card(event, replace(state, vote=vote)), update=True)

    def _not_in_the_bank(self, nearest: Sequence[str], audience: Audience) -> Reply:
        return self._browse(
            "I would rather say so than guess. Your question is noted, so that an editor can add it.",
            audience,
            title="That is not in the bank yet",
            nearest=nearest,
        )

    def _browse(
        self, words: str, audience: Audience, title: str = "", nearest: Sequence[str] = ()
    ) -> Reply:
        bank = self._cards.bank
        topics = dict.fromkeys((*nearest, *bank.topics))
        choices = tuple(
            Choice(t.capitalize(), t, f"{len(bank.select(t))} questions") for t in topics
        )
        menu = Select("Browse a topic", choices[:MENU], Action("ask", "topic"))
        return Reply(title, (Text(words), menu), audience)


def ask(feature: Ask) -> Feature:
    """Declare the feature."""
    question = Option(
        "question",
        "What you want to know, in your own words",
        required=True,
        suggest=feature.suggest,
        longest=500,
    )
    command = Command(
        "ask",
        "Answer an interview question from the bank",
        feature.ask,
        (question,),
        menu="Ask Backprep",
    )
    actions = {
        "see": feature.see,
        "pick": feature.pick,
        "show": feature.show,
        "choose": feature.choose,
        "none": feature.none_of_these,
        "topic": feature.topic,
        "share": feature.share,
        "helpful": feature.helpful,
    }
    forms = {
        "open": FormFlow(feature.open, feature.asked),
        "unhelpful": FormFlow(feature.unhelpful, feature.complain),
    }
    return Feature("ask", (command,), actions, forms, feature.mention)


def _did_you_mean(entries: Sequence[Question], question: str, *, shared: bool) -> Reply:
    offers = [Button(e.stem, CardState(e.id, shared=shared).action("choose")) for e in entries]
    seen_by_all = "s/" if shared else "/"
    room = MAX_ACTION - len(Action("ask", "none", seen_by_all).encode())
    none = Button("None of these", Action("ask", "none", seen_by_all + question[:room]))
    return Reply(
        "Did you mean one of these?",
        (Buttons((*offers, none)),),
        "everyone" if shared else "asker",
    )


def _only(values: Sequence[str]) -> str:
    if len(values) != 1:
        raise StaleError(ASK_AGAIN)
    return values[0]
