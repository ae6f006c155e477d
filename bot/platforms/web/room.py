"""A place and everyone who is looking at it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from weakref import WeakValueDictionary

from bot.chat.event import Place
from bot.platforms.web.channels import COMMUNITY, PLATFORM
from bot.platforms.web.transcript import Message, Transcript


class View(Protocol):
    """A browser tab that shows a place."""

    def show(self, message: Message) -> None:
        """Draw a message, or draw it anew where it stands; pass over what is not for this person."""
        ...

    def hide(self, message_id: str) -> None:
        """Take a message away."""
        ...


class Room:
    """What is said in a place appears in all its views at once."""

    def __init__(self, place: Place, transcript: Transcript) -> None:
        self.place, self.transcript = place, transcript
        self.views: set[View] = set()

    def put(self, message: Message) -> None:
        """Add or change a message, for everyone who may see it."""
        self.transcript.put(message)
        for view in tuple(self.views):
            view.show(message)

    def remove(self, message_id: str) -> None:
        """Take a message away, for everyone."""
        self.transcript.remove(message_id)
        for view in tuple(self.views):
            view.hide(message_id)


class Rooms:
    """Every place somebody is looking at or talking in; each is read from disk when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: WeakValueDictionary[str, Room] = WeakValueDictionary()
        self._opening: dict[str, asyncio.Task[Room]] = {}

    async def open(self, place: Place) -> Room:
        """The room of a place, the same for all; its transcript is read off the event loop."""
        name = place.channel
        if room := self._open.get(name):
            return room
        if name not in self._opening:
            self._opening[name] = asyncio.create_task(asyncio.to_thread(self._load, place))
        opening = self._opening[name]
        try:
            self._open[name] = room = await asyncio.shield(opening)
        finally:
            if opening.done():
                self._opening.pop(name, None)
        return room

    async def kept(self) -> Sequence[Room]:
        """Every room of which something is kept."""
        files = await asyncio.to_thread(lambda: sorted(self._folder.glob("*.jsonl")))
        return [await self.open(Place(PLATFORM, COMMUNITY, file.stem)) for file in files]

    def _load(self, place: Place) -> Room:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Room(place, Transcript.load(self._folder / f"{place.channel}.jsonl"))
