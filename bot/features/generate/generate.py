"""/generate: what can be asked for, and where each button leads."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from pydantic import BaseModel, ValidationError

from bot.chat.errors import ChatError, StaleError
from bot.chat.event import Action, ActionChosen, CommandUsed, Event, OptionValue
from bot.chat.feature import Command, Feature
from bot.chat.reply import Button, Reply
from bot.features.generate.again import NAMES
from bot.features.generate.examples import Examples
from bot.features.generate.image import film_card, image_card, map_card, variations_card
from bot.features.generate.options import IMAGE, TEXT, request_name
from bot.features.generate.presenting import Presented
from bot.features.generate.real_or_fake import RealOrFake, sheet_card
from bot.features.generate.text import HOTTER, choice_card, text_card, warmed
from bot.features.ordering import AGAIN, Ordering
from generators import requests
from generators.data import CLASSES
from generators.demos import requests as demos
from generators.engine import Json
from knowledge.question import Question

REQUESTS: Mapping[str, type[BaseModel]] = {**requests.REQUESTS, **demos.REQUESTS}
DEMOS: Mapping[str, tuple[str, Mapping[str, Json]]] = {
    "lstm": ("generate_text", {"prompt": "What is", "weights": "lstm-bank"}),
    "gan": ("generate_image", {"model": "gan"}),
    "vae": ("generate_image", {"model": "vae", "dataset": "mnist"}),
}
"""What "See it run" makes, by the demo that an entry names."""


class Generate:
    """Orders what people ask for; what is under way is told by `deliveries`."""

    def __init__(self, ordering: Ordering, examples: Examples, rng: Random) -> None:
        self._ordering, self._rng = ordering, rng
        self.game = RealOrFake(ordering)
        self.presenters = presenters(examples)

    async def text(self, event: CommandUsed) -> Reply:
        """Handle /generate text."""
        return await self._order(event, "generate_text", self._options(event.options))

    async def image(self, event: CommandUsed) -> Reply:
        """Handle /generate image; a class alone says which data set is meant."""
        options = self._options(event.options)
        label = options.get("label")
        if label and "dataset" not in options:
            options["dataset"] = next(name for name, known in CLASSES.items() if label in known)
        return await self._order(event, "generate_image", options)

    async def demo(self, event: ActionChosen) -> Reply:
        """Handle "See it run" on an entry's card."""
        if event.action.argument not in DEMOS:
            raise StaleError("Please ask again with /ask.")
        kind, options = DEMOS[event.action.argument]
        return await self._order(event, kind, {**options, "seed": self._seed()})

    async def again(self, event: ActionChosen) -> Reply:
        """The same with another seed."""
        return await self._after(event, {"seed": self._seed()})

    async def retry(self, event: ActionChosen) -> Reply:
        """Exactly the same, after it was cancelled or went wrong."""
        return await self._after(event, {})

    async def hotter(self, event: ActionChosen) -> Reply:
        """The same seed at a higher temperature."""
        return await self._warmer(event, HOTTER)

    async def colder(self, event: ActionChosen) -> Reply:
        """The same seed at a lower temperature."""
        return await self._warmer(event, 1 / HOTTER)

    async def choice(self, event: ActionChosen) -> Reply:
        """Handle "How it chose" under a text."""
        await self._options_of(event, "generate_text")
        result = await self._ordering.result(event.action.argument)
        options = {**result.settings, "written": result.text}
        return await self._order(event, "next_character", options)

    async def vary(self, event: ActionChosen) -> Reply:
        """Handle "Vary" under images, or under other variations of them."""
        options = await self._options_of(event, "generate_image", "vary")
        return await self._order(event, "vary", {**options, "towards": self._seed()})

    async def film(self, event: ActionChosen) -> Reply:
        """Handle "Interpolate" under images."""
        options = await self._options_of(event, "generate_image")
        kept = {name: options[name] for name in ("model", "dataset", "seed") if name in options}
        label = options.get("label", "")
        return await self._order(event, "interpolate", {**kept, "start": label, "end": label})

    async def map(self, event: ActionChosen) -> Reply:
        """Handle "Latent map" under images."""
        options = await self._options_of(event, "generate_image")
        names = ("model", "dataset", "seed", "label")
        kept = {name: options[name] for name in names if name in options}
        return await self._order(event, "latent_map", kept)

    async def play(self, event: ActionChosen) -> Reply:
        """Handle "Real or fake?"."""
        return await self._order(event, "real_or_fake", {"seed": self._seed()})

    async def _warmer(self, event: ActionChosen, by: float) -> Reply:
        options = await self._options_of(event, "generate_text")
        temperature = warmed(float(str(options["temperature"])), by)
        return await self._after(event, {"temperature": temperature})

    async def _after(self, event: ActionChosen, change: Mapping[str, Json]) -> Reply:
        """Another job like the one of a button."""
        job = (await self._ordering.status(event.action.argument)).job
        if job.kind not in REQUESTS:
            raise StaleError(AGAIN)
        return await self._order(event, job.kind, {**job.options, **change})

    async def _options_of(self, event: ActionChosen, *kinds: str) -> Mapping[str, Json]:
        """With which options the job of a button was asked for.

        Raises:
            StaleError: it is not kept, or of another kind.
        """
        job = (await self._ordering.status(event.action.argument)).job
        if job.kind not in kinds:
            raise StaleError(AGAIN)
        return job.options

    async def _order(self, event: Event, kind: str, options: Mapping[str, Json]) -> Reply:
        checked = _checked(REQUESTS[kind], options)
        status = await self._ordering.order(event, kind, checked)
        return await self.presenters[kind].underway(status, None)

    def _options(self, given: Mapping[str, OptionValue]) -> dict[str, Json]:
        """What was given, by the worker's names, with a seed in any case."""
        named: dict[str, Json] = {request_name(name): value for name, value in given.items()}
        return {"seed": self._seed(), **named}

    def _seed(self) -> int:
        return self._rng.getrandbits(31)


