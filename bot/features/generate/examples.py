"""What was made earlier, to be shown, marked as such, where no worker is up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import generators
from bot.chat.reply import Picture
from generators.blobs import BlobStore
from generators.engine import Json

SHIPPED = Path(generators.__file__).parent / "weights"
"""Pictures that were drawn when the weights were made, nothing picked."""


class Examples:
    """Shipped pictures, put into the blob store when they are wanted."""

    def __init__(self, blobs: BlobStore, folder: Path = SHIPPED) -> None:
        self._blobs, self._folder = blobs, folder

    async def of(self, kind: str, options: Mapping[str, Json]) -> Picture | None:
        """The example for a kind of job with these options; None where there is none."""
        name, alt = _example(kind, options)
        path = self._folder / name
        if not name or not await asyncio.to_thread(path.is_file):
            return None
        content = await asyncio.to_thread(path.read_bytes)
        media = "image/gif" if path.suffix == ".gif" else "image/png"
        return Picture(await self._blobs.put(content, media), alt)


def _example(kind: str, options: Mapping[str, Json]) -> tuple[str, str]:
    model, dataset = options.get("model", "gan"), options.get("dataset", "fashion-mnist")
    network = "GAN" if model == "gan" else "VAE"
    match kind:
        case "text":
            return f"{options.get('weights', 'lstm')}.png", "Texts that the LSTM wrote earlier"
        case "image":
            return (
                f"{model}-{dataset}.png",
                f"Images that the {network} drew earlier, a row a class",
            )
        case "film":
            return f"{model}-{dataset}.gif", f"A walk through the {network}'s images, made earlier"
        case "map":
            kind_of_map = "truncation" if model == "gan" else "map"
            return (
                f"{model}-{dataset}-{kind_of_map}.png",
                f"The {network}'s latent space, drawn earlier",
            )
        case _:
            return "", ""
