"""One event from the payload to the answer, after Slack was told that it arrived."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from bot.chat.errors import ChatError
from bot.chat.event import ActionChosen, ChatEvent, Event, Place, TextSent
from bot.chat.event import direct as direct_to
from bot.chat.feature import Form
from bot.chat.markup import literal
from bot.chat.platform import Conversation
from bot.chat.reply import Reply, Text
from bot.platforms.slack.answering import Answer
from bot.platforms.slack.desk import Desk
from bot.platforms.slack.errors import (
    REFUSED,
    UNREACHABLE,
    Refusal,
    code_of,
    is_for_installer,
    refusal,
    words,
)
from bot.platforms.slack.finding import digest, post_once
from bot.platforms.slack.origin import Origin
from bot.platforms.slack.outbox import in_short

log = logging.getLogger(__name__)

FORM_S, PATIENCE_S = 1.0, 3.0
"""How long Slack may take to say who somebody is: before a form, which has to be open within 3 s; before all else."""
AGAIN_S = 1.0
"""Before an answer that Slack failed at is tried again."""
STATUS = "is thinking…"


async def answer(
    desk: Desk, conversation: Conversation, event: ChatEvent, origin: Origin, trigger: str
) -> None:
    """Answer a command, press or form; a form it opens is opened before anything slow."""
    with desk.arriving.answer(event.answer_id):
        await _answer(desk, conversation, event, origin, trigger)
    if origin.at_home:
        await show_home(desk, conversation, event)


async def _answer(
    desk: Desk, conversation: Conversation, event: ChatEvent, origin: Origin, trigger: str
) -> None:
    opens = isinstance(event, ActionChosen) and conversation.opens_form(event.action)
    event = await desk.people.complete(event, FORM_S if opens else PATIENCE_S)
    given = Answer(desk, event, origin)
    work = asyncio.ensure_future(conversation.dispatch(event))
    if not opens:
        await _shown_to_work(desk, event, work)
    match await work:
        case None:
            return
        case Form() as form:
            await given.show(form, trigger)
        case reply:
            await given.give(reply)


async def show_home(desk: Desk, conversation: Conversation, event: Event) -> None:
    """Put the Home tab of the person whose event it is up to date."""
    community = event.who.community
    try:
        view = await desk.outbox.view(community, await conversation.home(event.who, event.where))
        client = await desk.clients.of(community)
        await client.views_publish(user_id=event.who.id, view=view)
    except (ChatError, *REFUSED, *UNREACHABLE) as error:
        log.warning("%s: no home: %s", event.id, code_of(error) or type(error).__name__)


async def refuse(desk: Desk, event: ChatEvent, origin: Origin, text: str) -> None:
    """Say in private why a command was not understood."""
    event = await desk.people.complete(event, PATIENCE_S)
    await Answer(desk, event, origin).give(Reply("", (Text(literal(text)),), "asker", tone="bad"))


async def speak(desk: Desk, conversation: Conversation, event: TextSent) -> None:
    """Answer words, in the thread of a mention or in the direct messages."""
    work = asyncio.ensure_future(_dispatched(desk, conversation, event))
    await _shown_to_work(desk, event, work)
    reply = await work
    if isinstance(reply, Form) or reply is None:
        return
    hidden = reply.audience == "asker" and not event.where.private
    await _say(desk, event, direct_to(event.who) if hidden else event.where, reply)


async def _dispatched(
    desk: Desk, conversation: Conversation, event: TextSent
) -> Reply | Form | None:
    return await conversation.dispatch(await desk.people.complete(event, PATIENCE_S))


async def _shown_to_work(desk: Desk, event: Event, work: asyncio.Future[Any]) -> None:
    """Wait a moment for an answer; where it takes longer, show that, in the threads of an agent."""
    await asyncio.wait({work}, timeout=desk.patience_s)
    where = event.where
    if work.done() or not (where.private and where.thread):
        return
    try:
        client = await desk.clients.of(where.community)
        await client.assistant_threads_setStatus(
            channel_id=where.channel, thread_ts=where.thread, status=STATUS
        )
    except (ChatError, *REFUSED, *UNREACHABLE) as error:
        log.debug("no status: %s", code_of(error) or type(error).__name__)


async def _say(desk: Desk, event: TextSent, where: Place, reply: Reply) -> None:
    """Post an answer; what Slack merely failed at is tried once more, after a look whether it arrived."""
    error = await _refused(desk, where, reply, event.id)
    if error and refusal(error) is Refusal.SHORTEN:
        error = await _refused(desk, where, in_short(reply), event.id)
    if error and refusal(error) is Refusal.GIVE_UP:
        await asyncio.sleep(AGAIN_S)
        error = await _refused(desk, where, reply, event.id)
    if error is None:
        return
    log.warning("%s: no answer: %s", event.id, code_of(error) or type(error).__name__)
    if is_for_installer(error):
        await desk.complain(where.community, error)
    else:
        why = Reply("", (Text(literal(words(error))),), tone="bad")
        await _refused(desk, direct_to(event.who), why, f"{event.id} why")


async def _refused(desk: Desk, where: Place, reply: Reply, key: str) -> Exception | None:
    """Post a reply; what was in the way, if anything."""
    try:
        packed = await desk.outbox.pack(where.community, reply)
        await post_once(desk, where, packed, digest(key))
    except (ChatError, *REFUSED, *UNREACHABLE) as error:
        return error
    return None
