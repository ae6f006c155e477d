from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from bot.chat.event import Action
from bot.chat.reply import Code, Picture, Reply
from bot.deliveries import Deliveries, Kept
from bot.features.entry_card import CardState
from bot.features.queue import Queue, queue
from bot.features.train.ending import finished_card
from bot.features.train.lessons import ABOUT, Lesson, lesson_of
from bot.features.train.train import Train, TrainPresenter, train
from bot.features.train.words import DATA, MODELS, VERBS, Asked
from bot.router import Router
from generators.engine import Json, Progress, Result
from generators.live.options import LEARNS, TrainOptions, as_command, encode
from generators.live.outcome import Outcome
from knowledge.bank import load_bank
from tests.bot.features.generating import Room, room
from tests.fakes import MemorySeenEvents
from tests.talk import BEN, Talk, words

BANK = load_bank()
FELL: Mapping[str, Json] = {
    "ended": "done",
    "epochs": 30,
    "loss_name": "cross-entropy, nats",
    "outcome": "falls",
    "overfits": False,
    "still_falling": False,
    "first": 0.69,
    "last": 0.01,
    "held_out": 0.02,
    "best_held_out": 0.02,
    "gradient_ratio": 0.3,
    "right": 0.99,
    "seconds": 2.5,
}


@dataclass
class Gym:
    """A person, the feature and a worker that the test plays."""

    room: Room
    presenter: TrainPresenter = field(init=False)

    def __post_init__(self) -> None:
        self.presenter = TrainPresenter(self.room.engine, self.room.blobs)
        kept = Kept(self.room.blobs, self.room.learners, self.room.personal)
        presenters = {"train": self.presenter}
        self.room.deliveries = Deliveries(
            self.room.engine, self.room.poster, presenters, kept, self.room.clock
        )

    def talk(self) -> Talk:
        feature = Train(self.room.ordering, self.room.blobs, lambda: "To train or not to train.")
        features = [train(feature), queue(Queue(self.room.ordering))]
        return Talk(
            Router(features, MemorySeenEvents(), self.room.blobs, self.room.clock, Random(1))
        )

    async def shows(self, share: float, words: str) -> Reply:
        """The worker shows a picture of the newest run; what the message shows then."""
        key = await self.room.blobs.put(words.encode(), "image/png")
        self.room.engine.run(self.room.job.id, Progress(share, words, (key,)))
        await self.room.pass_time(2)
        return self.room.shown

    async def ends(self, **figures: Json) -> Reply:
        key = await self.room.blobs.put(b"\x89PNG end", "image/png")
        options = TrainOptions.model_validate(self.room.job.job.options["options"])
        result = Result(as_command(options), {}, "The end in words", (key,), {**FELL, **figures})
        return await self.room.made(result)


@pytest.fixture
async def gym(tmp_path: Path) -> AsyncIterator[Gym]:
    async for made in room(tmp_path):
        yield Gym(made)


async def test_a_prediction_is_asked_for_before_anything_runs(gym: Gym) -> None:
    talk = gym.talk()

    await talk.use("train", model="vae", learning_rate=1.0)

    assert "at a learning rate of 1" in talk.words
    assert "Train a variational autoencoder on handwritten digits" in talk.words
    assert talk.labels == [
        "Falls smoothly",
        "Hardly moves",
        "Bounces",
        "Blows up",
        "Just train",
    ]
    assert not gym.room.engine.jobs


async def test_of_a_gan_another_figure_is_predicted_since_its_losses_do_not_tell(gym: Gym) -> None:
    talk = gym.talk()

    await talk.use("train", model="gan")

    assert "What will its distance from the data do while it learns" in talk.words


async def test_a_prediction_starts_the_run_in_the_place_of_the_question(gym: Gym) -> None:
    talk = gym.talk()
    await talk.use("train", model="vae", learning_rate=1.0, seed=7)

    started = await talk.press("Blows up")

    assert started.update
    assert "Ana predicts: blows up." in talk.words
    job = gym.room.job.job
    assert (job.kind, job.priority, job.options["predicted"]) == ("train", "training", "blows-up")
    asked = TrainOptions.model_validate(job.options["options"])
    assert asked == TrainOptions(model="vae", learning_rate=1, seed=7)


