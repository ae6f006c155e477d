"""What the bot's Slack side asks of storage: where its app is installed, and who is just installing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.storage.ports.people import Json


@dataclass(frozen=True, slots=True)
class Seat:
    """What a Slack installation is for: an organisation or a workspace, there the bot or one person."""

    app: str
    """Client id of the Slack app: another app's tokens are of no use."""
    enterprise: str
    """Empty for a workspace outside of any organisation."""
    team: str
    """Empty for a whole organisation."""
    user: str = ""
    """Empty for the bot, which acts for everybody."""

    @property
    def community(self) -> str:
        """The workspace or, where that is not one workspace, the organisation."""
        return self.team or self.enterprise


@dataclass(frozen=True, slots=True)
class SlackInstallation:
    """What Slack said when its app was installed, tokens included: those are sealed wherever they are kept."""

    seat: Seat
    installed_at: datetime
    held: Mapping[str, Json] = field(repr=False)


class SlackInstallations(Protocol):
    """Where Slack apps are installed.

    `find…` raises WrongKeyError: what is kept was sealed with another key than those at hand.
    """

    async def save(self, installation: SlackInstallation) -> None:
        """Keep an installation, in the place of an earlier one of the same seat."""
        ...

    async def find(self, seat: Seat) -> SlackInstallation | None:
        """The installation of a seat."""
        ...

    async def find_newest(self, seat: Seat) -> SlackInstallation | None:
        """What a person installed last where the seat is, whoever it was; the seat's user does not count."""
        ...

    async def find_bot(self, app: str, community: str) -> SlackInstallation | None:
        """The bot of a workspace or, by its own id, of a whole organisation."""
        ...

    async def delete(self, seat: Seat) -> None:
        """Forget the installation of a seat."""
        ...

    async def delete_people(self, seat: Seat) -> None:
        """Forget what people installed where the seat is; the bot stays."""
        ...

    async def count(self) -> tuple[int, int]:
        """How many installations a key at hand opens, and how many none does."""
        ...


class OAuthStates(Protocol):
    """Who has begun to install a Slack app and is expected back; kept by the state's hash, not by the state."""

    async def issue(self, digest: str, now: datetime, until: datetime) -> None:
        """Expect somebody back with a state until a point in time."""
        ...

    async def consume(self, digest: str, now: datetime) -> bool:
        """Whether somebody is expected with this state; true once only."""
        ...


@dataclass(frozen=True, slots=True)
class SlackStores:
    """Where Slack's app is installed, and who is just installing it."""

    installations: SlackInstallations
    states: OAuthStates
