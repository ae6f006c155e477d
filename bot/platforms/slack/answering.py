"""How one command, press or form is answered, whatever Slack still takes of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Literal, assert_never

from bot.chat.errors import ChatError
from bot.chat.event import ChatEvent, Place
from bot.chat.event import direct as direct_to
from bot.chat.feature import Form
from bot.chat.markup import literal
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply, Text
from bot.platforms.slack.desk import Desk, change, post
from bot.platforms.slack.errors import (
    REFUSED,
    UNREACHABLE,
    Refusal,
    code_of,
    is_for_installer,
    refusal,
    words,
)
from bot.platforms.slack.finding import post_once
from bot.platforms.slack.modals import modal
from bot.platforms.slack.origin import AnswerId, Origin
from bot.platforms.slack.outbox import in_short
from bot.platforms.slack.threads import opening

log = logging.getLogger(__name__)

Way = Literal["respond", "replace", "update", "post", "direct"]
"""How a reply goes out: through the response_url, new or in the place of the button's message; by an edit of that
message; as an ordinary message in the channel; or in the direct messages with the person."""


class Answer:
    """The answer to one command, press or form."""

    def __init__(self, desk: Desk, event: ChatEvent, origin: Origin) -> None:
        self._desk, self._event, self._origin = desk, event, origin
        if origin.response_url:
            desk.urls.seen(origin.response_url)

    async def show(self, form: Form, trigger: str) -> None:
        """Open a form, which Slack takes within three seconds only."""
        try:
            client = await self._desk.clients.of(self._event.who.community)
            await client.views_open(trigger_id=trigger, view=modal(form, self._origin.pack()))
        except (ChatError, *REFUSED, *UNREACHABLE) as error:
            log.warning("%s: no form: %s", self._event.id, code_of(error) or type(error).__name__)
            await self.give(_said(str(error) if isinstance(error, ChatError) else words(error)))

    async def give(self, reply: Reply) -> None:
        """Send a reply; what Slack refuses is sent another way, or shorter, and said to who can mend it."""
        way, sent = self._first_way(reply), reply
        tried: set[tuple[Way, Reply]] = set()
        while (way, sent) not in tried:
            tried.add((way, sent))
            try:
                return await self._send(way, sent)
            except (ChatError, *REFUSED, *UNREACHABLE) as error:
                log.warning(
                    "%s: no %s: %s", self._event.id, way, code_of(error) or type(error).__name__
                )
                way, sent = await self._instead(error, way, sent)
                way = "direct" if (way, sent) in tried else way
        log.error("%s: no answer could be given", self._event.id)
        return None

    def _first_way(self, reply: Reply) -> Way:
        origin, hidden = self._origin, self._hidden(reply)
        if reply.update and origin.message and (origin.unseen or not hidden):
            return "replace" if origin.unseen and self._url_left else _update(origin)
        if hidden:
            return "respond" if self._url_left else "direct"
        return "post"

    async def _send(self, way: Way, reply: Reply) -> None:
        match way:
            case "respond" | "replace":
                await self._respond(reply, replace_original=way == "replace")
            case "update":
                message = MessageRef(self._event.where, self._origin.message)
                await change(self._desk, message, reply)
                self._note(message)
            case "post":
                await self._post(self._event.where, reply)
            case "direct":
                await self._post(direct_to(self._event.who), reply)
            case _:
                assert_never(way)

    async def _respond(self, reply: Reply, *, replace_original: bool) -> None:
        packed = await self._desk.outbox.pack(self._event.who.community, reply)
        body = packed.response(replace_original=replace_original)
        if not replace_original:
            body["response_type"] = "ephemeral" if self._hidden(reply) else "in_channel"
            body |= {"thread_ts": self._origin.thread} if self._origin.thread else {}
        await self._desk.urls.send(self._origin.response_url, body)
        if self._digest:
            self._desk.posted.responded(self._digest, replaced=replace_original)
        if packed.files:
            alone = direct_to(self._event.who)
            channel = await self._desk.people.channel(alone)
            await self._desk.outbox.share(replace(alone, channel=channel), packed)

    async def _post(self, where: Place, reply: Reply) -> None:
        """An ordinary message; a long one begins in the channel and is whole in a thread."""
        start = None if where.private or where.thread else opening(reply)
        if start:
            first = await self._posted(where, start, "")
            where = replace(first.where, thread=first.id)
        self._note(await self._posted(where, reply, self._digest))

    async def _posted(self, where: Place, reply: Reply, key: str) -> MessageRef:
        packed = await self._desk.outbox.pack(where.community, reply)
        posting = post_once if key else post
        return await posting(self._desk, where, packed, key)

    async def _instead(self, error: Exception, way: Way, reply: Reply) -> tuple[Way, Reply]:
        """How to go on after a refusal, and with which words."""
        why = refusal(error)
        if is_for_installer(error):
            await self._desk.complain(self._event.who.community, error)
        if why is Refusal.SHORTEN:
            self._desk.outbox.forget(self._event.who.community, reply)
            return way, in_short(reply)
        if why in (Refusal.SCOPE, Refusal.OFF) or (why is Refusal.CLOSED and not self._url_left):
            reply = _said(words(error))
        return self._other_way(way, reply), reply

    def _other_way(self, way: Way, reply: Reply) -> Way:
        match way:
            case "update":
                return "replace" if self._url_left else self._anew(reply)
            case "replace" | "respond":
                return self._anew(reply)
            case "post" | "direct":
                return "respond" if self._url_left else "direct"
            case _:
                assert_never(way)

    def _anew(self, reply: Reply) -> Way:
        """As an ordinary message, which never tells everybody what is for one."""
        return "direct" if self._hidden(reply) or self._origin.unseen else "post"

    def _hidden(self, reply: Reply) -> bool:
        """Whether only the asker may see it; where they are alone with the bot nothing is hidden."""
        return reply.audience == "asker" and not self._event.where.private

    def _note(self, message: MessageRef) -> None:
        if self._digest:
            self._desk.posted.put(self._digest, message)

    @property
    def _digest(self) -> str:
        answer = AnswerId.read(self._event.answer_id)
        return answer.digest if answer else ""

    @property
    def _url_left(self) -> bool:
        return self._desk.urls.left(self._origin.response_url) > 0


def _update(origin: Origin) -> Way:
    return "direct" if origin.unseen else "update"


def _said(text: str) -> Reply:
    return Reply("", (Text(literal(text)),), "asker", tone="bad")
