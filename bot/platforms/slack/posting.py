"""Messages that nobody is waiting for, and changes of earlier ones."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence

from slack_sdk.errors import SlackApiError

from bot.chat.errors import BusyError, ChatError, NotAllowedError
from bot.chat.event import Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.platforms.slack.desk import Desk, change
from bot.platforms.slack.errors import (
    INVITE,
    REFUSED,
    UNREACHABLE,
    Refusal,
    is_for_installer,
    refusal,
    words,
)
from bot.platforms.slack.finding import digest, find, post_once
from bot.platforms.slack.outbox import in_short
from bot.platforms.slack.scopes import METHODS

log = logging.getLogger(__name__)

BUSY_S = 30.0
"""Before another try where Slack does not say how long to wait."""
_KEPT = 2_000
_POSTING = {"chat:write", *METHODS["files.getUploadURLExternal"]}


class Posting:
    """Fills in `Poster`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sent: OrderedDict[tuple[str, str], MessageRef] = OrderedDict()

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        """Post a reply; a second call with the same key is the same message.

        Raises:
            NotAllowedError: it may not be posted there, in words with the remedy.
            BusyError: Slack asks to wait.
            OSError: nobody knows whether it arrived.
        """
        known = self._sent.get((where.key, key))
        message = known or await self.post(where, reply, digest(key))
        self._sent[where.key, key] = message
        if len(self._sent) > _KEPT:
            self._sent.popitem(last=False)
        return message

    async def post(self, where: Place, reply: Reply, mark: str) -> MessageRef:
        """Post a reply with a mark, in short where Slack does not take it whole; raises as `send` does."""
        pack = self._desk.outbox.pack
        try:
            return await post_once(self._desk, where, await pack(where.community, reply), mark)
        except SlackApiError as error:
            if refusal(error) is not Refusal.SHORTEN:
                raise await self._said(error, where) from error
        try:
            short = await pack(where.community, in_short(reply))
            return await post_once(self._desk, where, short, mark)
        except SlackApiError as error:
            raise await self._said(error, where) from error

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replace an ordinary message; one that is gone is left gone.

        Raises:
            ChatError: it cannot be changed, in words.
        """
        try:
            await change(self._desk, message, reply)
        except SlackApiError as error:
            match refusal(error):
                case Refusal.GONE:
                    return
                case Refusal.SHORTEN:
                    await self._shortened(message, reply)
                case _:
                    raise await self._said(error, message.where) from error

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """The message that was sent with this key, among the last ones there; None if it is not there.

        Raises:
            ChatError: Slack does not let us look.
            OSError: Slack did not answer.
        """
        known = self._sent.get((where.key, key))
        return known or await self.look(where, digest(key))

    async def look(self, where: Place, mark: str) -> MessageRef | None:
        """The message with a mark among the last ones there; raises as `find` does."""
        try:
            return await find(self._desk, where, mark)
        except SlackApiError as error:
            raise await self._said(error, where) from error

    async def preflight(self, where: Place) -> Sequence[str]:
        """What is missing for posting there, each in words with the remedy."""
        if where.private:
            return ()
        try:
            client = await self._desk.clients.of(where.community)
            answer = await client.conversations_info(channel=where.channel)
        except SlackApiError as error:
            return (words(error),)
        except NotAllowedError as error:
            return (str(error),)
        channel, granted = answer["channel"], str(answer.headers.get("x-oauth-scopes") or "")
        if channel.get("is_im"):
            return ("Those are direct messages. Choose a channel.",)
        missing = [words_of_scope(one) for one in sorted(_POSTING - _split(granted)) if granted]
        if channel.get("is_archived"):
            missing.append(
                f"#{channel.get('name', '')} is archived. Unarchive it, or choose another channel."
            )
        elif channel.get("is_channel", True) and not channel.get("is_member", True):
            missing.append(f"Backprep is not in #{channel.get('name', '')}. {INVITE}.")
        return tuple(missing)

    async def name_of(self, where: Place) -> str:
        """What people call the place, such as #general; its id where Slack does not say."""
        if where.private:
            return "your direct messages"
        try:
            client = await self._desk.clients.of(where.community)
            said = (await client.conversations_info(channel=where.channel))["channel"]
        except (ChatError, *REFUSED, *UNREACHABLE):
            return where.channel
        return f"#{said['name']}" if said.get("name") else where.channel

    async def _shortened(self, message: MessageRef, reply: Reply) -> None:
        try:
            await change(self._desk, message, in_short(reply))
        except SlackApiError as error:
            raise await self._said(error, message.where) from error

    async def _said(self, error: SlackApiError, where: Place) -> ChatError:
        """The refusal in words; whoever installed the app is told what only they can mend."""
        why = refusal(error)
        if is_for_installer(error):
            await self._desk.complain(where.community, error)
        if why is Refusal.BUSY:
            return BusyError(words(error), _retry_after_s(error))
        lasting = why in (Refusal.CLOSED, Refusal.SCOPE, Refusal.OFF)
        return NotAllowedError(words(error)) if lasting else ChatError(words(error))


def words_of_scope(scope: str) -> str:
    """What is to be done about a scope that is missing."""
    return f"Backprep needs the scope “{scope}” here. Whoever installed it adds it and installs it again."


def _split(scopes: str) -> set[str]:
    return {scope.strip() for scope in scopes.split(",")}


def _retry_after_s(error: SlackApiError) -> float:
    try:
        return float(error.response.headers.get("Retry-After", BUSY_S))
    except (AttributeError, TypeError, ValueError):
        return BUSY_S
