"""What people do on Slack, with the real Bolt app, the real features and a real database, by either way in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.playground import data_folder
from tests.journeys.slack import Way, backprep
from tests.loopback_slack import LoopbackSlack, labels, words

CLEAR = "y does my val loss go up while train loss goes down"
WAYS = pytest.mark.parametrize("way", ["http", "socket"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


@WAYS
async def test_a_question_is_asked_turned_over_shared_and_complained_about(
    way: Way, data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    async with backprep(data, slack, way):
        await ana.use("/ask", CLEAR)
        card = await ana.sees("overfitting")
        assert not ben.messages()
        await ana.press("Key points", on=card)
        await ana.sees("A good answer says")

        await ana.press("Share")
        shared = await ben.sees("Shared by")
        await ben.press("More", on=shared)
        await ben.is_told("A toy case")

        await ana.press("Not helpful", on=card)
        await ana.opens()
    async with backprep(data, slack, way):
        await ana.fill({"reason": "It is too short"})
        await ana.sees_button("Marked not helpful")


@WAYS
async def test_a_quiz_is_taken_alone_over_a_restart(
    way: Way, data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack, way):
        await ana.use("/quiz", "kind:choice count:2")
        await ana.sees("Question 1 of 2")
    async with backprep(data, slack, way):
        await ana.press("B")
        await ana.press("Next")
        await ana.sees("Question 2 of 2")
        await ana.press("A")
        await ana.press("Score")
        await ana.sees("Your score")


async def test_an_answer_is_typed_into_a_form(data: Path, slack: LoopbackSlack) -> None:
    ana = slack.person("ana").directly()
    async with backprep(data, slack):
        await ana.use("/quiz", "kind:numeric count:1")
        await ana.press("Type your answer")
        asked = await ana.opens()
        [question] = [block for block in asked["blocks"] if block["type"] == "input"]
        await ana.fill({question["block_id"]: "1"})
        verdict = await ana.sees_button("Score")
        assert "Right answer" in words(verdict) or "Right" in words(verdict)


async def test_a_channel_takes_a_quiz_and_sees_how_it_went(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    async with backprep(data, slack):
        await ana.use("/quiz", "kind:choice count:1 channel:yes")
        question = await ben.sees_button("Reveal")
        for person, letter in ((ana, "A"), (ben, "B")):
            await person.press(letter, on=question)
            await person.is_told(f"Noted: {letter}")
        await ana.press("Reveal", on=question)
        closed = await ben.sees("Closed")
        assert closed.ts == question.ts
        [chart] = [block for block in closed.blocks if block["type"] == "image"]
        assert chart["alt_text"]


async def test_someone_takes_all_that_is_kept_about_them(data: Path, slack: LoopbackSlack) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack):
        await ana.use("/ask", "how do I bake sourdough bread")
        await ana.is_told("not in the bank")
        await ana.use("/privacy", "export")
        ours = ana.directly()
        await ours.until(lambda: any(m.files for m in ours.messages()), "a file")
        [file] = [file for message in ours.messages() for file in message.files]
        assert file["name"] == "backprep-about-me.json"
        assert json.loads(slack.world.files[file["id"]].content or b"")


@WAYS
async def test_people_ask_by_mention_directly_and_of_a_message(
    way: Way, data: Path, slack: LoopbackSlack
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    async with backprep(data, slack, way):
        asked = await ana.mention(CLEAR)
        answer = await ben.sees("overfitting")
        assert answer.thread_ts == asked.ts

        await ben.directly().write(CLEAR)
        told = await ben.directly().sees("overfitting")
        assert not told.thread_ts

        said = await ben.write("What is dropout?")
        await ana.shortcut("ask", on=said)
        await ana.is_told("dropout")


async def test_the_home_tab_and_the_shortcut_lead_to_a_quiz(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack):
        home = await ana.opens_home()
        assert labels(home)
        await ana.shortcut("quiz")
        await ana.directly().sees("Question 1 of")


async def test_help_and_about_say_what_can_be_done(data: Path, slack: LoopbackSlack) -> None:
    ana = slack.person("ana", "quiet")
    async with backprep(data, slack):
        await ana.use("/help")
        assert "/ask" in words(await ana.sees("/quiz"))
        await ana.use("/about")
        await ana.sees("64")


async def test_commands_carry_a_prefix_where_another_app_has_the_short_name(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack, BACKPREP_SLACK_PREFIX="prep-"):
        await ana.use("/prep-ask", CLEAR)
        await ana.sees("overfitting")
        await ana.use("/prep-help")
        await ana.sees("/prep-quiz")


async def test_a_command_that_is_written_wrongly_is_shown_rightly(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack):
        await ana.use("/quiz", "level:impossible")
        await ana.is_told("level is one of")
