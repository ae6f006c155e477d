"""/generate image: a GAN or a VAE draws; its images, their neighbours, the way between two, and a map."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.event import Action
from bot.chat.reply import Button, Buttons, Code, Facts, Picture, Reply, Text
from bot.features.entry_card import CardState
from bot.features.generate.again import command, image_facts
from bot.features.generate.presenting import act
from generators.engine import Job, Json, Result

ENTRIES = {"gan": "gan", "vae": "vae-image-generation"}
"""Entries of the bank that explain, by model."""
_FULL = {"gan": "a GAN", "vae": "a VAE"}


def image_card(job: Job, result: Result) -> Reply:
    """The images, with what they were drawn, and how to get them again."""
    settings = result.settings
    alt = f"{settings['count']} images by {_maker(settings)}"
    if settings["label"]:
        alt += f", class {settings['label']}"
    blocks = (
        Picture(result.blobs[0], alt),
        Facts(tuple(image_facts(settings))),
        Text("The same again:"),
        Code(command("generate_image", settings)),
        Buttons(
            (
                Button("Again", act("again", job), "primary"),
                Button("Vary", act("vary", job)),
                Button("Interpolate", act("film", job)),
                Button("Latent map", act("map", job)),
            )
        ),
        Buttons((_play(), _explain(settings))),
    )
    return Reply(f"Drawn by {_maker(settings)}", blocks)


def variations_card(job: Job, result: Result) -> Reply:
    """Images with their neighbours."""
    settings = result.settings
    words = (
        "Left: an image as it was. Beside it: the same noise with a little of another one mixed in."
    )
    buttons = (Button("Vary", act("vary", job)), _play(), _explain(settings))
    picture = Picture(result.blobs[0], f"Images by {_maker(settings)}, each with four variations")
    return Reply("Variations", (Text(words), picture, _facts(settings), Buttons(buttons)))


def film_card(job: Job, result: Result) -> Reply:
    """The way from one image to another."""
    settings = result.settings
    words = (
        "From one noise to another along an arc, and back: "
        "every image on the way is one the model could have drawn."
    )
    buttons = (Button("Another way", act("again", job)), _play(), _explain(settings))
    picture = Picture(
        result.blobs[0], f"An animation of one image by {_maker(settings)} turning into another"
    )
    return Reply("Interpolation", (Text(words), picture, _facts(settings), Buttons(buttons)))


def map_card(_: Job, result: Result) -> Reply:
    """What lies where in latent space."""
    settings = result.settings
    if result.figures["shown"] == "map":
        words = "Images of the VAE, each where its latent lies; classes have colours, and neighbours look alike."
        alt = "A map of the VAE's latent space: images in groups by class"
        entry = "autoencoder"
    else:
        words = (
            f"A plane through the GAN's noise, class {result.figures['class']}: "
            "each step to the side changes the image a little. A GAN has no encoder, so this is cut, not sorted."
        )
        alt = "A grid of GAN images that change little from one to the next"
        entry = ENTRIES["gan"]
    explain = Buttons((Button("Explain", CardState(entry).action("show")),))
    return Reply(
        "Latent map", (Text(words), Picture(result.blobs[0], alt), _facts(settings), explain)
    )


def _facts(settings: Mapping[str, Json]) -> Facts:
    return Facts(tuple(image_facts(settings)))


def _maker(settings: Mapping[str, Json]) -> str:
    return _FULL[str(settings["model"])]


def _play() -> Button:
    return Button("Real or fake?", Action("generate", "play"))


def _explain(settings: Mapping[str, Json]) -> Button:
    return Button("Explain", CardState(ENTRIES[str(settings["model"])]).action("show"))
