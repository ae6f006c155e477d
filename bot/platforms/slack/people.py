"""Who somebody is in a workspace, what they may do in a channel, and where they can be written to alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from bot.chat.errors import ChatError
from bot.chat.event import Event, Person, Place, Power
from bot.clock import Clock
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.errors import REFUSED, UNREACHABLE, code_of
from bot.platforms.slack.recent import Recent

log = logging.getLogger(__name__)

T = TypeVar("T")
E = TypeVar("E", bound=Event)
FRESH = timedelta(minutes=1)
"""How long an answer of Slack about a person or channel holds."""
ZONE_S = 5.0


@dataclass(frozen=True, slots=True)
class Known:
    """What Slack says about a person."""

    name: str
    language: str
    leads: bool
    """Whether they are an admin or owner of the workspace."""
    time_zone: str


class People:
    """Asks Slack, at most once a minute for each person and channel."""

    def __init__(self, clients: Clients, clock: Clock) -> None:
        self._clients = clients
        self._people: Recent[Known] = Recent(clock, FRESH)
        self._creators: Recent[str] = Recent(clock, FRESH)
        self._direct: Recent[str] = Recent(clock, timedelta(days=1))

    async def complete(self, event: E, patience_s: float) -> E:
        """The event with what its payload does not say: name, language, powers, and whether others read along.

        What Slack does not say within `patience_s` is left out.
        """
        who, where = event.who, event.where
        known, creator, place = await asyncio.gather(
            self._within(patience_s, self._person(who.community, who.id)),
            self._within(patience_s, self._creator(where)),
            self._within(patience_s, self._place(where, who.id)),
        )
        if known:
            event = replace(
                event, who=replace(who, name=known.name or who.name), language=known.language
            )
        return replace(event, where=place or where, powers=_powers(known, made=creator == who.id))

    async def time_zone_of(self, person: Person) -> str:
        """The IANA name of somebody's time zone; empty where Slack does not say."""
        known = await self._within(ZONE_S, self._person(person.community, person.id))
        return known.time_zone if known else ""

    async def direct(self, community: str, user: str) -> str:
        """The channel in which a person is alone with the bot.

        Raises:
            NotAllowedError: Backprep is not installed there.
            SlackApiError: there is none.
        """

        async def ask() -> str:
            client = await self._clients.of(community)
            answer = await client.conversations_open(users=user)
            return str(answer["channel"]["id"])

        return await self._direct.get(f"{community}:{user}", ask)

    async def channel(self, where: Place) -> str:
        """The channel's id; of `@USER` that of the direct messages with them.

        Where Slack does not open these, the person's own id does for posting.
        """
        if not where.channel.startswith("@"):
            return where.channel
        user = where.channel[1:]
        try:
            return await self.direct(where.community, user)
        except REFUSED as error:
            log.info("no direct messages opened: %s", code_of(error))
            return user

    async def _within(self, patience_s: float, work: Awaitable[T]) -> T | None:
        try:
            return await asyncio.wait_for(work, patience_s)
        except REFUSED as error:
            log.info("Slack does not say who somebody is: %s", code_of(error))
        except (ChatError, *UNREACHABLE) as error:
            log.info("Slack does not say who somebody is: %s", type(error).__name__)
        return None

    async def _person(self, community: str, user: str) -> Known:
        async def ask() -> Known:
            client = await self._clients.of(community)
            said = (await client.users_info(user=user, include_locale=True))["user"]
            profile = said.get("profile") or {}
            return Known(
                profile.get("display_name") or profile.get("real_name") or said.get("name", ""),
                str(said.get("locale") or "en").split("-")[0],
                bool(said.get("is_admin") or said.get("is_owner")),
                str(said.get("tz") or ""),
            )

        return await self._people.get(f"{community}:{user}", ask)

    async def _creator(self, where: Place) -> str:
        """Who made the channel; nobody did of direct messages."""
        if where.private or where.channel.startswith(("D", "@")):
            return ""

        async def ask() -> str:
            client = await self._clients.of(where.community)
            said = await client.conversations_info(channel=where.channel)
            return str(said["channel"].get("creator") or "")

        return await self._creators.get(f"{where.community}:{where.channel}", ask)

    async def _place(self, where: Place, user: str) -> Place:
        """Direct messages by their own id; those between two people are not for the bot alone."""
        if where.private and where.channel.startswith("@"):
            return replace(where, channel=await self.channel(where))
        if where.channel.startswith("D") and not where.private:
            own = await self.direct(where.community, user)
            return replace(where, private=own == where.channel)
        return where


def _powers(known: Known | None, *, made: bool) -> frozenset[Power]:
    led: frozenset[Power] = frozenset({"moderate", "manage"} if known and known.leads else ())
    own: frozenset[Power] = frozenset({"moderate", "own"} if made else ())
    return led | own
