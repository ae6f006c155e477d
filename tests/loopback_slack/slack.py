"""The whole of it: a Slack with two workspaces, people in them, and a way to the bot."""

from __future__ import annotations

from tests.loopback_slack.delivering import Acknowledged, HttpDelivery, Kind, Retry
from tests.loopback_slack.payloads import Payloads
from tests.loopback_slack.person import SlackPerson
from tests.loopback_slack.server import SlackServer
from tests.loopback_slack.world import BOT_TOKEN, Channel, Grant, Json, Team, User


class LoopbackSlack(SlackServer):
    """T1 has Ana (an administrator) and Ben, #general with the bot, #quiet without, #old archived; T2 has Chidi.

    The bot is installed in T1 with the token `BOT_TOKEN`, unless a test takes it out of `world.grants`.
    """

    async def __aenter__(self) -> LoopbackSlack:
        await super().__aenter__()
        self.payloads = Payloads(self.world, self.base)
        self._http: HttpDelivery | None = None
        self.bot_address, self._opened = "", list[HttpDelivery]()
        self._furnish()
        return self

    async def __aexit__(self, *error: object) -> None:
        for each in self._opened:
            await each.close()
        await super().__aexit__(*error)

    def reach(self, address: str) -> HttpDelivery:
        """Deliver over HTTP to the bot at this address from now on, no more by Socket Mode."""
        self.bot_address = address
        self._http = HttpDelivery(address)
        self._opened.append(self._http)
        return self._http

    async def deliver(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Acknowledged:
        """Bring something to the bot, and wait until it is acknowledged."""
        if self._http:
            said = await self._http.deliver(kind, payload, retry)
            assert said.status == 200, said
            return said
        return await self.socket_mode.deliver(kind, payload, retry)

    def person(self, name: str, where: str = "general", team: str = "T1") -> SlackPerson:
        [user] = [
            user for user in self.world.users.values() if (user.name, user.team) == (name, team)
        ]
        return SlackPerson(self, user, self.channel(where, team))

    def channel(self, name: str, team: str = "T1") -> Channel:
        fits = (c for c in self.world.channels.values() if (c.name, c.team) == (name, team))
        return next(fits)

    def install(self, team: str, token: str) -> Grant:
        """Let the bot into a workspace without OAuth."""
        self.world.grants[token] = Grant(token, team)
        return self.world.grants[token]

    def _furnish(self) -> None:
        world = self.world
        world.teams = {"T1": Team("T1", "One", "one"), "T2": Team("T2", "Two", "two")}
        people = (
            User("U1ANA", "ana", admin=True),
            User("U1BEN", "ben"),
            User("U2CHIDI", "chidi", "T2"),
        )
        world.users = {user.id: user for user in people}
        ones, twos = {"U1ANA", "U1BEN"}, {"U2CHIDI"}
        channels = (
            Channel("C1GENERAL", "general", members=ones | {"U0BOT"}),
            Channel("C1RANDOM", "random", members=ones | {"U0BOT"}),
            Channel("C1QUIET", "quiet", members=set(ones)),
            Channel("C1OLD", "old", members=ones | {"U0BOT"}, archived=True),
            Channel("G1SECRET", "secret", "group", members=ones | {"U0BOT"}),
            Channel("C2GENERAL", "general", team="T2", members=twos | {"U0BOT"}),
        )
        world.channels = {channel.id: channel for channel in channels}
        self.install("T1", BOT_TOKEN)
