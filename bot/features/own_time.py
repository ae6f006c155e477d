"""Where a person's clock is: as they set it, as the profile of one of their accounts says, else UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from bot.chat.event import Person
from bot.chat.platform import Profiles
from bot.storage.ports import Accounts, Learners, Preferences
from bot.zones import names


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone by its IANA name, and who says so."""

    name: str
    by: Literal["setting", "profile", "nobody"]

    @property
    def info(self) -> ZoneInfo:
        """The zone's rules."""
        return ZoneInfo(self.name)


@dataclass(frozen=True, slots=True)
class OwnTime:
    """Finds people's time zones."""

    learners: Learners
    accounts: Accounts
    preferences: Preferences
    profiles: Sequence[Profiles]
    """Platforms that know where people are."""

    async def of(self, who: Person) -> Zone:
        """The person's zone, the same on all accounts they linked."""
        if chosen := await self.preferences.zone(await self.learners.of(who)):
            return Zone(chosen, "setting")
        for account in await self.accounts.of(who):
            for platform in self.profiles:
                if platform.name == account.platform:
                    name = await platform.time_zone_of(account)
                    if name in names():
                        return Zone(name, "profile")
        return Zone("UTC", "nobody")
