from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.arriving import Arriving, NotYetError
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
from bot.chat.feature import Command, Field, Form
from bot.chat.reply import Button, Buttons, Choice, Reply, Text
from bot.platforms.web.channels import DIRECT, place
from bot.platforms.web.exchange import Exchange, Pressed
from bot.platforms.web.room import Room, Rooms
from bot.platforms.web.transcript import Message
from tests.bot.platforms.web.samples import ANA, BEN, COMMANDS, DROPOUT, HERE, NOW

MORE = Action("ask", "more")
CARD = replace(DROPOUT, blocks=(Buttons((Button("More", MORE),)),))
ANSWER = "web:x:2:answer"
FORM = Form("What is wrong?", (Field("words", "Words"),), MORE)


class Parrot:
    """A conversation that says what it was told to, and looks at the room meanwhile."""

    def __init__(self, answer: Reply | Form | None, room: Room) -> None:
        self.answer, self._room = answer, room
        self.meanwhile: list[Message] = []

    @property
    def commands(self) -> Sequence[Command]:
        return COMMANDS

    async def dispatch(self, event: ChatEvent) -> Reply | Form | None:
        self.meanwhile = list(self._room.transcript)
        return self.answer

    def opens_form(self, action: Action) -> bool:
        return False

    async def suggest(self, command: str, option: str, typed: str) -> Sequence[Choice]:
        return ()

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Nobody watches."""

    async def home(self, who: Person, where: Place) -> Reply:
        return Reply("Home of " + who.name)


class Watcher:
    """A view that notes what its person would see."""

    def __init__(self, who: Person) -> None:
        self._who = who
        self.seen: dict[str, Message] = {}

    def show(self, message: Message) -> None:
        if message.seen_by(self._who.id):
            self.seen[message.id] = message

    def hide(self, message_id: str) -> None:
        self.seen.pop(message_id, None)


def by(who: Person, where: Place = HERE) -> dict[str, Any]:
    return {"id": f"web:{who.id}:1", "answer_id": f"{who.id}:1:answer", "who": who, "where": where}


def asked(who: Person = ANA, where: Place = HERE) -> CommandUsed:
    return CommandUsed(**by(who, where), name="ask", options={"question": "why"})


@pytest.fixture
async def room(tmp_path: Path) -> Room:
    return await Rooms(tmp_path).open(HERE)


async def converse(
    answer: Reply | Form | None, event: CommandUsed | TextSent, room: Room
) -> Parrot:
    parrot = Parrot(answer, room)
    exchange = Exchange(parrot, lambda: NOW, Arriving())
    assert exchange.begin(event, room)
    await exchange.finish(event, room)
    return parrot


async def test_while_the_bot_works_the_room_shows_what_was_asked(room: Room) -> None:
    parrot = await converse(DROPOUT, asked(), room)

    (working,) = parrot.meanwhile
    assert (working.waiting, working.cause) == (True, "Ana used /ask question: why")


async def test_a_value_that_was_picked_from_a_list_is_shown_in_its_words(room: Room) -> None:
    Exchange(Parrot(DROPOUT, room), lambda: NOW, Arriving()).begin(
        asked(), room, {"question": "Why?"}
    )

    assert [message.cause for message in room.transcript] == ["Ana used /ask question: Why?"]


async def test_the_answer_stands_where_the_bot_worked_on_it(room: Room) -> None:
    await converse(DROPOUT, asked(), room)

    (answer,) = room.transcript
    assert (answer.reply, answer.cause) == (DROPOUT, "Ana used /ask question: why")


async def test_a_private_answer_is_seen_by_the_asker_only(room: Room) -> None:
    ana, ben = Watcher(ANA), Watcher(BEN)
    room.views |= {ana, ben}

    await converse(replace(DROPOUT, audience="asker"), asked(), room)

    assert len(ana.seen) == 1
    assert not ben.seen


async def test_a_public_answer_is_seen_by_all_at_once(room: Room) -> None:
    ben = Watcher(BEN)
    room.views.add(ben)

    await converse(DROPOUT, asked(), room)

    assert [message.reply for message in ben.seen.values()] == [DROPOUT]


async def test_nothing_is_marked_private_where_only_the_person_reads(tmp_path: Path) -> None:
    direct = place(DIRECT, ANA)
    room = await Rooms(tmp_path).open(direct)

    await converse(replace(DROPOUT, audience="asker"), asked(where=direct), room)

    assert [message.only for message in room.transcript] == [""]


async def test_words_stand_in_the_room_before_their_answer(room: Room) -> None:
    await converse(DROPOUT, TextSent(**by(ANA), text="why?"), room)

    said, answer = room.transcript
    assert (said.name, said.text, answer.reply) == ("Ana", "why?", DROPOUT)


async def test_the_same_event_again_changes_nothing(room: Room) -> None:
    await converse(DROPOUT, asked(), room)

    assert not Exchange(Parrot(None, room), lambda: NOW, Arriving()).begin(asked(), room)
    assert [message.reply for message in room.transcript] == [DROPOUT]


async def test_an_event_that_gets_no_answer_leaves_no_trace(room: Room) -> None:
    await converse(None, asked(), room)

    assert list(room.transcript) == []


async def press(answer: Reply | Form, room: Room, who: Person = ANA) -> Form | None:
    (source,) = room.transcript
    event = ActionChosen(**by(who) | {"id": "web:x:2", "answer_id": ANSWER}, action=MORE)
    return await Exchange(Parrot(answer, room), lambda: NOW, Arriving()).press(
        event, room, Pressed(source.id, "More")
    )


async def test_a_button_changes_its_own_message_where_the_reply_says_so(room: Room) -> None:
    await converse(CARD, asked(), room)
    changed = Reply("Changed", update=True)

    await press(changed, room)

    assert [message.reply for message in room.transcript] == [changed]


async def test_what_answers_a_press_is_found_by_the_event_s_answer_id(room: Room) -> None:
    await converse(CARD, asked(), room)
    await press(Reply("Changed", update=True), room)
    (changed,) = room.transcript

    assert room.transcript.answering(ANSWER) == changed
    assert room.transcript.answering(changed.id) == changed
    assert room.transcript.answering("other") is None


async def test_while_the_bot_works_on_it_an_answer_is_not_to_be_changed(room: Room) -> None:
    arriving = Arriving()

    class Asking(Parrot):
        async def dispatch(self, event: ChatEvent) -> Reply | Form | None:
            with pytest.raises(NotYetError):
                arriving.check(event.answer_id)
            return await super().dispatch(event)

    exchange = Exchange(Asking(CARD, room), lambda: NOW, arriving)
    exchange.begin(asked(), room)

    await exchange.finish(asked(), room)

    arriving.check(asked().answer_id)
    assert [message.reply for message in room.transcript] == [CARD]


async def test_a_button_s_answer_is_a_message_of_its_own_otherwise(room: Room) -> None:
    await converse(DROPOUT, asked(), room)

    await press(Reply("More", audience="asker"), room, BEN)

    first, second = room.transcript
    assert (first.reply, second.only) == (DROPOUT, BEN.id)
    assert second.cause == "Ben chose More"


async def test_nobody_changes_a_message_that_they_cannot_see(room: Room) -> None:
    private = replace(DROPOUT, audience="asker")
    await converse(private, asked(), room)

    await press(Reply("Changed", update=True), room, BEN)

    assert next(iter(room.transcript)).reply == private


async def test_private_words_never_take_the_place_of_what_all_see(room: Room) -> None:
    await converse(CARD, asked(), room)

    await press(Reply("Mine", audience="asker", update=True), room, BEN)

    first, second = room.transcript
    assert (first.reply, second.only) == (CARD, BEN.id)


async def test_a_forged_source_without_that_button_stays_as_it_is(room: Room) -> None:
    plain = Reply("No buttons here")
    await converse(plain, asked(), room)

    await press(Reply("Changed", update=True), room)

    assert next(iter(room.transcript)).reply == plain


async def test_a_form_is_handed_to_the_page(room: Room) -> None:
    await converse(DROPOUT, asked(), room)

    assert await press(FORM, room) is FORM
    assert [message.reply for message in room.transcript] == [DROPOUT]


async def test_a_form_that_was_sent_is_answered_like_a_button(room: Room) -> None:
    thanks = Reply(blocks=(Text("Thank you."),))
    sent = FormSent(**by(ANA), action=MORE, values={"words": "old"})

    await Exchange(Parrot(thanks, room), lambda: NOW, Arriving()).press(sent, room, Pressed("gone"))

    assert [message.reply for message in room.transcript] == [thanks]


async def test_an_answer_to_a_form_says_which_form_was_filled_in(room: Room) -> None:
    noted = Reply(blocks=(Text("Noted: 42."),), audience="asker")
    sent = FormSent(**by(ANA), action=MORE, values={"words": "42"})
    exchange = Exchange(Parrot(noted, room), lambda: NOW, Arriving())

    await exchange.press(sent, room, Pressed("gone", "Your answer"))

    assert [message.cause for message in room.transcript] == ["Ana filled in “Your answer”"]