def _checked(request: type[BaseModel], options: Mapping[str, Json]) -> dict[str, Json]:
    """Every option of a request, defaults included.

    Raises:
        ChatError: they do not fit together.
    """
    known = {name: value for name, value in options.items() if name in request.model_fields}
    try:
        return request.model_validate(known).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = f"{NAMES.get(str(first['loc'][0]), first['loc'][0])}: " if first["loc"] else ""
        words = str(first["msg"]).removeprefix("Value error, ")
        raise ChatError(f"{where}{words}.") from error


def presenters(examples: Examples) -> dict[str, Presented]:
    """How each kind of job looks, for `deliveries`."""
    return {
        "generate_text": Presented("Writing", text_card, examples, "text"),
        "generate_image": Presented("Drawing", image_card, examples, "image"),
        "next_character": Presented("How it chose", choice_card, examples),
        "vary": Presented("Variations", variations_card, examples),
        "interpolate": Presented("Interpolation", film_card, examples, "film"),
        "latent_map": Presented("Latent map", map_card, examples, "map"),
        "real_or_fake": Presented("Real or fake?", sheet_card, examples),
    }


def generate(feature: Generate) -> Feature:
    """Declare the feature."""
    commands = (
        Command(
            "generate text",
            "A small network writes while you watch",
            feature.text,
            TEXT,
            "everyone",
        ),
        Command(
            "generate image", "A GAN or VAE draws while you watch", feature.image, IMAGE, "everyone"
        ),
    )
    actions = {
        "again": feature.again,
        "retry": feature.retry,
        "hotter": feature.hotter,
        "colder": feature.colder,
        "choice": feature.choice,
        "vary": feature.vary,
        "film": feature.film,
        "map": feature.map,
        "play": feature.play,
        "guess": feature.game.guess,
        "demo": feature.demo,
    }
    return Feature("generate", commands, actions)


def demo_button(entry: Question) -> Button | None:
    """ "See it run" for the card of an entry that names a demo."""
    if entry.demo is None or entry.demo not in DEMOS:
        return None
    return Button("See it run", Action("generate", "demo", entry.demo))
