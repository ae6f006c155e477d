"""Slack as a chat platform."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from bot.back_off import BackOff
from bot.chat.errors import ChatError, PlatformOffError
from bot.chat.event import Person, Place
from bot.chat.platform import Conversation, MessageRef
from bot.chat.reply import Reply
from bot.platforms.slack.changing import Changing
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.complaints import Complaints
from bot.platforms.slack.connection import Connection, Welcome
from bot.platforms.slack.desk import Desk
from bot.platforms.slack.door import Door
from bot.platforms.slack.errors import REFUSED, UNREACHABLE, off
from bot.platforms.slack.files import Files
from bot.platforms.slack.installing import Installed, Installing
from bot.platforms.slack.origin import PLATFORM, AnswerId
from bot.platforms.slack.outbox import Outbox
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.parse import community
from bot.platforms.slack.passing import Passing
from bot.platforms.slack.people import People
from bot.platforms.slack.posting import Posting
from bot.platforms.slack.receiving import Receiving
from bot.platforms.slack.response_urls import ResponseUrls
from bot.platforms.slack.sockets import Sockets
from bot.platforms.slack.workspaces import Workspaces
from bot.rates import Rates
from bot.storage.ports import SettingsStore
from generators.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class _Opened:
    """What there is while it runs."""

    people: People
    posting: Posting
    changing: Changing


class SlackChat:
    """Fills in `ChatPlatform` with Bolt."""

    name = PLATFORM

    def __init__(
        self,
        connection: Connection,
        settings: SettingsStore,
        blobs: BlobStore,
        welcome: Welcome,
        say: Callable[[str], None],
    ) -> None:
        self.door = Door()
        """An ASGI application for everything under /slack/."""
        self._connection, self._settings, self._blobs = connection, settings, blobs
        self._welcome, self._say = welcome, say
        self._clients = Clients(connection.api_base, self._token_of)
        self._complaints = Complaints(self._clients, self._installer_of, connection.clock, say)
        self._installing: Installing | None = None
        self._own = ""
        """The workspace, or organization, of the bot token."""
        self._opened: _Opened | None = None

    async def run(self, conversation: Conversation) -> None:
        """Listen until cancelled, by Socket Mode, HTTP or both.

        Raises:
            PlatformOffError: Slack refuses a token.
            ConnectionError: Slack cannot be reached for now.
        """
        async with self._clients:
            who = await self._introduce()
            receiving = self._open(conversation)
            if self._installing:
                await self._installing.check()
            try:
                await self._listen(receiving, who)
            finally:
                self.door.close()
                await receiving.close()
                self._opened = None

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        """Post a reply; a second try with the same key is the same message.

        Raises:
            ChatError: it cannot be posted there, in words with what is missing.
        """
        return await self._now.posting.send(where, reply, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replace a message, or an answer by its `answer_id`; one that is gone is left gone.

        Raises:
            ChatError: it cannot be changed, in words.
        """
        answer = AnswerId.read(message.id)
        if answer is None:
            return await self._now.posting.edit(message, reply)
        return await self._now.changing.edit(message, answer, reply)

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """The message that was sent with this key, among the last ones there.

        Raises:
            ChatError: Slack does not let us look.
        """
        return await self._now.posting.find(where, key)

    async def preflight(self, where: Place) -> Sequence[str]:
        """What is missing for posting there, each in words with the remedy."""
        return await self._now.posting.preflight(where)

    async def name_of(self, where: Place) -> str:
        """What people call the place, such as #general; its id where Slack does not say."""
        return await self._now.posting.name_of(where)

    async def time_zone_of(self, person: Person) -> str:
        """The IANA name of the time zone in a person's profile; empty where it is not known."""
        return await self._opened.people.time_zone_of(person) if self._opened else ""

    @property
    def _now(self) -> _Opened:
        if self._opened is None:
            raise ChatError("Backprep is not connected to Slack at the moment.")
        return self._opened

    async def _introduce(self) -> str:
        """Ask Slack whose the bot token is; the bot's name and the workspace's, where there is one."""
        token = self._connection.bot_token
        if not token:
            return "Backprep in every workspace that installed it"
        asked = self._clients.with_token(token).auth_test()
        said = await self._asked(asked, "BACKPREP_SLACK_BOT_TOKEN")
        org = bool(said.get("is_enterprise_install"))
        self._own = str(said.get("enterprise_id" if org else "team_id") or "")
        return f"{said.get('user', 'Backprep')} in {said.get('team', 'one workspace')}"

    async def _asked(self, work: Awaitable[Any], setting: str) -> Any:
        """What Slack answers; what it says of a bad token ends this platform, its silence only for now."""
        try:
            return await work
        except REFUSED as error:
            if why := off(error, setting):
                raise PlatformOffError(why) from error
            raise ConnectionError("Slack does not answer as it should.") from error
        except UNREACHABLE as error:
            raise ConnectionError("Slack cannot be reached.") from error

    def _open(self, conversation: Conversation) -> Receiving:
        """Everything that listens and answers, put together for this conversation."""
        connection, clients = self._connection, self._clients
        files = Files(clients, self._blobs, connection.clock)
        roots = sorted({command.name.split()[0] for command in conversation.commands})
        desk = Desk(
            clients,
            People(clients, connection.clock),
            Outbox(files, roots, connection.prefix),
            ResponseUrls(clients, connection.clock),
            Pace(asyncio.get_running_loop().time),
            self._complaints.about,
            Passing(files),
            connection.patience_s,
        )
        posting = Posting(desk)
        self._opened = _Opened(
            desk.people, posting, Changing(desk, posting, Rates(connection.clock))
        )
        workspaces = Workspaces(
            desk, self._settings, self._welcome.reply, self._removed, self._welcome.on_left
        )
        self._installing = self._installs(workspaces)
        return Receiving(desk, conversation, workspaces, connection.prefix)

    def _installs(self, workspaces: Workspaces) -> Installing | None:
        oauth = self._connection.oauth
        if oauth is None:
            return None

        async def welcome(installed: Installed) -> None:
            await workspaces.joined(installed.community, installed.user)

        client = self._clients.with_token(None)
        return Installing(oauth.app, oauth.stores, client, self._connection.clock, welcome)

    async def _listen(self, receiving: Receiving, who: str) -> None:
        connection = self._connection
        app = receiving.app(connection.signing_secret)
        ways: list[Awaitable[None]] = []
        names: list[str] = []
        if connection.app_token:
            sockets = Sockets(
                self._clients,
                connection.app_token,
                lambda: BackOff(SystemRandom()),
                receiving.acknowledged,
            )
            first = await self._asked(sockets.open(), "BACKPREP_SLACK_APP_TOKEN")
            ways.append(sockets.run(app, first))
            names.append("Socket Mode")
        if connection.signing_secret or self._installing:
            flow = self._installing.flow if self._installing else None
            heard = app if connection.signing_secret else None
            self.door.open(heard, flow, receiving.acknowledged)
            names += ["HTTP at /slack/events"] if connection.signing_secret else []
            ways += [connection.serve(self.door)] if connection.serve else []
        self._say(f"Slack: {who} listens by {' and '.join(names)}.")
        await _all(ways or [asyncio.Event().wait()])

    async def _token_of(self, workspace: str) -> str | None:
        own, installing = self._connection.bot_token, self._installing
        if own and (installing is None or workspace == self._own):
            return own
        return await installing.tokens.of(workspace) if installing else None

    async def _installer_of(self, workspace: str) -> str | None:
        if self._installing is None:
            return None
        return await self._installing.installations.installer(workspace)

    async def _removed(self, envelope: Mapping[str, Any]) -> Sequence[str]:
        if self._installing:
            return await self._installing.left(envelope)
        return [community(envelope)] if envelope["event"]["type"] == "app_uninstalled" else []


async def _all(ways: Sequence[Awaitable[Any]]) -> None:
    """Until one of them fails; the others end with it."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
