from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.event import Action, CommandUsed
from generators.engine import JobError
from generators.live.options import TrainOptions, decode
from tests.bot.features.generating import Room, room
from tests.talk import ANA, BEN, CHANNEL


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    async for made in room(tmp_path):
        yield made


async def test_an_empty_queue_says_what_can_be_made(here: Room) -> None:
    talk = here.talk()

    reply = await talk.use("queue")

    assert reply.audience == "asker"
    assert "You have nothing under way." in talk.words


async def test_it_shows_ones_own_jobs_with_place_and_time_and_counts_the_others(
    here: Room,
) -> None:
    talk = here.talk()
    await talk.use("generate text")
    here.engine.run(here.job.id)
    await talk.as_(BEN).use("generate image")
    await talk.use("generate image")

    await talk.use("queue")

    assert "1. text | being made | about 3 seconds" in talk.words
    assert "2. images | 2nd in line | about 6 seconds" in talk.words
    assert "Others have 1 under way." in talk.words
    assert talk.labels == ["Cancel 1: text", "Cancel 2: images", "Look again"]


async def test_a_waiting_and_a_running_job_can_be_cancelled(here: Room) -> None:
    talk = here.talk()
    await talk.use("generate text")
    here.engine.run(here.job.id)
    await talk.use("generate image")
    await talk.use("queue")

    left = await talk.press("Cancel 1: text")
    assert left.update
    assert talk.labels == ["Cancel 1: images", "Look again"]
    await talk.press("Cancel 1: images")

    assert [status.state for status in here.engine.jobs.values()] == ["cancelled"] * 2
    assert "You have nothing under way." in talk.words


async def test_nobody_cancels_what_is_somebody_elses(here: Room) -> None:
    talk = here.talk()
    await talk.use("generate text")

    await talk.as_(BEN).press("Cancel")

    assert here.job.state == "waiting"


async def test_what_has_ended_cannot_be_cancelled(here: Room) -> None:
    talk = here.talk()
    await talk.use("generate text")
    waiting = talk.last
    await talk.press("Cancel")
    talk.last = waiting

    await talk.press("Cancel")

    assert "It has ended already" in talk.words


async def test_a_job_that_is_not_kept_cannot_be_cancelled(here: Room) -> None:
    talk = here.talk()

    await talk.act(Action("queue", "cancel", "gone"))

    assert "no longer works" in talk.words


async def test_without_a_worker_it_says_what_happens_to_what_waits(here: Room) -> None:
    talk = here.talk()
    await talk.use("generate text")
    here.engine.worker_up = False

    await talk.use("queue")

    assert "No worker is up just now" in talk.words


async def test_looking_again_takes_the_place_of_the_card(here: Room) -> None:
    talk = here.talk()
    await talk.use("generate text")
    await talk.use("queue")
    here.engine.run(here.job.id)

    again = await talk.press("Look again")

    assert again.update
    assert "being made" in talk.words


async def test_what_did_not_work_can_be_asked_for_again_until_it_was(here: Room) -> None:
    talk = here.talk()
    await talk.use("generate image", count=3, seed=5)
    first = here.job
    here.engine.finish(first.id, JobError("The worker died."))

    await talk.use("queue")
    assert "This did not work:" in talk.words
    assert talk.labels == ["Try again: images"]
    await talk.press("Try again: images")

    assert here.job.id != first.id
    assert here.job.job.options == first.job.options
    await talk.use("queue")
    assert talk.labels == ["Cancel 1: images", "Look again"]


async def test_a_failed_training_is_predicted_anew(here: Room) -> None:
    talk, options = here.talk(), TrainOptions().model_dump()
    event = CommandUsed(id="e1", who=ANA, where=CHANNEL, name="train")
    await here.ordering.order(event, "train", {"options": options, "predicted": "falls"})
    here.engine.finish(here.job.id, JobError("The worker died."))

    await talk.use("queue")

    [retry] = talk.buttons()
    assert (retry.label, retry.action.feature) == ("Try again: training", "train")
    assert decode(retry.action.argument) == TrainOptions()
