"""Changing an answer later, by the name its event gave it: a finished picture in the place of "on its way"."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.chat.errors import ChatError
from bot.chat.event import Person, Place
from bot.chat.event import direct as direct_to
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.platforms.slack.desk import Desk, Responded
from bot.platforms.slack.errors import UNREACHABLE, UrlRefusedError
from bot.platforms.slack.origin import PLATFORM, AnswerId
from bot.platforms.slack.passing import is_underway
from bot.platforms.slack.posting import Posting
from bot.rates import Rate, Rates

log = logging.getLogger(__name__)

SPARED = 2
"""Messages of a response_url that progress leaves for what comes at the end."""
PROGRESS = Rate(30, 60)
"""Changes that only show progress, in one workspace; Slack takes some 50 changes a minute (tier 3)."""
APART = timedelta(seconds=10)
"""Between two changes that only show progress, where each uses the response_url up."""


class Changing:
    """Finds the answer and changes it; one that cannot be changed is posted anew to the person."""

    def __init__(self, desk: Desk, posting: Posting, rates: Rates) -> None:
        self._desk, self._posting, self._rates = desk, posting, rates

    async def edit(self, message: MessageRef, answer: AnswerId, reply: Reply) -> None:
        """Put the reply in the place of the answer.

        Raises:
            NotYetError: it was not given yet.
            ChatError: it could neither be changed nor posted, in words.
        """
        self._desk.arriving.check(message.id)
        became = self._desk.posted.get(answer.digest) or await self._before_restart(message, answer)
        underway, community = is_underway(reply), message.where.community
        if underway and self._is_crowded(community):
            return None
        if isinstance(became, MessageRef):
            return await self._posting.edit(became, reply)
        replaces = became == "replaced" or not answer.of_button
        if underway and not (replaces and self._spares(answer)):
            return None
        for way in (True, False) if replaces and not underway else (replaces,):
            try:
                return await self._through_url(answer, community, reply, replaces=way)
            except UrlRefusedError as error:
                log.info("an answer was not changed through its address: %s", error.code)
        return None if underway else await self._anew(message, answer, reply)

    async def _before_restart(
        self, message: MessageRef, answer: AnswerId
    ) -> MessageRef | Responded:
        """The ordinary message that a former process made of the answer, else that it made none."""
        for where in (message.where, self._alone(message, answer)):
            if found := await self._found(where, answer):
                self._desk.posted.put(answer.digest, found)
                return found
        self._desk.posted.responded(answer.digest, replaced=False)
        return "new"

    def _is_crowded(self, community: str) -> bool:
        """Whether progress changes so many messages of a workspace that its ends would have to wait."""
        try:
            self._rates.use(community, PROGRESS)
        except ChatError:
            return True
        return False

    def _spares(self, answer: AnswerId) -> bool:
        """Whether showing progress leaves enough for the end."""
        urls, url = self._desk.urls, answer.response_url
        return urls.left(url) > SPARED and urls.rested(url) >= APART

    async def _through_url(
        self, answer: AnswerId, community: str, reply: Reply, *, replaces: bool
    ) -> None:
        packed = await self._desk.outbox.pack(community, reply)
        body = packed.response(replace_original=replaces)
        if not replaces:
            body["response_type"] = "ephemeral"
        await self._desk.urls.send(answer.response_url, body)

    async def _anew(self, message: MessageRef, answer: AnswerId, reply: Reply) -> None:
        """Post it, to everybody only where the answer was for everybody."""
        public = reply.audience == "everyone" and not message.where.private
        where = message.where if public else self._alone(message, answer)
        sent = await self._posting.post(where, reply, answer.digest)
        self._desk.posted.put(answer.digest, sent)

    @staticmethod
    def _alone(message: MessageRef, answer: AnswerId) -> Place:
        return direct_to(Person(PLATFORM, answer.user, "", message.where.community))

    async def _found(self, where: Place, answer: AnswerId) -> MessageRef | None:
        try:
            return await self._posting.look(where, answer.digest)
        except (ChatError, *UNREACHABLE):
            return None
