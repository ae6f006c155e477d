"""Training shows people's names and a worker's words, privacy what is kept; none of it does anything."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.event import Action, Person, Place
from bot.chat.reply import Reply
from bot.features.ordering import Ordering
from bot.features.privacy import Privacy, privacy
from bot.features.train.train import Train, TrainPresenter, train
from bot.features.welcome import welcome
from bot.router import Router
from bot.storage.ports import Forgotten, Json, LearnerId
from generators.engine import Progress, Result
from generators.live.options import TrainOptions, as_command
from tests.bot.features.generating import NOON
from tests.bot.features.test_train import FELL
from tests.contracts.inert import faults
from tests.contracts.platforms import NAMES, render_of
from tests.fakes import MemoryBlobs, MemoryEngine, MemoryLearners, MemorySeenEvents
from tests.hostile import CASES, words
from tests.talk import Talk


class HostileRows:
    """PersonalData whose one table has a hostile name and a hostile row."""

    def __init__(self, word: str) -> None:
        self._word = word

    async def export(self, learner: LearnerId) -> Mapping[str, list[Mapping[str, Json]]]:
        return {self._word: [{self._word: self._word}]}

    async def forget(self, learner: LearnerId) -> Forgotten:
        return Forgotten({self._word: 1}, ())

    async def owns_blob(self, learner: LearnerId, key: str) -> None:
        return


class Twins:
    """As much of Accounts as is asked for, of a person who has the same name on Slack."""

    async def of(self, person: Person) -> Sequence[Person]:
        return [person, Person("slack", "U1", person.name, "T1")]


async def said(word: str) -> Sequence[Reply]:
    """Everything that is said to a person of this name, with a worker that says nothing else."""
    engine, blobs = MemoryEngine(), MemoryBlobs()
    kept = word.encode(errors="replace").decode()  # files and databases hold no lone surrogates
    ordering = Ordering(engine, lambda: NOON)
    accounts: Any = Twins()
    features = (
        train(Train(ordering, blobs, lambda: kept)),
        privacy(Privacy(MemoryLearners(), accounts, HostileRows(kept), blobs)),
    )
    router = Router(features, MemorySeenEvents(), blobs, lambda: NOON, Random(1))
    talk = Talk(router, Person("web", "1", word), Place("web", "g", "c"))
    asked = [
        await talk.use("train", model="lstm"),
        await talk.press("Falls smoothly"),
        await talk.use("privacy export"),
        await talk.use("privacy forget"),
        await talk.act(Action("privacy", "forget")),
        welcome(),
    ]
    return [*asked, *await _shown(TrainPresenter(engine, blobs), engine, word)]


async def _shown(presenter: TrainPresenter, engine: MemoryEngine, word: str) -> Sequence[Reply]:
    [key] = engine.jobs
    told = f"Epoch 1: {word}"
    engine.run(key, Progress(0.5, told, ("a.png",)))
    status = (await engine.status([key]))[key]
    options = TrainOptions.model_validate(status.job.options["options"])
    figures = {**FELL, "loss_name": word}
    result = Result(as_command(options), {}, told, ("a.png",), figures)
    return [
        await presenter.underway(status, Progress(0.5, told, ("a.png",))),
        await presenter.finished(status.job, result),
        await presenter.failed(status.job, word, cancelled=False),
    ]


@given(words, st.sampled_from(NAMES))
@settings(max_examples=CASES // 4, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_words_are_live_in_what_training_and_privacy_say(word: str, platform: str) -> None:
    replies = asyncio.run(said(word))

    assert not [reply for reply in replies if "Something broke" in repr(reply)]
    assert not [found for each in replies for found in faults(platform, render_of(platform)(each))]
