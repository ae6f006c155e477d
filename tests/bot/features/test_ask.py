from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from bot.chat.event import Action, Person
from bot.chat.reply import Picture
from bot.features.ask import Ask, AskStores, ask
from bot.features.entry_card import CardState, EntryCards
from bot.router import Router
from bot.searching import SearchThread
from knowledge.bank import Bank, load_bank
from knowledge.search.completion import Completion
from knowledge.search.engine import Search
from tests.fakes import (
    MemoryBlobs,
    MemoryFeedback,
    MemoryLearners,
    MemoryMissedQuestions,
    MemorySeenEvents,
)
from tests.talk import ANA, BEN, DIRECT, Talk

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
CLEAR = "y does my val loss go up while train loss goes down"
UNKNOWN = "how do I bake sourdough bread"


@pytest.fixture
def stores() -> AskStores:
    return AskStores(MemoryLearners(), MemoryFeedback(), MemoryMissedQuestions())


def conversation(bank: Bank, search: Search, stores: AskStores) -> Router:
    cards = EntryCards(bank, pictures=lambda latex: None)
    feature = ask(Ask(SearchThread(search), Completion(bank), cards, stores, clock=lambda: NOON))
    return Router([feature], MemorySeenEvents(), MemoryBlobs(), lambda: NOON, Random(1))


@pytest.fixture
def talk(search: Search, stores: AskStores) -> Talk:
    return Talk(conversation(search.bank, search, stores))


async def test_a_clear_question_gets_the_answer_how_sure_it_is_and_a_source(talk: Talk) -> None:
    card = await talk.use("ask", question=CLEAR)

    assert "overfit" in card.title.casefold()
    assert card.audience == "asker"
    assert "How sure: 99 %" in talk.words
    assert "Source:" in talk.words
    assert "https://" in talk.words


async def test_an_entry_picked_while_typing_is_shown_without_a_search(talk: Talk) -> None:
    await talk.use("ask", question="dropout")

    assert "dropout" in talk.last.title.casefold()
    assert "How sure" not in talk.words


async def test_the_views_turn_the_card_in_its_place_and_back(talk: Talk) -> None:
    answer = await talk.use("ask", question=CLEAR)

    points = await talk.press("Key points")
    assert points.update
    assert "A good answer says" in talk.words
    assert "Key points" not in talk.labels
    mistake = await talk.press("Common mistake")
    assert mistake.update
    assert "In truth" in talk.words
    back = await talk.press("Back to the answer")
    assert back.blocks == answer.blocks


async def test_a_shared_card_is_for_everyone_and_its_buttons_answer_the_presser_alone(
    talk: Talk,
) -> None:
    await talk.use("ask", question=CLEAR)

    shared = await talk.press("Share")
    assert (shared.audience, shared.update) == ("everyone", False)
    assert "Shared by Ana" in talk.words
    assert "Share" not in talk.labels
    mine = await talk.as_(BEN).press("More")
    assert (mine.audience, mine.update) == ("asker", False)


async def test_where_nobody_else_reads_there_is_nothing_to_share(talk: Talk) -> None:
    talk.where = DIRECT

    await talk.write(CLEAR)

    assert "Helpful" in talk.labels
    assert "Share" not in talk.labels


async def test_a_mention_in_a_channel_is_answered_for_all_who_read_along(talk: Talk) -> None:
    card = await talk.write(CLEAR)

    assert card.audience == "everyone"


async def test_a_mention_without_words_offers_the_topics(talk: Talk) -> None:
    await talk.write("  ")

    assert [select.prompt for select in talk.selects()] == ["Browse a topic"]


async def test_a_related_question_opens_its_own_card(talk: Talk) -> None:
    await talk.use("ask", question=CLEAR)
    first, *_ = talk.selects()[0].choices

    await talk.pick(first.value)

    assert talk.last.title == first.label


async def test_helpful_is_noted_once_and_shown_in_the_card(talk: Talk, stores: AskStores) -> None:
    await talk.use("ask", question="dropout")

    voted = await talk.press("Helpful")

    assert voted.update
    assert talk.button("Marked helpful").disabled
    assert not await stores.feedback.most_complained(5)
    await _complain_as(BEN, talk)
    [entry] = await stores.feedback.most_complained(5)
    assert (entry.entry_id, entry.helpful, entry.not_helpful) == ("dropout", 1, 1)


async def _complain_as(who: Person, talk: Talk) -> None:
    other = talk.as_(who)
    await other.use("ask", question="dropout")
    await other.press("Not helpful")
    await other.fill(reason="")


async def test_not_helpful_opens_a_form_and_keeps_what_is_wrong(
    talk: Talk, stores: AskStores
) -> None:
    await talk.use("ask", question="dropout")
    await talk.press("Not helpful")
    assert talk.form
    assert talk.form.title == "Not helpful"

    await talk.fill(reason="It does not mention inverted dropout")

    assert talk.button("Marked not helpful").disabled
    [entry] = await stores.feedback.most_complained(5)
    assert entry.reasons == ("It does not mention inverted dropout",)


