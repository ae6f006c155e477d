"""Whatever people type and models write, nothing becomes live on any platform."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.event import OptionValue, Person, Place
from bot.chat.reply import Reply
from bot.features.generate.examples import Examples
from bot.features.generate.generate import Generate, generate
from bot.features.ordering import Ordering
from bot.features.queue import Queue, queue
from bot.router import Router
from generators.engine import Job, JobError, Progress, Result, Status
from tests.bot.features.generating import NOON, text_result
from tests.contracts.inert import faults
from tests.contracts.platforms import NAMES, render_of
from tests.fakes import MemoryBlobs, MemoryEngine, MemorySeenEvents
from tests.hostile import CASES, words
from tests.talk import Talk


async def said(word: str) -> list[Reply]:
    """Everything that is said about a text whose prompt, words and failure are hostile."""
    engine, blobs = MemoryEngine(), MemoryBlobs()
    ordering = Ordering(engine, lambda: NOON)
    feature = Generate(ordering, Examples(blobs), Random(1))
    features = [generate(feature), queue(Queue(ordering))]
    router = Router(features, MemorySeenEvents(), blobs, lambda: NOON, Random(1))
    talk = Talk(router, Person("web", "1", word), Place("web", "g", "c"))
    asked: dict[str, OptionValue] = {"prompt": word, "class": word}
    replies = [
        await talk.use("generate text", prompt=word),
        await talk.use("generate image", **asked),
        await talk.use("queue"),
    ]
    [status, *_] = engine.jobs.values()
    return [*replies, *await _shown(feature, status.job, text_result(status, word), word)]


async def _shown(feature: Generate, job: Job, result: Result, word: str) -> list[Reply]:
    writing, choosing = feature.presenters["generate_text"], feature.presenters["next_character"]
    figures = {
        "context": word,
        "chosen": word,
        "rows": [[word, 0.5, 0.5]],
        "choices_before": 1.0,
        "choices_after": 1.0,
        "possible": 1,
    }
    [status] = (await _status(job)).values()
    chosen = Result("", result.settings, blobs=("a",), figures=figures)  # type: ignore[arg-type]
    return [
        await writing.finished(job, result),
        await writing.underway(status, Progress(0.5, word)),
        await writing.failed(job, str(JobError(word)), cancelled=False),
        await choosing.finished(job, chosen),
    ]


async def _status(job: Job) -> Mapping[str, Status]:
    engine = MemoryEngine()
    await engine.enqueue(job)
    engine.run(job.key)
    return await engine.status([job.key])


@given(words, st.sampled_from(NAMES))
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_words_are_live_in_what_is_generated(word: str, platform: str) -> None:
    replies = asyncio.run(said(word))

    assert not [reply for reply in replies if "Something broke" in repr(reply)]
    assert not [found for each in replies for found in faults(platform, render_of(platform)(each))]
