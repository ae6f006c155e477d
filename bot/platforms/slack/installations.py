"""Where the app is installed, as the SDK wants to have it, over our own storage."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from bot.storage.ports import Seat, SlackInstallation, SlackInstallations
from knowledge.errors import CannotAnswerError

log = logging.getLogger(__name__)


class Installations(AsyncInstallationStore):
    """Installations of one app, known by its client id.

    A bot is kept apart from the people who installed it, so that its tokens can be renewed and outlive a person's.
    """

    def __init__(self, app: str, kept: SlackInstallations) -> None:
        self._app, self._kept = app, kept

    @property
    def logger(self) -> logging.Logger:
        """Where the SDK says what it does."""
        return log

    async def async_save(self, installation: Installation) -> None:
        """Keep what a person installed and, where there is one, the bot.

        Raises:
            BoltError: it cannot be kept now; the SDK shows the page for that.
        """
        where = self._seat(installation)
        try:
            await self._kept.save(
                _kept(self._seat(installation, installation.user_id), installation)
            )
            if installation.bot_token:
                await self._kept.save(_kept(where, installation.to_bot()))
        except CannotAnswerError as error:
            raise BoltError(str(error)) from error

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot, such as one whose token was renewed."""
        await self._kept.save(_kept(self._seat(bot), bot))

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The bot of a workspace or of an organisation; of a workspace also without its organisation."""
        where = _where(self._app, enterprise_id, team_id, is_enterprise_install)
        found = await self._kept.find(where)
        if found is None and not where.enterprise:
            found = await self._kept.find_bot(self._app, where.team)
        return Bot(**_arguments(found.held)) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """What a person installed, or whoever did so last; its bot is the one of today."""
        where = _where(self._app, enterprise_id, team_id, is_enterprise_install, user_id)
        found = await (self._kept.find(where) if user_id else self._kept.find_newest(where))
        if found is None:
            return None
        installation = Installation(**_arguments(found.held))
        bot = await self._kept.find(_where(self._app, where.enterprise, where.team, False))
        for name, value in (_arguments(bot.held) if bot else _NO_BOT).items():
            if name.startswith("bot_"):
                setattr(installation, name, value)
        return installation

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a bot."""
        await self._kept.delete(_where(self._app, enterprise_id, team_id, False))

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget what a person installed or, without one, what anybody did."""
        where = _where(self._app, enterprise_id, team_id, False, user_id)
        await (self._kept.delete(where) if user_id else self._kept.delete_people(where))

    async def find_bot(self, community: str) -> Bot | None:
        """The bot of a workspace or, by its id, of an organisation."""
        found = await self._kept.find_bot(self._app, community)
        return Bot(**_arguments(found.held)) if found else None

    async def installer(self, community: str) -> str | None:
        """The user who installed the app there last."""
        bot = await self._kept.find_bot(self._app, community)
        found = await self._kept.find_newest(bot.seat) if bot else None
        return found.seat.user if found else None

    async def forget(self, community: str) -> None:
        """Forget the bot there and what people installed."""
        while bot := await self._kept.find_bot(self._app, community):
            await self._kept.delete_people(bot.seat)
            await self._kept.delete(bot.seat)

    def _seat(self, installed: Installation | Bot, user: str = "") -> Seat:
        whole = installed.is_enterprise_install
        return _where(self._app, installed.enterprise_id, installed.team_id, whole, user)


_NO_BOT: Mapping[str, Any] = {
    "bot_token": None,
    "bot_id": None,
    "bot_user_id": None,
    "bot_scopes": [],
    "bot_refresh_token": None,
    "bot_token_expires_at": None,
}


def _where(
    app: str, enterprise: str | None, team: str | None, whole: bool | None, user: str | None = None
) -> Seat:
    """An installation for a whole organisation has no workspace, whichever one it is used in."""
    return Seat(app, enterprise or "", "" if whole else team or "", user or "")


def _kept(seat: Seat, installed: Installation | Bot) -> SlackInstallation:
    at = datetime.fromtimestamp(installed.installed_at, UTC)
    return SlackInstallation(seat, at, vars(installed))


def _arguments(held: Mapping[str, Any]) -> dict[str, Any]:
    """The constructors of the SDK's values take what `vars` gives of these."""
    return dict(held)
