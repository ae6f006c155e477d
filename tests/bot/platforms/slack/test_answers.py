"""What people do in Slack is answered where they see it, by both ways in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.event import Action, ActionChosen, CommandUsed, FormSent, TextSent
from bot.chat.feature import Field, Form
from bot.chat.reply import Button, Buttons, Reply, Select, Text
from bot.chat.reply import Choice as Line
from tests.bot.platforms.slack.scripted import Once, running
from tests.loopback_slack import BROKEN, CUT, LOST, TOO_MANY, Fault, LoopbackSlack, words

DO, OPEN = Action("demo", "do", "7"), Action("demo", "open")
FORM = Form(
    "Your question",
    (Field("question", "What?"), Field("level", "How hard?", choices=(Line("Easy", "easy"),))),
    OPEN,
)
CARD = Buttons((Button("Do it", DO), Button("Open it", OPEN)))


def private(text: str, *, update: bool = False) -> Reply:
    return Reply("", (Text(text), CARD), "asker", update)


def public(text: str, *, update: bool = False) -> Reply:
    return Reply("", (Text(text), CARD), update=update)


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


@pytest.mark.parametrize("by_http", [True, False], ids=["HTTP", "Socket Mode"])
async def test_a_command_is_answered_to_the_person_alone(
    slack: LoopbackSlack, by_http: bool
) -> None:
    conversation = Once({"ask": private("Drops units.")})
    async with running(slack, conversation, by_http=by_http):
        ana, ben = slack.person("ana"), slack.person("ben")

        said = await ana.use("/ask", "what is dropout")

        assert await ana.sees("Drops units.") not in ben.messages()
        assert not said.body
        [event] = conversation.heard
        assert isinstance(event, CommandUsed)
        assert event.options == {"question": "what is dropout"}
        assert (event.who.name, event.where.channel) == ("ana", "C1GENERAL")


@pytest.mark.parametrize("by_http", [True, False], ids=["HTTP", "Socket Mode"])
async def test_what_is_for_everybody_is_an_ordinary_message(
    slack: LoopbackSlack, by_http: bool
) -> None:
    async with running(slack, Once({"ask": public("Drops units.")}), by_http=by_http):
        await slack.person("ana").use("/ask", "what is dropout")

        seen = await slack.person("ben").sees("Drops units.")
        assert seen.arguments["unfurl_links"] is False
        assert seen.arguments["unfurl_media"] is False


async def test_where_the_bot_is_not_what_is_for_everybody_comes_all_the_same(
    slack: LoopbackSlack,
) -> None:
    async with running(slack, Once({"ask": public("Drops units.")})):
        await slack.person("ana", "quiet").use("/ask", "what is dropout")

        await slack.person("ben", "quiet").sees("Drops units.")


async def test_words_that_are_not_understood_are_answered_with_how_it_is_written(
    slack: LoopbackSlack,
) -> None:
    conversation = Once()
    async with running(slack, conversation):
        await slack.person("ana").use("/daily", "perhaps")

        await slack.person("ana").sees("/daily setup channel:#channel")
        assert not conversation.heard


async def test_a_slow_answer_is_acknowledged_before_it_is_ready(slack: LoopbackSlack) -> None:
    conversation = Once({"ask": private("Drops units.")}, slow_s={"ask": 0.5})
    async with running(slack, conversation):
        ana = slack.person("ana")

        await ana.use("/ask", "what is dropout")

        assert not [message for message in ana.messages() if "Drops" in words(message)]
        await ana.sees("Drops units.")


async def test_a_button_of_an_ordinary_message_changes_it_in_place(slack: LoopbackSlack) -> None:
    says = {"ask": public("Before."), "do": public("After.", update=True)}
    async with running(slack, Once(says)):
        ana = slack.person("ana")
        await ana.use("/ask", "x")
        before = await ana.sees("Before.")

        await ana.press("Do it")

        assert await ana.sees("After.") is before


async def test_a_button_that_only_one_sees_changes_its_message_in_place(
    slack: LoopbackSlack,
) -> None:
    conversation = Once({"ask": private("Before."), "do": private("After.", update=True)})
    async with running(slack, conversation):
        ana = slack.person("ana")
        await ana.use("/ask", "x")
        before = await ana.sees("Before.")

        await ana.press("Do it")

        assert await ana.sees("After.") is before
        event = conversation.heard[-1]
        assert isinstance(event, ActionChosen)
        assert event.action == DO


async def test_a_private_answer_never_takes_the_place_of_what_all_see(slack: LoopbackSlack) -> None:
    says = {"ask": public("For all."), "do": private("For Ben.", update=True)}
    async with running(slack, Once(says)):
        ana, ben = slack.person("ana"), slack.person("ben")
        await ana.use("/ask", "x")

        await ben.press("Do it")

        assert await ben.sees("For Ben.") not in ana.messages()
        await ana.sees("For all.")


async def test_a_line_of_a_menu_comes_with_its_value(slack: LoopbackSlack) -> None:
    menu = Select("Which?", (Line("First", "1"), Line("Second", "2")), DO)
    conversation = Once({"ask": Reply("", (menu,), "asker"), "do": private("Done.")})
    async with running(slack, conversation):
        ana = slack.person("ana")
        await ana.use("/ask", "x")

        await ana.pick("Second")

        await ana.sees("Done.")
        event = conversation.heard[-1]
        assert isinstance(event, ActionChosen)
        assert event.values == ("2",)


async def test_a_form_is_opened_filled_in_and_answered_where_its_button_was(
    slack: LoopbackSlack,
) -> None:
    conversation = Once({"ask": private("Card."), "open": FORM}, forms=frozenset({"open"}))
    async with running(slack, conversation):
        ana, ben = slack.person("ana"), slack.person("ben")
        await ana.use("/ask", "x")
        await ana.press("Open it")
        await ana.opens()
        conversation.says = {"open": private("Thank you.")}

        await ana.fill({"What?": "why", "How hard?": "Easy"})

        assert await ana.sees("Thank you.") not in ben.messages()
        event = conversation.heard[-1]
        assert isinstance(event, FormSent)
        assert event.values == {"question": "why", "level": "easy"}
        assert event.where.channel == "C1GENERAL"


async def test_a_form_that_comes_too_late_is_explained(slack: LoopbackSlack) -> None:
    conversation = Once({"ask": private("Card."), "open": FORM}, forms=frozenset({"open"}))
    async with running(slack, conversation):
        ana = slack.person("ana")
        await ana.use("/ask", "x")
        slack.faults["views.open"].append(Fault("expired_trigger_id"))

        await ana.press("Open it")

        await ana.sees("Please press the button once more.")


async def test_a_form_opens_although_slack_is_slow_to_say_who_asks(slack: LoopbackSlack) -> None:
    conversation = Once({"ask": private("Card."), "open": FORM}, forms=frozenset({"open"}))
    async with running(slack, conversation):
        ana = slack.person("ana")
        await ana.use("/ask", "x")
        await ana.sees("Card.")
        slack.faults["users.info"] += [Fault("ratelimited", 429, retry_after=60)] * 3
        ben = slack.person("ben")

        await ben.use("/ask", "x")
        conversation.says = {"open": FORM}
        card = await ana.sees("Card.")
        await slack.deliver("interactive", ben.pressing("Open it", card))

        await ben.opens()


async def test_a_mention_is_answered_in_its_thread(slack: LoopbackSlack) -> None:
    conversation = Once({"text": public("Drops units.")})
    async with running(slack, conversation):
        asked = await slack.person("ana").mention("what is *dropout* &amp; why?")

        seen = await slack.person("ben").sees("Drops units.")
        assert seen.thread_ts == asked.ts
        [event] = conversation.heard
        assert isinstance(event, TextSent)
        assert event.text.startswith("what is *dropout*")


async def test_a_private_answer_to_a_mention_comes_as_a_direct_message(
    slack: LoopbackSlack,
) -> None:
    async with running(slack, Once({"text": private("Not for all.")})):
        ana = slack.person("ana")

        await ana.mention("what is dropout")

        await ana.directly().sees("Not for all.")
        assert not [m for m in ana.messages() if "Not for all." in words(m)]


async def test_a_direct_message_is_answered_there(slack: LoopbackSlack) -> None:
    conversation = Once({"text": private("Drops units.")})
    async with running(slack, conversation):
        ana = slack.person("ana").directly()

        await ana.write("what is dropout")

        assert not (await ana.sees("Drops units.")).only_for
        assert conversation.heard[0].where.private


async def test_a_command_in_the_direct_messages_is_answered_by_an_ordinary_message(
    slack: LoopbackSlack,
) -> None:
    async with running(slack, Once({"ask": private("Drops units.")})):
        ana = slack.person("ana").directly()

        await ana.use("/ask", "what is dropout")

        assert not (await ana.sees("Drops units.")).only_for


async def test_a_message_is_asked_from_its_menu(slack: LoopbackSlack) -> None:
    conversation = Once({"ask": private("Drops units.")})
    async with running(slack, conversation):
        ana = slack.person("ana")
        message = await slack.person("ben").write("what is dropout")

        await ana.shortcut("ask", message)

        await ana.sees("Drops units.")
        [event] = conversation.heard
        assert isinstance(event, CommandUsed)
        assert event.options == {"question": "what is dropout"}


async def test_a_global_shortcut_is_answered_in_the_direct_messages(slack: LoopbackSlack) -> None:
    conversation = Once({"quiz": private("First question.")})
    async with running(slack, conversation):
        ana = slack.person("ana")

        await ana.shortcut("quiz")

        await ana.directly().sees("First question.")
        assert conversation.heard[0].where.private


async def test_after_five_answers_a_command_is_answered_in_the_direct_messages(
    slack: LoopbackSlack,
) -> None:
    async with running(slack, Once({"ask": private("Late.")})):
        ana = slack.person("ana")
        slack.faults["response_url"].append(Fault("used_url", 404))

        await ana.use("/ask", "x")

        await ana.directly().sees("Late.")


async def test_slack_asking_to_wait_is_waited_for(slack: LoopbackSlack) -> None:
    async with running(slack, Once({"ask": private("Patience.")})):
        ana = slack.person("ana")
        slack.faults["response_url"].append(TOO_MANY)

        await ana.use("/ask", "x")

        await ana.sees("Patience.")


async def test_a_long_answer_for_all_begins_in_the_channel_and_is_whole_in_a_thread(
    slack: LoopbackSlack,
) -> None:
    paragraphs = "\n\n".join(f"Paragraph {n} says more about it. " * 5 for n in range(20))
    async with running(slack, Once({"ask": Reply("Long", (Text(paragraphs),))})):
        ana = slack.person("ana")

        await ana.use("/ask", "x")

        start = await ana.sees("The whole answer is in the thread.")
        whole = await ana.sees("Paragraph 9 says more")
        assert (start.thread_ts, whole.thread_ts) == ("", start.ts)


async def test_what_slack_finds_too_long_is_sent_in_short(slack: LoopbackSlack) -> None:
    async with running(slack, Once({"ask": public("All there is.")})):
        slack.faults["chat.postMessage"].append(Fault("msg_blocks_too_long"))

        await slack.person("ana").use("/ask", "x")

        await slack.person("ana").sees("Slack did not take the whole answer.")


async def test_home_shows_what_the_conversation_has_for_it(slack: LoopbackSlack) -> None:
    async with running(slack, Once()):
        home = await slack.person("ana").opens_home()

        assert "Home of ana" in words(home)


async def test_in_a_thread_of_the_agent_work_is_shown(slack: LoopbackSlack) -> None:
    conversation = Once({"text": private("At last.")}, slow_s={"text": 0.3})
    async with running(slack, conversation):
        ana = slack.person("ana").directly()
        ana.thread = (await ana.write("hello")).ts

        await ana.write("what is dropout")

        await ana.sees("At last.")
        called = [call.method for call in slack.world.calls]
        assert "assistant.threads.setStatus" in called


@pytest.mark.parametrize("fault", [BROKEN, CUT, LOST], ids=["500", "cut", "lost"])
async def test_a_direct_message_is_answered_once_though_slack_fails_for_a_moment(
    slack: LoopbackSlack, fault: Fault
) -> None:
    async with running(slack, Once({"text": private("Drops units.")})):
        ana = slack.person("ana").directly()
        slack.faults["chat.postMessage"].append(fault)

        await ana.write("what is dropout")

        await ana.sees("Drops units.")
        assert len(ana.messages()) == 2


async def test_a_command_is_answered_once_though_the_answer_was_lost(slack: LoopbackSlack) -> None:
    async with running(slack, Once({"ask": public("Drops units.")})):
        ana = slack.person("ana")
        slack.faults["chat.postMessage"].append(LOST)

        await ana.use("/ask", "x")
        await ana.use("/quiz")

        await ana.sees("You said quiz")
        assert len([m for m in ana.messages() if "Drops units." in words(m)]) == 1