async def test_the_picture_is_live_and_changes_every_two_seconds_at_most(gym: Gym) -> None:
    talk = gym.talk()
    await talk.use("train")
    await talk.press("Falls smoothly")
    await gym.room.pass_time(0)

    first = await gym.shows(0.5, "Epoch 15 of 30: the loss falls, from 0.69 to 0.10.")
    gym.room.engine.run(gym.room.job.id, Progress(0.6, "Epoch 18 of 30", ("other.png",)))
    await gym.room.pass_time(1)

    assert gym.room.shown == first
    await gym.room.pass_time(1)
    assert "Epoch 18 of 30" in words(gym.room.shown)
    assert "Ana predicts: falls smoothly" in words(gym.room.shown)


async def test_a_right_prediction_is_told_so_with_one_sentence_why(gym: Gym) -> None:
    talk = gym.talk()
    await talk.use("train")
    await talk.press("Falls smoothly")

    talk.last = await gym.ends()

    assert talk.last.title == "The loss fell smoothly: classifier on two moons"
    assert "Right, Ana: it fell smoothly. Steps of 0.01 were small enough" in talk.words
    assert "Loss (cross-entropy, nats): 0.690 → 0.010" in talk.words
    assert "Right on new examples: 99%" in talk.words
    assert Code("/train model:classifier dataset:moons seed:0") in talk.last.blocks
    assert any(isinstance(b, Picture) and b.alt == "The end in words" for b in talk.last.blocks)


async def test_a_wrong_prediction_is_held_against_the_run_and_leads_to_the_bank(gym: Gym) -> None:
    talk = gym.talk()
    await talk.use("train", model="vae", learning_rate=1.0)
    await talk.press("Falls smoothly")

    talk.last = await gym.ends(
        outcome="blows-up", ended="not-a-number", last=None, held_out=None, epochs=1
    )

    assert "Ana predicted: falls smoothly. In truth it blew up." in talk.words
    assert "infinity or NaN (not a number)" in talk.words
    assert "→ not a number" in talk.words
    read = talk.button("Why? Read the entry").action
    assert read == CardState("exploding-gradient").action("show")


async def test_who_only_watches_is_not_judged(gym: Gym) -> None:
    talk = gym.talk()
    await talk.use("train")
    await talk.press("Just train")

    talk.last = await gym.ends()

    assert "predicted" not in talk.words
    assert "Right, Ana" not in talk.words
    assert talk.last.tone == "plain"


async def test_a_cancelled_run_keeps_its_last_picture(gym: Gym) -> None:
    talk = gym.talk()
    await talk.use("train")
    await talk.press("Bounces")
    await gym.shows(0.5, "Epoch 15 of 30: the loss falls.")

    await talk.act(Action("queue", "cancel", gym.room.job.id))
    await gym.room.pass_time(1)

    assert "Cancelled. This is how far it came:" in words(gym.room.shown)
    assert "Epoch 15 of 30" in words(gym.room.shown)


async def test_after_a_run_the_next_is_one_press_away(gym: Gym) -> None:
    talk = gym.talk()
    await talk.use("train", learning_rate=1.0, seed=3)
    await talk.press("Bounces")
    talk.last = await gym.ends(outcome="bounces")

    assert "10 × larger steps" in talk.labels
    await talk.press("10 × smaller steps")

    assert "at a learning rate of 0.1?" in talk.words


async def test_without_a_worker_it_says_so_and_shows_an_earlier_run(gym: Gym) -> None:
    gym.room.engine.worker_up = False
    talk = gym.talk()
    await talk.use("train", model="gan")

    await talk.press("Bounces")

    assert "No worker is up" in talk.words
    assert "A ready-made example, not yours" in talk.words
    assert any(isinstance(block, Picture) for block in talk.last.blocks)


async def test_an_lstm_learns_from_the_prose_that_the_bank_has_now(gym: Gym) -> None:
    talk = gym.talk()
    await talk.use("train", model="lstm")
    await talk.press("Falls smoothly")

    kept = await gym.room.blobs.get(str(gym.room.job.job.options["prose"]))

    assert kept is not None
    assert kept.content == b"To train or not to train."


