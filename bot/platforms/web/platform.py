"""The web playground: a chat with the bot in a browser, without an account."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from starlette.types import ASGIApp

from bot.arriving import Arriving
from bot.chat.errors import NotAllowedError, PlatformOffError
from bot.chat.event import Person, Place
from bot.chat.platform import Conversation, MessageRef
from bot.chat.reply import Reply
from bot.clock import Clock
from bot.platforms.web.beside import Beside
from bot.platforms.web.channels import (
    DIRECT,
    PLATFORM,
    SANDBOX,
    is_sandbox,
    knows,
    place,
    resolved,
    title,
)
from bot.platforms.web.guard import Guard, Hosts, is_loopback
from bot.platforms.web.hardening import Hardening
from bot.platforms.web.login import Login, Sessions, secret_key
from bot.platforms.web.page import application
from bot.platforms.web.room import Rooms
from bot.platforms.web.sandbox import Sandboxes
from bot.platforms.web.server import Server, address, bind
from bot.platforms.web.tab import Desk
from bot.platforms.web.talks import Talks
from bot.platforms.web.transcript import Message
from generators.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How the playground is set up."""

    data: Path
    """Folder for what was said."""
    host: str = "127.0.0.1"
    port: int | None = None
    """None for 8080 or the next port that is free."""
    password: str | None = field(default=None, repr=False)
    names: Sequence[str] = ()
    """Names besides `host` under which it is opened, such as that of a proxy in front."""
    renderers: Mapping[str, Callable[[Reply], object]] = field(default_factory=dict)
    """What the JSON of a card is shown for, by platform."""
    examples: Sequence[str] = ()
    """Questions to try, for those who see the page for the first time."""
    beside: Mapping[str, ASGIApp] = field(default_factory=dict)
    """Other applications on the same server, by how their paths begin; the playground's guard is not theirs."""
    sandboxes: Sandboxes | None = None
    """None where nobody gets one."""


class WebChat:
    """The playground as a chat platform."""

    name = PLATFORM
    keeps = "messages"

    def __init__(
        self, options: WebOptions, blobs: BlobStore, clock: Clock, say: Callable[[str], None]
    ) -> None:
        """`say` is told the address as soon as it can be opened."""
        self._options, self._blobs, self._clock, self._say = options, blobs, clock, say
        self._folder = options.data / "web"
        self._rooms, self._arriving = Rooms(self._folder), Arriving()

    async def run(self, conversation: Conversation) -> None:
        """Serve until cancelled, then close open tabs within seconds.

        Raises:
            PlatformOffError: others could reach it without a password, or the port is taken.
        """
        options = self._options
        if not is_loopback(options.host) and not options.password:
            raise PlatformOffError(
                f"WEB_HOST={options.host} lets others reach the playground. Set WEB_PASSWORD as well, "
                "or leave WEB_HOST out to keep it on this machine."
            )
        with bind(options.host, options.port) as listener:
            port = listener.getsockname()[1]
            server = Server(self._application(conversation, port))
            await server.run_until_cancelled(
                listener, lambda: self._say(f"Backprep is ready: {address(options.host, port)}")
            )

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        """Post a reply; one that is there with this key is left as it is.

        Raises:
            NotAllowedError: the playground has no such channel.
        """
        where = resolved(where)
        for missing in await self.preflight(where):
            raise NotAllowedError(missing)
        room = await self._rooms.open(where)
        known = room.transcript.find(key)
        message_id = known.id if known else hashlib.sha256(key.encode()).hexdigest()[:32]
        if not known:
            room.put(Message(id=message_id, sent=self._time(where), reply=reply, key=key))
        return MessageRef(where, message_id)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replace a message, which may be named by the `answer_id` of an event; one that is gone is left gone.

        Raises:
            NotYetError: the answer was not given yet.
        """
        self._arriving.check(message.id)
        room = await self._rooms.open(message.where)
        if known := room.transcript.answering(message.id):
            room.put(replace(known, reply=reply))

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """The message that was sent with this key."""
        where = resolved(where)
        room = await self._rooms.open(where)
        known = room.transcript.find(key)
        return MessageRef(where, known.id) if known else None

    async def kept_of(self, person: Person) -> Sequence[Mapping[str, object]]:
        """Everything a person wrote that is still in a transcript."""
        if person.platform != self.name:
            return []
        return [
            {"where": room.place.channel, "when": one.sent.isoformat(), "text": one.text}
            for room in await self._rooms.kept()
            for one in room.transcript
            if one.author == person.id
        ]

    async def forget(self, person: Person) -> int:
        """Delete what a person wrote, what only they could see, and what was said to them alone."""
        if person.platform != self.name:
            return 0
        sandboxes = self._options.sandboxes
        gone = int(await sandboxes.forget(person)) if sandboxes else 0
        for room in await self._rooms.kept():
            own = {place(DIRECT, person).channel, place(SANDBOX, person).channel}
            alone = room.place.channel in own
            for one in room.transcript:
                if alone or person.id in (one.author, one.only):
                    room.remove(one.id)
                    gone += 1
                elif one.cause.startswith(f"{person.name} "):
                    room.put(replace(one, cause=""))
        return gone

    async def preflight(self, where: Place) -> Sequence[str]:
        """Anything can be posted in every channel of the list."""
        return () if knows(where) else (f"The playground has no channel “{where.channel}”.",)

    async def name_of(self, where: Place) -> str:
        """The name of a channel in the list."""
        return title(where)

    def _time(self, where: Place) -> datetime:
        """What time it is there."""
        clock: Clock | None = None
        if self._options.sandboxes and is_sandbox(where):
            clock = self._options.sandboxes.clock(where.community.removeprefix(f"{SANDBOX}-"))
        return (clock or self._clock)()

    def _application(self, conversation: Conversation, port: int) -> ASGIApp:
        """From the outside in: who may speak to us, what browsers may do, who knows the password."""
        options = self._options
        talks = Talks(conversation, self._clock, self._arriving, options.sandboxes, self)
        desk = Desk(talks, self._rooms, options.renderers, options.examples)
        app: ASGIApp = application(desk, self._blobs)
        if options.password:
            sessions = Sessions(options.password, secret_key(self._folder), self._clock)
            app = Login(app, sessions, self._clock)
        guarded = Guard(Hardening(app), Hosts(options.host, port, options.names))
        return Beside(guarded, options.beside)
