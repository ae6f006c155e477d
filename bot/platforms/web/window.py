"""The messages that one tab shows of a room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.platforms.web.drawing import message_data
from bot.platforms.web.elements import Said, Thread
from bot.platforms.web.room import Room
from bot.platforms.web.transcript import Message

PAGE = 40
"""Messages drawn when a channel opens, and added by "Show earlier messages"."""
MOST = 200
"""Messages drawn at once, which keeps the browser and our memory of the page light."""


class Window:
    """Draws a room for one person: its last messages, then whatever comes."""

    def __init__(self, thread: Thread, attend: Callable[[Said], None]) -> None:
        """`attend` is called with each new message, to listen to its buttons."""
        self._thread, self._attend = thread, attend
        self._drawn: dict[str, Said] = {}
        self._room: Room | None = None
        self._viewer = ""

    async def look_at(self, room: Room, viewer: str) -> None:
        """Show this room to the person with this id, instead of the room before."""
        self.leave()
        self._room, self._viewer = room, viewer
        self._thread.tell(loading=True)
        self._thread.clear()
        self._drawn.clear()
        for message in self._visible()[-PAGE:]:
            self.show(message)
            await asyncio.sleep(0)  # one at a time, so that others are served in between
            if self._room is not room:  # closed meanwhile
                return
        for message in self._visible()[-PAGE:]:  # what came or changed in between
            self.show(message)
        room.views.add(self)
        self._thread.tell(loading=False, place=room.place.channel, more=bool(self._earlier()))

    def leave(self) -> None:
        """Look at no room any more."""
        if self._room:
            self._room.views.discard(self)
        self._room = None

    def show(self, message: Message) -> None:
        """Draw a message at the end, or anew where it stands; not one from before those drawn."""
        if not message.seen_by(self._viewer):
            return self.hide(message.id)
        said = self._drawn.get(message.id)
        if said is not None:
            return self._draw(said, message)
        if not any(message is earlier for earlier in self._earlier()):
            self._add(message)
            self._drop_oldest()
        return None

    def hide(self, message_id: str) -> None:
        """Take a message away."""
        if said := self._drawn.pop(message_id, None):
            said.delete()

    def show_earlier(self) -> None:
        """Draw the messages before those that are drawn."""
        for message in reversed(self._earlier()[-PAGE:]):
            self._add(message).move(self._thread, target_index=0)
        self._thread.tell(more=bool(self._earlier()))

    def _visible(self) -> list[Message]:
        everything = self._room.transcript if self._room else ()
        return [message for message in everything if message.seen_by(self._viewer)]

    def _earlier(self) -> list[Message]:
        """What comes before the first message that is drawn."""
        visible = self._visible()
        first = next((n for n, one in enumerate(visible) if one.id in self._drawn), 0)
        return visible[:first]

    def _add(self, message: Message) -> Said:
        with self._thread:
            said = Said(message)
        self._drawn[message.id] = said
        self._attend(said)
        self._draw(said, message)
        return said

    def _draw(self, said: Said, message: Message) -> None:
        said.message = message
        said.tell(message=message_data(message, self._viewer))

    def _drop_oldest(self) -> None:
        if len(self._drawn) > MOST:
            self.hide(next(one.id for one in self._visible() if one.id in self._drawn))
            self._thread.tell(more=True)
