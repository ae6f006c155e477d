from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.arriving import Arriving
from bot.chat.errors import ChatError
from bot.chat.event import CommandUsed, Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.features.ordering import Ordering, ReplyTo
from generators.engine import Job, JobError, Progress, Result
from tests.bot.features.generating import Room, image_result, room, text_result
from tests.fakes import MemoryEngine, MemoryPoster
from tests.talk import ANA, CHANNEL, DIRECT, words


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    async for made in room(tmp_path):
        yield made


async def order(here: Room, number: int = 1, answer_id: str = "", where: Place = CHANNEL) -> str:
    event = CommandUsed(
        id=f"e{number}", who=ANA, where=where, name="generate text", answer_id=answer_id
    )
    status = await here.ordering.order(event, "generate_text", {"seed": number, "prompt": "The "})
    return status.id


def finish(here: Room, key: str, text: str = "end.") -> None:
    here.engine.finish(key, text_result(here.engine.jobs[key], text))


async def test_the_result_takes_the_place_of_the_answer_while_that_can_be_changed(
    here: Room,
) -> None:
    key = await order(here, answer_id="answer-1")
    finish(here, key)

    await here.pass_time(1)

    assert list(here.poster.messages) == ["answer-1"]
    assert "The end." in words(here.poster.messages["answer-1"])
    assert key in here.engine.settled


async def test_later_it_is_posted_as_a_message_of_its_own(here: Room) -> None:
    key = await order(here, answer_id="answer-1")
    await here.pass_time(15 * 60)
    finish(here, key)

    await here.pass_time(1)

    assert "answer-1" not in here.poster.messages
    assert await here.poster.find(CHANNEL, key)
    assert "The end." in words(here.shown)


class NoSuchAnswer(MemoryPoster):
    """Answers cannot be changed, as before they arrived and after they were deleted."""

    gone = True

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        if self.gone and message.id == "answer-1":
            raise ChatError("Discord takes no changes.")
        await super().edit(message, reply)


async def test_it_is_posted_where_the_answer_cannot_be_changed(here: Room) -> None:
    here.poster = NoSuchAnswer()
    here.restart()
    key = await order(here, answer_id="answer-1")
    await here.pass_time(11)
    finish(here, key)

    await here.pass_time(1)

    assert list(here.poster.messages) == ["m0"]


async def test_a_result_that_is_faster_than_the_answer_waits_for_it(here: Room) -> None:
    here.poster = slow = NoSuchAnswer()
    here.restart()
    finish(here, await order(here, answer_id="answer-1"))
    for _ in range(3):
        await here.pass_time(0.3)
    assert not here.poster.messages

    slow.gone = False
    await here.pass_time(0.6)

    assert list(here.poster.messages) == ["answer-1"]


class Sending(MemoryPoster):
    """The first answers are on their way until they arrive."""

    def __init__(self) -> None:
        super().__init__()
        self.arriving = Arriving()

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        self.arriving.check(message.id)
        await super().edit(message, reply)


async def test_an_answer_that_the_platform_is_still_sending_is_not_changed(here: Room) -> None:
    here.poster = sending = Sending()
    here.restart()
    with sending.arriving.answer("answer-1"):
        finish(here, await order(here, answer_id="answer-1"))
        await here.pass_time(0.25)
        await here.pass_time(60)
        assert not here.poster.messages

    await here.pass_time(0.25)

    assert list(here.poster.messages) == ["answer-1"]


async def test_progress_is_shown_at_most_every_two_seconds_and_the_end_at_once(here: Room) -> None:
    key = await order(here, answer_id="answer-1")
    seen = []
    for tenth in range(40):
        here.engine.run(key, Progress(tenth / 40, text="x" * tenth))
        await here.pass_time(0.1)
        seen.append(here.poster.messages.get("answer-1"))
    finish(here, key)
    await here.pass_time(0.1)

    shown = {words(reply) for reply in seen if reply}
    assert 1 <= len(shown) <= 2
    assert "The end." in words(here.shown)


async def test_what_waits_moves_up_in_line_before_everybodys_eyes(here: Room) -> None:
    first, _, third = [await order(here, number, f"answer-{number}") for number in (1, 2, 3)]
    await here.pass_time(3)
    finish(here, first)

    await here.pass_time(3)

    assert "2nd in line" in words(here.poster.messages["answer-3"])
    assert third not in here.engine.settled


async def test_a_crash_between_posting_and_settling_posts_once(here: Room) -> None:
    key = await order(here)
    finish(here, key)
    await here.pass_time(1)
    here.engine.settled.clear()
    here.restart()

    await here.pass_time(1)

    assert len(here.poster.messages) == 1
    assert key in here.engine.settled


async def test_what_ended_while_the_bot_was_away_is_delivered_after_it_starts(here: Room) -> None:
    keys = [await order(here, number) for number in range(3)]
    for key in keys:
        finish(here, key)
    here.restart()

    await here.pass_time(1)

    assert len(here.poster.messages) == 3
    assert here.engine.settled == set(keys)


