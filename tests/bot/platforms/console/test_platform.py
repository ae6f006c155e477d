from __future__ import annotations

import asyncio
from itertools import count

import pytest

from bot.chat.event import Action, ActionChosen, CommandUsed, FormSent, TextSent
from bot.chat.platform import ChatPlatform
from bot.chat.reply import Progress, Reply, Text
from bot.platforms.console.platform import ConsoleChat
from tests.bot.platforms.console.sample import SampleConversation
from tests.bot.platforms.console.screen import Script, Sheet


class Session:
    """A console with a script in the place of a person."""

    def __init__(self, *lines: str | BaseException) -> None:
        self.script, self.sheet, self.bot = Script(lines), Sheet(), SampleConversation()
        ids = count(1)
        self.chat = ConsoleChat("Ana", self.script, self.sheet.paper, lambda: f"e{next(ids)}")

    async def run(self) -> str:
        await self.chat.run(self.bot)
        return self.sheet.new()


async def test_what_is_typed_reaches_the_bot_and_its_answer_the_screen() -> None:
    session = Session("hello there")

    assert "hello there" in await session.run()
    [event] = session.bot.seen
    assert isinstance(event, TextSent)
    assert event.where.private
    assert event.who.name == "Ana"


async def test_each_event_has_an_id_of_its_own() -> None:
    session = Session("why dropout", "a", "why dropout", "c", "no good", "")

    await session.run()

    ids = [event.id for event in session.bot.seen]
    assert len(ids) == 5
    assert len(set(ids)) == 5


async def test_letters_are_those_of_the_newest_card_that_has_any() -> None:
    session = Session("why dropout", "hello", "b")

    await session.run()

    pressed = session.bot.seen[-1]
    assert isinstance(pressed, ActionChosen)
    assert pressed.action == Action("ask", "points", "dropout-why")


async def test_an_update_takes_the_place_of_the_card_and_of_its_letters() -> None:
    session = Session("why dropout", "a", "b")

    shown = await session.run()

    assert "── updated ──\nYou chose more" in shown
    assert shown.endswith("The newest card has no [b]. Nothing can be chosen on it.\n\n")
    assert len(session.bot.seen) == 2


async def test_a_select_without_a_number_is_asked_for_one() -> None:
    session = Session("why dropout", "d", "2")

    await session.run()

    assert session.script.asked == ["Related questions (number)"]
    assert session.bot.seen[-1].values == ("vanishing",)  # type: ignore[union-attr]


async def test_a_button_that_opens_a_form_asks_its_questions() -> None:
    session = Session("why dropout", "c", "too short", "")

    assert "Thank you: {'reason': 'too short', 'topic': ''}" in await session.run()
    sent = session.bot.seen[-1]
    assert isinstance(sent, FormSent)
    assert sent.action == Action("ask", "unhelpful", "dropout-why")


async def test_a_form_that_is_given_up_is_not_sent() -> None:
    session = Session("why dropout", "c", KeyboardInterrupt(), "hello")

    assert "The form was not sent." in await session.run()
    assert [type(event) for event in session.bot.seen] == [TextSent, ActionChosen, TextSent]


async def test_a_line_that_is_given_up_changes_nothing() -> None:
    session = Session(KeyboardInterrupt(), "hello")

    assert (await session.run()).startswith("Ctrl-D or /quit leaves.")
    assert len(session.bot.seen) == 1


async def test_an_offer_that_is_written_out_stands_for_its_value() -> None:
    session = Session("/ask why DOES dropout reduce overfitting?", "/ask something else")

    await session.run()

    questions = [
        event.options["question"] for event in session.bot.seen if isinstance(event, CommandUsed)
    ]
    assert questions == ["dropout-why", "something else"]


async def test_a_slash_lists_the_commands() -> None:
    shown = await Session("/").run()

    assert "/ask          Ask a question in your own words" in shown
    assert "/quit         Leave; Ctrl-D does the same" in shown


async def test_quit_leaves_before_the_lines_end() -> None:
    session = Session("/quit", "hello")

    assert await session.run() == ""
    assert session.bot.seen == []


async def test_a_person_can_give_up_waiting() -> None:
    session = Session("/help", "hello")
    running = asyncio.create_task(session.run())
    await session.bot.busy.wait()

    assert session.script.give_up
    session.script.give_up()

    assert "You gave up waiting." in await running
    assert len(session.bot.seen) == 2


async def test_the_whole_conversation_can_be_cancelled_while_the_bot_works() -> None:
    session = Session("/help")
    running = asyncio.create_task(session.run())
    await session.bot.busy.wait()

    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


async def test_the_same_key_is_shown_once_and_found_again() -> None:
    session = Session()
    chat: ChatPlatform = session.chat
    where = session.chat.place

    first = await chat.send(where, Reply("A question"), "round-1")
    second = await chat.send(where, Reply("A question"), "round-1")

    assert first == second == await chat.find(where, "round-1")
    assert session.sheet.new().count("A question") == 1
    assert await chat.find(where, "round-2") is None
    assert await chat.preflight(where) == ()


async def test_an_edit_is_shown_as_an_update_and_progress_beside_the_line() -> None:
    session = Session()
    message = await session.chat.send(session.chat.place, Reply("Drawing"), "job-1")
    session.sheet.new()

    await session.chat.edit(message, Reply("Drawing", (Progress(0.25, "step 5 of 20"),)))
    assert session.sheet.new() == ""
    await session.chat.edit(message, Reply("Drawing", (Text("Here it is."),)))

    assert session.script.told == ["25 %  step 5 of 20", ""]
    assert "── updated ──\nDrawing\n\nHere it is." in session.sheet.new()
