"""The parts of the page; each is a Vue component that draws from plain data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.platforms.web.transcript import Message

ASSETS = Path(__file__).parent / "assets"

Payload = Mapping[str, object]
"""What the browser sent with an event, unchecked."""
Heard = Callable[[Payload], Awaitable[None] | None]


class Part(Element):
    """An element whose properties are data and whose events carry data."""

    def tell(self, **data: object) -> None:
        """Change properties; the browser draws what differs. Without effect once the tab is closed."""
        if not self.is_deleted:
            self._props.update(data)
            self.update()

    def hear(self, event: str, heard: Heard) -> None:
        """Call when the component emits the event."""

        def unpack(sent: GenericEventArguments) -> Awaitable[None] | None:
            return heard(sent.args if isinstance(sent.args, dict) else {})

        self.on(event, unpack)


class Shell(Part, component=ASSETS / "shell.js"):
    """Channel list, header and settings around the conversation."""


class Thread(Part, component=ASSETS / "thread.js"):
    """The messages, which scroll; or, while there are none, what to try."""


class Said(Part, component=ASSETS / "said.js"):
    """One message: what a person wrote, or the bot's card."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message


class Composer(Part, component=ASSETS / "composer.js"):
    """Where people write; completes commands and their options."""


class FormDialog(Part, component=ASSETS / "form_dialog.js"):
    """The questions that a button asks."""