async def test_a_vote_on_a_shared_card_leaves_the_card_as_it_is(talk: Talk) -> None:
    await talk.use("ask", question="dropout")
    await talk.press("Share")

    thanks = await talk.as_(BEN).press("Helpful")

    assert (thanks.audience, thanks.update) == ("asker", False)


async def test_an_unclear_question_offers_up_to_three_entries_and_a_way_out(
    talk: Talk, stores: AskStores
) -> None:
    await talk.use("ask", question="network depth")
    assert talk.last.title == "Did you mean one of these?"
    *offers, none = talk.labels
    assert 1 <= len(offers) <= 3

    chosen = await talk.press(offers[0])
    assert chosen.update
    assert chosen.title == offers[0]
    await talk.use("ask", question="network depth")
    await talk.press(none)
    [missed] = await stores.missed.most_frequent(5)
    assert missed.text == "network depth"


async def test_what_is_not_in_the_bank_is_said_and_noted_and_topics_are_offered(
    talk: Talk, stores: AskStores
) -> None:
    await talk.use("ask", question=UNKNOWN)

    assert talk.last.title == "That is not in the bank yet"
    [missed] = await stores.missed.most_frequent(5)
    assert (missed.text, missed.people) == (UNKNOWN, 1)
    await talk.pick("vision")
    assert talk.last.title.startswith("Vision: ")


async def test_an_entry_deleted_meanwhile_is_said_calmly(
    talk: Talk, search: Search, stores: AskStores
) -> None:
    await talk.use("ask", question="dropout")
    without = Bank(entry for entry in search.bank if entry.id != "dropout")
    talk.conversation = conversation(without, search, stores)

    reply = await talk.press("More")

    assert reply.audience == "asker"
    assert "no longer in the bank" in talk.words


@pytest.mark.parametrize(
    "argument",
    ["", "dropout", "dropout///answer", "dropout/101//answer/", "dropout/٣//answer/", "x" * 80],
)
@pytest.mark.parametrize("verb", ["see", "choose", "share", "helpful", "unhelpful"])
async def test_a_forged_button_changes_nothing(
    talk: Talk, stores: AskStores, verb: str, argument: str
) -> None:
    await talk.as_(ANA).act(Action("ask", verb, argument))

    assert not await stores.feedback.most_complained(5)


async def test_a_question_can_be_sent_by_a_form(talk: Talk) -> None:
    await talk.act(Action("ask", "open"))

    await talk.fill(question=CLEAR)

    assert "overfit" in talk.last.title.casefold()


async def test_typing_offers_entries(talk: Talk) -> None:
    offered = await talk.conversation.suggest("ask", "question", "drop")

    assert offered[0].value == "dropout"


def test_a_draft_with_more_formulas_than_a_message_takes_is_shown_in_text() -> None:
    formulas = "\n\n".join(rf"$$\sum_{{i=1}}^{{n}} \frac{{x_i^{n}}}{{n}}$$" for n in range(12))
    entry = load_bank().get("dropout").model_copy(update={"details": formulas})
    cards = EntryCards(Bank([entry]), pictures=lambda latex: "a" * 64 + ".png")

    card = cards.card(CardState("dropout", view="more"))

    assert not [block for block in card.blocks if isinstance(block, Picture)]


async def test_offers_that_all_see_stay_as_they_are_whoever_presses(
    talk: Talk, stores: AskStores
) -> None:
    await talk.write("network depth")
    offers = talk.last
    first, *_, none = talk.labels

    chosen = await talk.as_(BEN).press(first)
    declined = await talk.as_(BEN).press(none)

    assert offers.audience == "everyone"
    assert (chosen.audience, chosen.update) == ("asker", False)
    assert (declined.audience, declined.update) == ("asker", False)


@pytest.mark.parametrize("argument", ["", "/", "x/y", "no slash"])
async def test_a_forged_refusal_of_offers_records_nothing(
    talk: Talk, stores: AskStores, argument: str
) -> None:
    await talk.act(Action("ask", "none", argument))

    assert not await stores.missed.most_frequent(5)


async def test_whoever_asks_very_often_is_told_when_to_go_on(talk: Talk) -> None:
    for _ in range(40):
        await talk.use("ask", question=UNKNOWN)

    await talk.use("ask", question=UNKNOWN)
    assert "try again in 60 seconds" in talk.words
    other = talk.as_(BEN)
    await other.use("ask", question=CLEAR)
    assert "How sure" in other.words


async def test_a_place_is_not_flooded_with_shared_cards(talk: Talk) -> None:
    card = await talk.use("ask", question="dropout")
    for _ in range(6):
        talk.last = card
        await talk.press("Share")
    talk.last = card

    refused = await talk.press("Share")

    assert refused.audience == "asker"
    assert "try again in 60 seconds" in talk.words
