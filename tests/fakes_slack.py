"""The ports of Slack's installations, filled in for tests. Each says how it cheats."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.storage.ports import Seat, SlackInstallation


class MemorySlackInstallations:
    """SlackInstallations that seals nothing."""

    def __init__(self) -> None:
        self.kept: dict[Seat, SlackInstallation] = {}

    async def save(self, installation: SlackInstallation) -> None:
        self.kept[installation.seat] = installation

    async def find(self, seat: Seat) -> SlackInstallation | None:
        return self.kept.get(seat)

    async def find_newest(self, seat: Seat) -> SlackInstallation | None:
        found = [kept for kept in self._at(seat) if kept.seat.user]
        return max(found, key=lambda kept: kept.installed_at, default=None)

    async def find_bot(self, app: str, community: str) -> SlackInstallation | None:
        found = [
            kept
            for seat, kept in self.kept.items()
            if (seat.app, seat.community, seat.user) == (app, community, "")
        ]
        return max(found, key=lambda kept: kept.installed_at, default=None)

    async def delete(self, seat: Seat) -> None:
        self.kept.pop(seat, None)

    async def delete_people(self, seat: Seat) -> None:
        for kept in self._at(seat):
            if kept.seat.user:
                del self.kept[kept.seat]

    async def count(self) -> tuple[int, int]:
        return len(self.kept), 0

    def _at(self, seat: Seat) -> list[SlackInstallation]:
        here = replace(seat, user="")
        return [kept for kept in self.kept.values() if replace(kept.seat, user="") == here]


class MemoryOAuthStates:
    """OAuthStates that purges nothing."""

    def __init__(self) -> None:
        self.kept: dict[str, datetime] = {}

    async def issue(self, digest: str, now: datetime, until: datetime) -> None:
        self.kept[digest] = until

    async def consume(self, digest: str, now: datetime) -> bool:
        until = self.kept.pop(digest, None)
        return until is not None and now < until
