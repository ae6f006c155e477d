"""Every kind of card, as the features themselves make it, with its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from bot.bootstrap import open_application
from bot.chat.event import Action
from bot.chat.feature import Form
from bot.chat.platform import Conversation
from bot.chat.reply import File, Picture, Reply
from bot.connecting import Parts
from bot.features.quiz.quiz import Chance, Quiz, QuizStores
from bot.features.welcome import welcome
from bot.settings import Settings
from bot.storage.learners import SqlLearners
from bot.storage.upgrading import upgrade
from generators.blobs import Blob, BlobStore
from generators.engine import Progress, Result
from generators.live.options import TrainOptions, as_command
from tests.bot.features.dailies import opened
from tests.bot.features.generating import Room, image_result, room, text_result
from tests.bot.features.people import called, town
from tests.bot.features.quizzing import channel_question, laid
from tests.bot.features.test_train import FELL, Gym
from tests.fakes import MemoryBlobs
from tests.journeys.playground import ROOT, data_folder
from tests.talk import ANA, BEN, DIRECT, Talk

TOLD = (
    *("help", "about", "home", "queue", "link", "streak"),
    *("settings show", "privacy export", "privacy forget"),
)
WROTE = "What is the difference between a bias and a variance of a model? It is the mean"


@dataclass
class Album:
    """Cards by their names, and their pictures and files by their keys."""

    cards: dict[str, Reply | Form] = field(default_factory=dict)
    files: dict[str, Blob] = field(default_factory=dict)

    async def add(self, name: str, card: Reply | Form | None, blobs: BlobStore) -> None:
        assert card, name
        self.cards[name] = card
        for block in card.blocks if isinstance(card, Reply) else ():
            if isinstance(block, Picture | File) and (blob := await blobs.get(block.key)):
                self.files[block.key] = blob


async def album(folder: Path) -> Album:
    """All of them; `folder` is empty and takes what the bot keeps."""
    made = Album()
    for part in ("data", "quiz", "room", "town", "days"):
        (folder / part).mkdir()
    await _conversation(made, folder / "data")
    await _quiz(made, folder / "quiz")
    await _ranked(made, folder / "town")
    await _daily(made, folder / "days" / "daily.db")
    async for here in room(folder / "room"):
        await _generated(made, here)
    return made


async def _conversation(made: Album, folder: Path) -> None:
    """What is said to a person alone."""
    taken: list[Parts] = []

    def take(_: Settings, parts: Parts, __: Any) -> Sequence[Any]:
        taken.append(parts)
        return []

    settings = Settings(_env_file=None, BACKPREP_DATA=data_folder(folder))
    async with open_application(settings, lambda _: None, take) as application:
        blobs = taken[0].blobs
        await _asked(made, application.conversation, blobs)
        talk = Talk(application.conversation, where=DIRECT)
        for command in TOLD:
            await made.add(command, await talk.use(command), blobs)
        await made.add("help for a command", await talk.use("help", command="train"), blobs)
        await made.add("queue is empty", await talk.use("queue"), blobs)
        await made.add("generate", await talk.use("generate text", prompt="The"), blobs)
        await made.add("no such thing", await talk.act(Action("old", "button")), blobs)
        await made.add("welcome", welcome(), blobs)


async def _asked(made: Album, conversation: Conversation, blobs: BlobStore) -> None:
    talk = Talk(conversation, where=DIRECT)
    await made.add("ask", await talk.use("ask", question="how does dropout work"), blobs)
    await made.add("entry", await talk.press("More"), blobs)
    if "Show all" in talk.labels:
        await made.add("entry whole", await talk.press("Show all"), blobs)
    await talk.press("Not helpful")
    await made.add("form", talk.form, blobs)
    for name, question in (
        ("ask unsure", "dropout or batch norm"),
        ("ask in vain", "how do I bake sourdough bread"),
        ("ask formulas", "what is the evidence lower bound"),
        ("ask code", "what does zero_grad do"),
    ):
        await made.add(name, await talk.use("ask", question=question), blobs)
        if "More" in talk.labels and name != "ask unsure":
            await made.add(f"{name} more", await talk.press("More"), blobs)


async def _quiz(made: Album, folder: Path) -> None:
    blobs, numbers = MemoryBlobs(), count()
    async with laid(folder) as table:
        stores = QuizStores(table.quizzes, SqlLearners(table.database), blobs)
        chance = Chance(Random(7), lambda: f"round{next(numbers)}")
        table.feature = Quiz(table.bank, stores, table.poster, table.clock, chance)
        for kind in ("choice", "true_false", "numeric", "cloze", "order"):
            talk = table.talk()
            await made.add(f"quiz {kind}", await talk.use("quiz", kind=kind, count=1), blobs)
            first = talk.labels[0]
            await talk.press(first)
            if talk.form:
                await made.add(f"quiz {kind} form", talk.form, blobs)
                values = {
                    f.name: f.choices[0].value if f.choices else "3" for f in talk.form.fields
                }
                await talk.fill(**values)
            await made.add(f"quiz {kind} verdict", talk.last, blobs)
            if "Score" in talk.labels:
                await made.add(f"quiz {kind} score", await talk.press("Score"), blobs)
        host = await channel_question(table)
        await made.add("quiz in a channel", host.last, blobs)
        for person, label in ((host, "A"), (host.as_(BEN), "B")):
            await person.press(label)
        await table.pass_time(31)
        for number, reply in enumerate(table.poster.messages.values()):
            await made.add(f"quiz in a channel {number}", reply, blobs)


async def _ranked(made: Album, folder: Path) -> None:
    async with town(folder) as here:
        here.now -= timedelta(hours=1)
        for name, credit in (("Cy", 0.5), ("Ben", 1), ("Ana", 1), ("Di", 0.25)):
            await here.answer(called(name), credit)
        here.now += timedelta(hours=1)
        board = await here.talk().use("leaderboard")
        await made.add("leaderboard in a channel", board, MemoryBlobs())


async def _daily(made: Album, file: Path) -> None:
    upgrade(f"sqlite:///{file}")
    async with opened(file) as days:
        host = await days.set_up(close=2, topics="training")
        await made.add("daily setup", host.last, days.blobs)
        await made.add("daily preview", await host.press("Preview"), days.blobs)
        await made.add("daily list", await host.use("daily list"), days.blobs)
        await days.until(datetime(2026, 1, 5, 8, 1, tzinfo=UTC))
        [host.last] = days.platform.shown("general")
        await made.add("daily post", host.last, days.blobs)
        for number, who in enumerate((ANA, BEN)):
            guest = host.as_(who)
            await guest.act(guest.buttons()[number].action)
            await made.add("daily answer", guest.last, days.blobs)
        await days.until(datetime(2026, 1, 5, 10, 1, tzinfo=UTC))
        await made.add("daily outcome", days.platform.shown("general")[0], days.blobs)


async def _generated(made: Album, room: Room) -> None:
    blobs = room.blobs
    talk = room.talk()
    await made.add("generate text asked", await talk.use("generate text", prompt="What"), blobs)
    await made.add("queue with a job", await talk.use("queue"), blobs)
    await made.add("generate text made", await room.made(text_result(room.job, WROTE)), blobs)
    picture = (ROOT / "generators/weights/gan-fashion-mnist.png").read_bytes()
    await talk.use("generate image", model="gan")
    key = await blobs.put(picture, "image/png")
    await made.add("generate image made", await room.made(image_result(room.job, key)), blobs)
    talk = Gym(room).talk()
    await made.add("train", await talk.use("train", model="vae", learning_rate=0.01), blobs)
    await made.add("train started", await talk.press("Falls smoothly"), blobs)
    curve = await blobs.put((ROOT / "generators/live/example-vae.png").read_bytes(), "image/png")
    room.engine.run(room.job.id, Progress(0.4, "Epoch 12 of 30", (curve,)))
    await room.pass_time(2)
    await made.add("train under way", room.shown, blobs)
    options = TrainOptions.model_validate(room.job.job.options["options"])
    result = Result(as_command(options), {}, "The loss falls from 0.69 to 0.01.", (curve,), FELL)
    await made.add("train done", await room.made(result), blobs)