async def test_progress_and_result_are_one_message(here: Room) -> None:
    key = await order(here)
    await here.pass_time(3)
    here.engine.run(key, Progress(0.5))
    await here.pass_time(3)
    here.restart()
    finish(here, key)
    await here.pass_time(3)

    assert len(here.poster.messages) == 1
    assert "The end." in words(here.shown)


@dataclass
class Refusing:
    """A place where nothing can be posted until it is mended."""

    poster: MemoryPoster
    mended: bool = False
    tried: int = 0

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        self.tried += 1
        if not self.mended and where == CHANNEL:
            raise ChatError("Backprep may not write there.")
        return await self.poster.send(where, reply, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        await self.poster.edit(message, reply)

    async def find(self, where: Place, key: str) -> MessageRef | None:
        return await self.poster.find(where, key)

    async def preflight(self, where: Place) -> tuple[str, ...]:
        return ()

    async def name_of(self, where: Place) -> str:
        return await self.poster.name_of(where)


async def test_what_cannot_be_posted_waits_and_keeps_nobody_else_waiting(here: Room) -> None:
    refusing = Refusing(here.poster)
    here.deliveries.poster = refusing
    stuck, free = await order(here, 1), await order(here, 2, where=DIRECT)
    finish(here, stuck)
    finish(here, free)

    await here.pass_time(11)
    for _ in range(20):
        await here.pass_time(1)
    assert here.engine.settled == {free}
    assert refusing.tried == 2

    refusing.mended = True
    await here.pass_time(30)
    assert here.engine.settled == {free, stuck}


async def test_a_card_that_breaks_keeps_nobody_waiting_and_is_logged_without_words(
    here: Room, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = await order(here, 1), await order(here, 2)
    here.engine.finish(broken, Result("", {"prompt": "a person's words"}))
    finish(here, whole)

    await here.pass_time(1)

    assert here.engine.settled == {whole}
    assert "KeyError" in caplog.text
    assert "a person's words" not in caplog.text


async def test_after_a_day_it_is_given_up(here: Room) -> None:
    here.deliveries.poster = Refusing(here.poster)
    finish(here, await order(here))

    await here.pass_time(24 * 3600 + 1)

    assert here.engine.settled


async def test_files_are_noted_as_the_persons_and_go_when_they_are_forgotten(here: Room) -> None:
    event = CommandUsed(id="e", who=ANA, where=CHANNEL, name="generate image")
    status = await here.ordering.order(event, "generate_image", {"seed": 1})
    key = await here.blobs.put(b"\x89PNG", "image/png")
    here.engine.finish(status.id, image_result(status, key))
    await here.pass_time(1)
    learner = await here.learners.of(ANA)

    exported = await here.personal.export(learner)
    forgotten = await here.personal.forget(learner)

    assert [row["key"] for row in exported["personal_blob"]] == [key]
    assert forgotten.blobs == (key,)


async def test_a_job_of_a_kind_nobody_presents_is_left_alone(here: Room) -> None:
    strange = Job("daily_picture", {}, ANA.key, "web", "k1")
    await here.engine.enqueue(strange)
    here.engine.finish("k1", Result("", {}))

    await here.pass_time(1)

    assert not here.engine.settled
    assert not here.poster.messages


async def test_failures_are_told_in_their_words(here: Room) -> None:
    key = await order(here)
    here.engine.finish(key, JobError("It was too large. Ask for fewer images."))

    await here.pass_time(1)

    assert "It was too large. Ask for fewer images." in words(here.shown)


async def test_whom_a_job_is_for_travels_in_it_as_plain_data(here: Room) -> None:
    key = await order(here, answer_id="answer-1")

    back = ReplyTo.of(here.engine.jobs[key].job)

    assert back == ReplyTo(ANA, CHANNEL, "answer-1", here.now)
    assert ReplyTo.of(Job("k", {}, "o", "c", "key", reply_to={"who": 3})) is None


async def test_a_job_from_a_platform_that_is_not_here_is_left_to_the_process_that_has_it(
    here: Room,
) -> None:
    key = await order(here)
    finish(here, key)
    here.deliveries.here = {"discord"}

    await here.pass_time(60)

    assert not here.poster.messages
    assert key not in here.engine.settled
    here.deliveries.here = {"discord", "web"}
    await here.pass_time(60)
    assert key in here.engine.settled


async def test_a_running_job_is_asked_for_its_progress_every_two_seconds_only(here: Room) -> None:
    class Counting(MemoryEngine):
        asked = 0

        async def progress(self, job: str) -> Progress | None:
            self.asked += 1
            return await super().progress(job)

    here.engine = counting = Counting()
    here.ordering = Ordering(counting, here.clock)
    here.restart()
    here.engine.run(await order(here))

    for _ in range(40):
        await here.pass_time(0.25)

    assert counting.asked == 5