async def test_what_cannot_be_trained_is_said_in_words(gym: Gym) -> None:
    talk = gym.talk()

    await talk.use("train", model="lstm", dataset="moons")

    assert "lstm learns from bank, not from moons." in talk.words


async def test_what_went_wrong_in_the_worker_is_said_with_another_try(gym: Gym) -> None:
    talk = gym.talk()
    await talk.use("train", model="vae", dataset="mnist")
    await talk.press("Just train")
    job = gym.room.job.job

    talk.last = await gym.presenter.failed(job, "The mnist images are not here.", cancelled=False)

    assert "The mnist images are not here." in talk.words
    await talk.press("Try again")
    assert "Train a variational autoencoder on MNIST" in talk.words


@pytest.mark.parametrize(
    "argument", ["", "vae", "x/" * 11 + "x", "vae/moons/1/1/adam/1/1/2/1/relu/8/0"]
)
async def test_a_forged_button_trains_nothing(gym: Gym, argument: str) -> None:
    talk = gym.talk()

    for verb in (*VERBS, "watch", "open"):
        await talk.as_(BEN).act(Action("train", verb, argument))

    assert not gym.room.engine.jobs


def test_the_longest_options_fit_on_every_button() -> None:
    longest = TrainOptions(
        dataset="fashion-mnist",
        epochs=100,
        learning_rate=0.000123,
        batch=256,
        latent=64,
        width=256,
        layers=12,
        activation="sigmoid",
        examples=20_000,
        seed=2**31 - 1,
    )

    assert [Action("train", verb, encode(longest)) for verb in (*VERBS, "watch", "open")]


def test_every_model_and_every_data_set_has_a_name_for_people() -> None:
    assert MODELS.keys() == ABOUT.keys() == LEARNS.keys()
    assert DATA.keys() == {dataset for known in LEARNS.values() for dataset in known}


def lesson(outcome: Outcome, figures: Mapping[str, Json], **options: object) -> Lesson:
    asked = TrainOptions.model_validate(options)
    taught = lesson_of(asked, {**FELL, "outcome": outcome, **figures})
    assert taught.entry in BANK
    return taught


@pytest.mark.parametrize(
    ("outcome", "figures", "options", "why"),
    [
        ("blows-up", {"ended": "not-a-number"}, {"model": "vae"}, "overshot further"),
        ("blows-up", {}, {"learning_rate": 3}, "Steps of 3 overshoot"),
        ("blows-up", {"overfits": True}, {}, "overshoot"),
        ("blows-up", {}, {"model": "gan"}, "one of the two networks"),
        ("stays", {"gradient_ratio": 1e-6}, {"layers": 8}, "1,000,000 times smaller"),
        ("stays", {"gradient_ratio": 0.0}, {"learning_rate": 1}, "shows no way out"),
        ("stays", {}, {"learning_rate": 1e-6}, "too small to get anywhere"),
        ("stays", {"gradient_ratio": None}, {"width": 2, "layers": 12}, "no way down"),
        ("bounces", {}, {"model": "gan"}, "a GAN's way"),
        ("bounces", {}, {"learning_rate": 1}, "jump across the valley"),
        ("bounces", {}, {}, "a few examples"),
        ("falls", {"overfits": True}, {}, "by heart"),
        ("falls", {"covered": 0.2}, {"model": "gan"}, "look at the picture"),
        ("falls", {"still_falling": True}, {"learning_rate": 1e-4}, "still falling"),
        ("falls", {}, {"optimiser": "sgd", "learning_rate": 0.1}, "large enough to get to"),
    ],
)
def test_a_run_teaches_what_was_measured_in_it(
    outcome: Outcome, figures: Mapping[str, Json], options: dict[str, object], why: str
) -> None:
    assert why.lower() in lesson(outcome, figures, **options).why.lower()


def test_every_model_has_an_entry_in_the_bank() -> None:
    assert all(entry in BANK for entry in ABOUT.values())


def test_a_run_that_was_stopped_after_its_minute_says_so() -> None:
    figures = {**FELL, "ended": "out-of-time", "epochs": 12}

    card = finished_card(Asked(TrainOptions(), None, "Ana"), Result("", {}, "words", (), figures))

    assert "Its minute was over in epoch 12 of 30." in words(card)
